"""Keep the register of subjects: entry by entry, or as a file."""
