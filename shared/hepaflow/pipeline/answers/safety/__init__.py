"""Answer what the results of a subject say about safety: grades, signs of liver injury, changes since the baseline (docs/grades.md)."""
