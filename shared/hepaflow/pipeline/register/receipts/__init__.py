"""Write the receipts of register files."""
