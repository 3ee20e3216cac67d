"""Propose a profile for a file that has none, for a person to finish."""
