"""Turn one row into one observation in the canonical unit, or list its faults."""
