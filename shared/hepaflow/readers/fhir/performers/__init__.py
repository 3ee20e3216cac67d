"""Read which lab measured, by the performers of an Observation."""
