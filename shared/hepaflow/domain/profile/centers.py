"""Compare the center that a row names with its subject, in files of a sender for several centers."""

from collections.abc import Iterator, Mapping

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Field
from hepaflow.domain.profile.fields import Fault, as_key
from hepaflow.domain.profile.parts import ServedCenter
from hepaflow.domain.profile.subject_pattern import fits_pattern
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.value_tokens import is_missing


def center_issue(cell: str, subject: str, served: Mapping[str, ServedCenter]) -> IssueCode | None:
    """Return what is wrong with the center of a row; None if its subject is one of that center, and of no other.

    Args:
        cell: the cell that names the center.
        subject: the subject's id; "" if the row has none that can be read.
        served: the centers for which the sender may send, by the words of its files.
    """
    word = word_key(cell)
    if is_missing(word):
        return IssueCode.CENTER_MISSING
    named = next((center for text, center in served.items() if word_key(text) == word), None)
    if named is None:
        return IssueCode.CENTER_NOT_ALLOWED
    fitting = {one.center for one in served.values() if fits_pattern(subject, one.pattern)}
    return None if not subject or fitting == {named.center} else IssueCode.SUBJECT_OTHER_CENTER


def center_faults(columns: Mapping[Field, str], served: Mapping[str, ServedCenter]) -> Iterator[Fault]:
    """Yield what is wrong with `[centers]`, and with the column that it is about.

    Args:
        columns: `[columns]` of the profile.
        served: its `[centers]`.
    """
    if served and Field.CENTER not in columns:
        yield Fault("[columns] center", "", "add it: the header of the column that names the center")
    if Field.CENTER in columns and not served:
        remedy = 'add it: "word of the file" = {center = "…", pattern = "…"} for each center'
        yield Fault("[centers]", "", remedy)
    patterns: dict[str, str] = {}
    words: dict[str, str] = {}
    for word, one in served.items():
        where = f"[centers] {as_key(word)}"
        if patterns.setdefault(one.center, one.pattern) != one.pattern:
            yield Fault(where, one.pattern, f"write the pattern that {one.center} has above")
        if other := next(
            (center for center, form in patterns.items() if form == one.pattern and center != one.center), ""
        ):
            yield Fault(where, one.pattern, f"write a pattern that no id of {other} matches")
        if words.setdefault(word_key(word), word) != word:
            yield Fault(where, "", f"remove it: {as_key(words[word_key(word)])} is read as the same text")


def word_key(text: str) -> str:
    """Return a word for a center as it is compared."""
    return canonical_text(text).casefold()
