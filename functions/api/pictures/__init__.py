"""Show pictures of subjects and of the study, and the report of a subject."""
