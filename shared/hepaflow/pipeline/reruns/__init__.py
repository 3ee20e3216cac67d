"""What counts is altered by hand, its difference shown first: trial, re-run, void, restore, and the jobs that do it."""
