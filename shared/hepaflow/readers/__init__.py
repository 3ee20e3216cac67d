"""Turn bytes into rows: one module for each format; no reader decides what a cell means."""
