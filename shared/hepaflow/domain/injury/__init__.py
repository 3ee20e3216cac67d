"""Find candidates for Hy's law; whether one is a case, only a physician decides (docs/grades.md)."""
