"""Keep the Results table: each panel packed into one item."""
