"""Slack: read what comes in, draw what goes out."""
