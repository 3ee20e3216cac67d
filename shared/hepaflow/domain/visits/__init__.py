"""Find which specimen day answers a visit or is the baseline, and what of the planned results is there."""
