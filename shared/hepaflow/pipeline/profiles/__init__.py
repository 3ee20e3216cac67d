"""What a center declares: checked against the catalog, in the words of the person who wrote it."""
