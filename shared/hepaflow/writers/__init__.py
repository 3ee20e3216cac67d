"""Results become files for people and for statistics programs."""
