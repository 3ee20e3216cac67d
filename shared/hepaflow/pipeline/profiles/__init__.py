"""Parse profiles and check them against the catalog."""
