"""What the bot does, one file a flow."""
