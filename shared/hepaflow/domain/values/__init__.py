"""Parse single cells: values, numbers, ranges, flags, findings, dates."""
