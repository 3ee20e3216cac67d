"""Collect names, codes, units and words that neither the profile nor the catalog contains."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from hepaflow.domain.issues.issues import Issue, IssueCode

MOST_KEPT = 1_000  # texts of one run: nobody maps more by hand, and a wrong column has one for each row
EXAMPLES = 3  # masked values that are kept of one text
_DIGIT, _LETTER = re.compile(r"[0-9]"), re.compile(r"[^\W\d_]")
_SHOWN = 16  # characters of a masked value


class UnmappedKind(StrEnum):
    """What kind of text it is."""

    NAME = "name"
    LOINC = "loinc"
    UNIT = "unit"
    NO_UNIT = "no-unit"
    STATUS = "status"
    SPECIMEN = "specimen"


# the issues that an entry in a profile settles
KINDS = {
    IssueCode.ANALYTE_UNKNOWN: UnmappedKind.NAME,
    IssueCode.ANALYTE_AMBIGUOUS: UnmappedKind.NAME,
    IssueCode.NAME_UNKNOWN: UnmappedKind.NAME,
    IssueCode.LOINC_UNKNOWN: UnmappedKind.LOINC,
    IssueCode.UNIT_UNKNOWN: UnmappedKind.UNIT,
    IssueCode.UNIT_REFUSED: UnmappedKind.UNIT,
    IssueCode.UNIT_MISSING: UnmappedKind.NO_UNIT,
    IssueCode.CORRECTION_UNIT: UnmappedKind.UNIT,
    IssueCode.STATUS_UNKNOWN: UnmappedKind.STATUS,
    IssueCode.SPECIMEN_UNKNOWN: UnmappedKind.SPECIMEN,
}
_WORDS = frozenset({UnmappedKind.STATUS, UnmappedKind.SPECIMEN})


UnmappedKey = tuple[
    UnmappedKind, str, str
]  # kind, text, analyte: what has to be explained, wherever it is met


def names_of(issue: Issue) -> UnmappedKey | None:
    """Return what an entry in a profile would have to explain for an issue to go away; None where none would.

    A status or a specimen that may name a person has no text here, and is not listed.
    """
    kind = KINDS.get(issue.code)
    if issue.code is IssueCode.CORRECTION_UNIT and not issue.found:
        kind = UnmappedKind.NO_UNIT
    if kind is None or (kind in _WORDS and not issue.found):
        return None
    of_unit = kind in {UnmappedKind.UNIT, UnmappedKind.NO_UNIT}
    return kind, "" if kind is UnmappedKind.NO_UNIT else issue.found, issue.analyte if of_unit else ""


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A text that is not known, as one run met it.

    Attributes:
        kind: what it is.
        text: as it stands in the file; "" for a missing unit.
        analyte: of a unit: whose.
        count: in how many rows.
        examples: values beside it, masked.
    """

    kind: UnmappedKind
    text: str
    analyte: str
    count: int
    examples: tuple[str, ...] = ()

    @property
    def names(self) -> UnmappedKey:
        return self.kind, self.text, self.analyte


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many texts of a run are not known and not kept, because too many are not known."""

    texts: int


def most_frequent(found: Iterable[Unmapped]) -> list[Unmapped | LeftOut]:
    """Return the most frequent texts that are not known, and how many others there are, if any."""
    ordered = sorted(found, key=lambda one: (-one.count, one.names))
    others = len(ordered) - MOST_KEPT
    return [*ordered[:MOST_KEPT], *([LeftOut(others)] if others > 0 else [])]


def masked(value: str) -> str:
    """Return the shape of a value: nines for digits, x for letters.

    Examples:
        >>> masked("<12.5 mg"), masked("张三")
        ('<99.9 xx', 'xx')
    """
    return _LETTER.sub("x", _DIGIT.sub("9", value.strip()))[:_SHOWN]
