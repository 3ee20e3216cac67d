"""Serve what masked roles may not know."""
