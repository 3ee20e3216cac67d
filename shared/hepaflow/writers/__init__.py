"""Write results as files for people and statistics programs."""
