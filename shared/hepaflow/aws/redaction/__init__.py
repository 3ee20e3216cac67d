"""Replace a person's name by a mark in everything that is stored of a study."""
