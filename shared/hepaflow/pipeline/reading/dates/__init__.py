"""Find the dates of a file that its other dates contradict."""
