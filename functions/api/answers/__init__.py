"""Answer questions about subjects: scores, visits, completeness, panels, safety."""
