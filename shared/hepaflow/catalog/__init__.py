"""Load the known analytes, units, names and codes, each with its source."""
