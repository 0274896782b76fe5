"""How fast the bot is, beside floors measured in the same run."""
