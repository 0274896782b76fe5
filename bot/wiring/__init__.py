"""Joins the parts; the only place that sees them all."""
