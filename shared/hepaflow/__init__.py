"""Turn lab files of a multi-center liver trial into exact, traceable results."""

VERSION = "0.1.0"  # part of every recipe; pyproject.toml says the same
SCHEMA = 1  # of what tables and buckets hold; docs/upgrading.md says what raising it takes
