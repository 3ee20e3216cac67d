"""Fold observations and decisions, in any order, into what counts, what waits and why (docs/fold.md)."""
