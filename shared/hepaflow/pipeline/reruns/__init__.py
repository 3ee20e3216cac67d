"""Change what counts by hand, with the difference shown first: trial, re-run, void, restore, and the jobs that do it."""
