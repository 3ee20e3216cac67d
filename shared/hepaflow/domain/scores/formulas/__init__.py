"""Define the formulas of scores, one module a family, each in named versions."""
