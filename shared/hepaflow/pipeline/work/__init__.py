"""List what waits for somebody."""
