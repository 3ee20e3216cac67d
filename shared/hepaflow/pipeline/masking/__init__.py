"""Decide what a caller does not see, before anything is computed."""
