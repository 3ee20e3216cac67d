"""Write the paths of what answers name."""

from functools import lru_cache

from hepaflow.domain.study.subject_path import segment_of


@lru_cache(1_024)
def subject_href(study: str, subject: str) -> str:
    """Return the path of a subject in this API."""
    return f"/studies/{study}/subjects/{segment_of(subject)}"
