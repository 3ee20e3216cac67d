"""CDISC LB datasets → rows: XPT, Dataset-JSON and its packed form."""
