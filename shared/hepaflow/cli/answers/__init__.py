"""Show answers about subjects: scores, visits, completeness, panels, safety."""
