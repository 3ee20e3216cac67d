"""Compare results and scores with the baseline: change, the worst and best since, and shifts of classes (docs/grades.md)."""
