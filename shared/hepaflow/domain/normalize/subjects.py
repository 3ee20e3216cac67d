"""Read subject ids, and check them against the pattern of the study."""

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Field
from hepaflow.domain.profile.parts import SubjectIds
from hepaflow.domain.profile.subject_pattern import fits_pattern
from hepaflow.domain.screening.damage import damage, unquoted
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.value_tokens import is_missing

_LONGEST = 64  # characters, with a wide margin above any study's ids; what is longer is another cell's text
_MOST_ZEROS = 12  # that an id may begin with


def joined_id(site: str, number: str, ids: SubjectIds) -> str:
    """Return the id that consists of a site and a number in two cells.

    Args:
        site: the cell with the site.
        number: the cell with the subject's number at this site.
        ids: what the profile declares about ids.

    Raises:
        Refused: SUBJECT_MISSING if a cell is blank, and what has happened to a cell (`damage`).
    """
    parts = [canonical_text(unquoted(cell)).removeprefix("'") for cell in (site, number)]
    for part in parts:
        if is_missing(part):
            raise Refused(IssueCode.SUBJECT_MISSING)
        if code := damage(Field.SUBJECT, part):
            raise Refused(code)
    return ("-" if ids.separator is None else ids.separator).join(parts)


def subject_id(cell: str, ids: SubjectIds) -> str:
    """Return the subject's id in the study, as text: `00123` stays `00123`.

    Raises:
        Refused: SUBJECT_MISSING, SUBJECT_PATTERN (also if the id matches the pattern with and without the prefix),
            ID_ZEROS_LOST, and what has happened to the cell (`damage`). `found` stays empty: a subject is never repeated.
    """
    cell = unquoted(cell)
    text = canonical_text(cell).removeprefix("'")  # a spreadsheet's mark of a text
    if is_missing(text):
        raise Refused(IssueCode.SUBJECT_MISSING)
    subject = text.removeprefix(ids.strip or "")
    if not subject:
        raise Refused(IssueCode.SUBJECT_MISSING)
    prefix = ids.prefix or ""
    if prefix and _fits(prefix + subject, ids.pattern):
        if _fits(subject, ids.pattern):
            raise Refused(IssueCode.SUBJECT_PATTERN)
        subject = prefix + subject
    # as written, too: folding takes garbled text apart
    code = damage(Field.SUBJECT, cell) or damage(Field.SUBJECT, subject)
    if code and not (code is IssueCode.ID_IS_A_DATE and ids.pattern and _fits(subject, ids.pattern)):
        raise Refused(code)
    if len(subject) > _LONGEST or not _fits(subject, ids.pattern):
        zeros_lost = subject.isdecimal() and any(
            _fits(before + "0" * zeros + subject, ids.pattern)
            for before in {"", prefix}
            for zeros in range(1, _MOST_ZEROS + 1)
        )
        raise Refused(IssueCode.ID_ZEROS_LOST if zeros_lost else IssueCode.SUBJECT_PATTERN)
    return subject


def _fits(subject: str, pattern: str | None) -> bool:
    return pattern is None or (len(subject) <= _LONGEST and fits_pattern(subject, pattern))


def is_id_of_study(text: str, ids: SubjectIds) -> bool:
    """Say whether a text, without the prefix that the lab adds, is an id of the form that `[subject]` declares."""
    subject = canonical_text(text).removeprefix(ids.strip or "")
    return any(_fits(before + subject, ids.pattern) for before in {"", ids.prefix or ""})


def is_subject_id(text: str, pattern: str | None) -> bool:
    """Say whether a text is a subject id as `subject_id` gives it."""
    try:
        return subject_id(text, SubjectIds(pattern=pattern)) == text
    except Refused:
        return False
