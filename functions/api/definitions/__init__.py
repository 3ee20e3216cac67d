"""Serve what a data manager defines: the study, profiles of centers, papers of labs."""
