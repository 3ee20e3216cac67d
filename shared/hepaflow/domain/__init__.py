"""The rules of reading a lab result: pure functions over frozen data."""
