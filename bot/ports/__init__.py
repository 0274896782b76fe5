"""What the flows ask of the outside, as Protocols."""
