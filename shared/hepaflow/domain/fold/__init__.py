"""From reports and decisions in any order to what counts, what waits and why (docs/fold.md)."""
