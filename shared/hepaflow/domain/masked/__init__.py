"""Define what masked roles may not know."""
