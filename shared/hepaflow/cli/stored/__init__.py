"""Show stored files, and repair what is stored of them."""
