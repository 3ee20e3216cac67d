"""A file without a profile becomes the draft of one, for a person to finish."""
