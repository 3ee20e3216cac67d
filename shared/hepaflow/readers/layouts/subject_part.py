"""Find the subject id in the name of a sheet or in a line above rows; no other part of it is read."""

import re

from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.normalize.subjects import subject_id
from hepaflow.domain.profile.parts import SubjectIds
from hepaflow.domain.text import canonical_text

_LONGEST = 256  # characters of a line that are searched
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*")


def subject_part(text: str, ids: SubjectIds) -> str:
    """Return the part of a text that is an id of the study; "" if there is none, or more than one.

    Args:
        text: the name of a sheet, or the text beside a label.
        ids: what the profile declares; without a pattern nothing is an id.
    """
    if ids.pattern is None:
        return ""
    searched = canonical_text(text)[:_LONGEST]
    whole = re.compile(rf"(?<![A-Za-z0-9])(?:{ids.pattern})(?![A-Za-z0-9])")
    parts = {searched, *(found[0] for found in whole.finditer(searched)), *_TOKEN.findall(searched)}
    subjects = {subject: part for part in sorted(parts) if (subject := _subject(part, ids))}
    return next(iter(subjects.values())) if len(subjects) == 1 else ""


def _subject(part: str, ids: SubjectIds) -> str:
    try:
        return subject_id(part, ids)
    except Refused:
        return ""
