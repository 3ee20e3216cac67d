"""Define receipts: what a center gets back for a file or delivery, and their JSON."""
