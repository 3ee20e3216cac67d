"""Define the rules for reading a lab result: pure functions over frozen data."""
