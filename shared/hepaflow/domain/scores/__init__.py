"""Compute clinical scores of a day, each by a named version of its formula (docs/scores.md)."""
