"""A local Slack-compatible server with a page, for the demo and the tests."""
