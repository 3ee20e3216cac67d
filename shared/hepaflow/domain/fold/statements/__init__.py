"""Apply statements that give no value, and take none back."""
