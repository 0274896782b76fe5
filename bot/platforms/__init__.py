"""The chat platforms, each translated to and from our own words."""
