"""Resolve what was measured and in which unit, by what the catalog knows."""
