"""Compute what pictures show: exact marks in days and numbers, without sizes, colours or words (docs/pictures.md)."""
