"""Run one pass over a file: panels, receipt, source copy, effect on earlier values."""
