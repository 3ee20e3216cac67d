"""What is known of analytes, units, names and codes: data files with their sources, and their loader."""
