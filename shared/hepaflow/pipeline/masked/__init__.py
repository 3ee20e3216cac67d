"""Record what masked roles may not know."""
