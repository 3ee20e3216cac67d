"""Define what is asked of centers about rows and measurements."""
