"""Answer questions about a subject in three ways: certain, an interval, or undetermined with reasons (docs/scores.md)."""
