"""The impure world, one file each."""
