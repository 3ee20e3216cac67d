"""Subject ids: the lab's own text, checked against what the study says its ids look like."""

import re
from functools import cache

from hepaflow.domain.issues import IssueCode, Refused
from hepaflow.domain.profile import SubjectIds
from hepaflow.domain.text import fold
from hepaflow.domain.value_tokens import is_missing

_LONGEST = 64  # characters, with a wide margin above any study's ids; what is longer is another cell's text
# What a spreadsheet leaves of a long id; its last digits are gone. A sign or a point tells it from an id like 12E04.
_SCIENTIFIC = re.compile(r"[0-9][.,][0-9]+E\+?[0-9]+|[0-9]E\+[0-9]+", re.IGNORECASE)


def subject_id(cell: str, ids: SubjectIds) -> str:
    """Return the subject's id in the study, as text: `00123` stays `00123`.

    Raises:
        Refused: SUBJECT_MISSING, ID_SCIENTIFIC, SUBJECT_PATTERN. `found` stays empty: a subject is never repeated.
    """
    text = fold(cell)
    if is_missing(text):
        raise Refused(IssueCode.SUBJECT_MISSING)
    subject = text.removeprefix(ids.strip or "")
    if not subject:
        raise Refused(IssueCode.SUBJECT_MISSING)
    if _SCIENTIFIC.fullmatch(subject):
        raise Refused(IssueCode.ID_SCIENTIFIC)
    if len(subject) > _LONGEST or (ids.pattern and not _compiled(ids.pattern).fullmatch(subject)):
        raise Refused(IssueCode.SUBJECT_PATTERN)
    return subject


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
