"""Find out what the columns of a table hold."""
