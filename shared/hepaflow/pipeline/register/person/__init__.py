"""Keep one entry for each person in the register of the study."""
