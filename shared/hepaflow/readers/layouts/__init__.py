"""Turn the layouts of tables into one: a header, and rows as wide as the header."""
