"""Find out which lab a row names."""
