"""Write pictures as SVG, and the report of a subject as one page: no script, nothing from elsewhere, the same bytes each time."""
