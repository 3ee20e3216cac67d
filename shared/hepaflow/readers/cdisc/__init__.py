"""Read CDISC LB datasets into rows: XPT, Dataset-JSON and its compressed form."""
