"""Find out how a table is laid out, and what its cells say by themselves."""
