"""The register of subjects: entry by entry, or as a file through the same intake."""
