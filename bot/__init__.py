"""Dytt: small nudges to leaders, one question to their teams, an honest trend."""
