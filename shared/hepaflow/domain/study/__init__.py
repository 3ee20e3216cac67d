"""Define what a study keeps: definition, files, journal, register, jobs, unmapped names."""
