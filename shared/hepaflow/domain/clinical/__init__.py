"""Find what investigators stated beside the results of a day (docs/scores.md)."""
