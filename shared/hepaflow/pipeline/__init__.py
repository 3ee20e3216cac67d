"""What hepaflow does, one use case a module."""
