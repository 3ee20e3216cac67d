"""Change what counts by hand, the difference shown first: trial, re-run, void, restore, and their jobs."""
