"""Bytes become rows: one module a format, nothing decided about what a cell means."""
