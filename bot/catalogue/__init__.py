"""prompts/**.toml, read, checked and spoken."""
