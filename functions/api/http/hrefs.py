"""Write the paths of what answers name."""

from functools import lru_cache
from urllib.parse import quote_plus

from hepaflow.domain.fold.measurement import RowKey
from hepaflow.domain.study.subject_path import segment_of


@lru_cache(1_024)
def subject_href(study: str, subject: str) -> str:
    """Return the path of a subject in this API."""
    return f"/studies/{study}/subjects/{segment_of(subject)}"


def lineage_href(study: str, subject: str, row: RowKey, number: int) -> str:
    """Return the path that leads from an observation to the lab's cells.

    Args:
        study: the study's id.
        subject: the subject to whom the observation belongs.
        row: the observation by file, line and analyte.
        number: the journal number of the answer that names it.
    """
    file_id, line, analyte = row
    asked = f"subject={_quoted(subject)}&analyte={_quoted(analyte)}&file_id={file_id}&line={line}"
    return f"/studies/{study}/lineage?{asked}&as_of={number}"


_quoted = lru_cache(1_024)(quote_plus)  # one subject has thousands of observations of some dozen analytes
