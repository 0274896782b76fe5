"""One class a Protocol of the store's port, over a connection of either database."""
