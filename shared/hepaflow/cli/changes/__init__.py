"""Change what counts, and show the difference first."""
