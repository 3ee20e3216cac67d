"""Find personal data and damaged cells before anything is read."""
