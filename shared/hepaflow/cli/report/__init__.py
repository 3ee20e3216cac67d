"""Print what became of a file."""
