"""Run the use cases of hepaflow, one a module."""
