"""List what can be wrong with a file or a row, and what each code means."""
