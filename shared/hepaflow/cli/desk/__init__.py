"""Show results and change what counts, as a data manager does."""
