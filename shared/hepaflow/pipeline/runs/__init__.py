"""One run over a file: its panels, receipt, kept copy, and what it did to the values that counted."""
