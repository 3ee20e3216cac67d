"""Grade results, find signs of liver injury, and compare with the baseline (docs/grades.md)."""
