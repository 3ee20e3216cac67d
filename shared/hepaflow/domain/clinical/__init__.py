"""Relate what investigators state to the days of lab results (docs/scores.md)."""
