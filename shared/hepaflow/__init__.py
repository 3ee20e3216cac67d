"""Lab files of a multi-center liver trial become exact, traceable results."""
