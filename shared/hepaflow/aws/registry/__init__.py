"""Keep the Registry table: files, the journal, subjects, jobs."""
