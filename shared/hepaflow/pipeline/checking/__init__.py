"""Check a file before it is sent: as the server would read it now, and what the lab gets back."""
