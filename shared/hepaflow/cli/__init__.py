"""Run hepaflow from the command line: offline at the lab, or over the API."""
