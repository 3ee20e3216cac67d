"""Define the terms that all other modules use: observations, results, panels and their closed sets."""

from collections.abc import MutableSequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from hepaflow.domain.issues.issues import Issue


class Field(StrEnum):
    """Columns of a lab file that a profile can map; the keys of `[columns]`."""

    SUBJECT = "subject"
    SITE = "site"  # the part of the subject id that stands in a column of its own
    CENTER = "center"  # the center of the row, in files of a sender for several centers
    COLLECTED_AT = "collected_at"
    COLLECTED_TIME = "collected_time"
    ANALYTE = "analyte"
    CODE = "code"
    LOINC = "loinc"
    PANEL = "panel"
    BODY_SITE = "body_site"
    VALUE = "value"
    UNIT = "unit"
    RANGE = "range"
    RANGE_LOW = "range_low"
    RANGE_HIGH = "range_high"
    FLAG = "flag"
    SPECIMEN = "specimen"
    SPECIMEN_TYPE = "specimen_type"
    CONDITION = "condition"
    METHOD = "method"
    VISIT = "visit"
    STATUS = "status"
    REVISED_AT = "revised_at"
    RECORD = "record"
    COMMENT = "comment"
    SEX = "sex"
    AGE = "age"
    LAB = "lab"  # who measured: a word that `[labs]` of the profile maps
    OPERATOR = "operator"
    VALUE_TEXT = "value_text"
    UNIT_TEXT = "unit_text"
    STANDARD_VALUE = "standard_value"
    STANDARD_UNIT = "standard_unit"
    LAB_NAMES = "lab_names"  # only readers fill it: the labs that a message names
    DOUBT = "doubt"  # only readers fill it: `code@column` of each hold that the format itself gives cause for


READER_FIELDS = frozenset({Field.DOUBT, Field.LAB_NAMES})  # filled by readers, never by a column
MAPPABLE = tuple(field for field in Field if field not in READER_FIELDS)


class Comparator(StrEnum):
    """How a reported number bounds the true one."""

    EQ = "="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


class Status(StrEnum):
    """Status that the lab gives a result. `DELETED` voids the result; it includes wrong and entered in error."""

    PRELIMINARY = "preliminary"
    FINAL = "final"
    CORRECTED = "corrected"
    DELETED = "deleted"
    NOT_DONE = "not-done"


class SpecimenKind(StrEnum):
    """What a lab's word for a specimen means. `OTHER` is not blood; results of an `IGNORE` specimen are skipped."""

    SERUM = "serum"
    PLASMA = "plasma"
    BLOOD = "blood"
    OTHER = "other"
    IGNORE = "ignore"


class Finding(StrEnum):
    """A qualitative answer, in CDISC wording."""

    NEGATIVE = "NEGATIVE"
    POSITIVE = "POSITIVE"
    INDETERMINATE = "INDETERMINATE"


class Flag(StrEnum):
    """A value against a range. The short forms are those of HL7 table 0078."""

    LOW = "L"
    HIGH = "H"
    CRITICAL_LOW = "LL"
    CRITICAL_HIGH = "HH"
    NORMAL = "N"
    ABNORMAL = "A"
    CRITICAL = "AA"


class Condition(StrEnum):
    """State of a specimen that may have changed the result (CDISC LBSPCCND wording)."""

    HEMOLYZED = "HEMOLYZED"
    ICTERIC = "ICTERIC"
    LIPEMIC = "LIPEMIC"
    CLOTTED = "CLOTTED"
    INSUFFICIENT = "INSUFFICIENT"


class Precision(StrEnum):
    """How much of a date and time the lab gave."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and time as reported.

    Attributes:
        wall: ISO 8601 local wall time at the precision given, no offset: `2024-03`, `2024-03-22T08:30`.
        precision: how much was given.
        offset: `+08:00` where a time is known and its offset can be told, else "".
    """

    wall: str
    precision: Precision
    offset: str = ""

    def __str__(self) -> str:
        return self.wall + self.offset


@dataclass(frozen=True, slots=True)
class ParsedValue:
    """A value cell, taken apart. A number keeps the digits as reported.

    Attributes:
        number: the number that stands in the cell, or None for a purely qualitative answer.
        operator: how it bounds the value.
        finding: the qualitative answer, or None.
        strength: the lab's own grading of a finding: `weak`, `1+` … `4+`, or "".
        flag: a flag glued to the value.
        condition: a specimen condition glued to the value.
        unit: a unit glued to the number, as written.
        footnote: an asterisk or similar mark stood at the number.
    """

    number: Decimal | None = None
    operator: Comparator = Comparator.EQ
    finding: Finding | None = None
    strength: str = ""
    flag: Flag | None = None
    condition: Condition | None = None
    unit: str = ""
    footnote: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a reference range, as printed.

    Attributes:
        number: the limit in the unit of the report.
        included: whether the limit itself still lies within the range.
    """

    number: Decimal
    included: bool = True


@dataclass(frozen=True, slots=True)
class Range:
    """A reference range in one unit; a side that is None is open."""

    low: Bound | None = None
    high: Bound | None = None


class RangeSource(StrEnum):
    """Where the reference range of a result comes from; the first that has one counts."""

    ROW = "row"
    PROFILE = "profile"
    LAB = "lab"


@dataclass(frozen=True, slots=True)
class Conversion:
    """The exact way from a reported number to the canonical unit: number × factor + offset, or 10 ** number.

    Attributes:
        factor: exact.
        offset: exact; other than 0 only where two scales differ in their zero (HbA1c).
        power: the number is a decimal logarithm.
    """

    factor: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)
    power: bool = False


class Raw(NamedTuple):  # there is one for each result: a tuple is made in half the time
    """The cells that a report was read from, as they stand in the file."""

    analyte: str = ""
    value: str = ""
    unit: str = ""
    range: str = ""
    flag: str = ""


class Observation(NamedTuple):
    """What a row says about one analyte, apart from who, when and where: the part that repeats.

    Attributes:
        analyte: analyte code.
        raw: the cells as they stand.
        operator: how `number` bounds the value.
        number: as reported, in the reported unit; None for a purely qualitative report.
        conversion: the exact way from `number` to `unit`.
        value: the canonical number for reading: half-even at 6 significant digits unless the conversion
            is the identity; None where `number` is.
        unit: canonical unit (UCUM).
        raw_unit: the reported unit (UCUM), whose number `number` is.
        finding: qualitative answer, or None.
        strength: the lab's grading of a finding.
        status: the lab's standing of the report.
        revised_at: when the lab last revised it (ISO, comparable as text; UTC where the offset is known), or "".
        range: reference range in the reported unit, or None.
        range_low: the low limit in the canonical unit, rounded like `value`.
        range_high: the high limit likewise.
        flag: the value against the range, computed; None where it cannot be told.
        specimen_type: SERUM, PLASMA, BLOOD, or "" where the file does not say.
        condition: specimen condition told by the value, comment or condition cell.
        method: the lab's own method text.
        issues: notes and holds of this report; their `line` is 0.
        record: a short sign of the id under which the lab keeps the result or its order, or "".
        lab: id of the lab that measured, or "" where neither file nor profile names it.
        has_lab_range: `range` is from the papers of the lab.
    """

    analyte: str
    raw: Raw
    operator: Comparator
    number: Decimal | None
    conversion: Conversion
    value: Decimal | None
    unit: str
    raw_unit: str = ""
    finding: Finding | None = None
    strength: str = ""
    status: Status = Status.FINAL
    revised_at: str = ""
    range: Range | None = None
    range_low: Decimal | None = None
    range_high: Decimal | None = None
    flag: Flag | None = None
    specimen_type: str = ""
    condition: Condition | None = None
    method: str = ""
    issues: tuple[Issue, ...] = ()
    record: str = ""
    lab: str = ""
    has_lab_range: bool = False


RowIssues = dict[int, tuple[Issue, ...]]


def _no_row_issues() -> RowIssues:
    """Return the one mapping that all panels without such issues share: a file may have half a million. Nobody can write to it."""
    return _NO_ROW_ISSUES


_NO_ROW_ISSUES = cast("RowIssues", MappingProxyType({}))
_PLACES = {name: place for place, name in enumerate(Observation._fields)}


def changed(report: Observation, **values: Any) -> Observation:
    """Return a report with other values; `_replace` takes twice as long."""
    parts = list[Any](report)
    for name, value in values.items():
        parts[_PLACES[name]] = value
    return Observation._make(parts)


@dataclass(slots=True)
class Panel:
    """The reports of one specimen in one run. `lines` and `observations` run in parallel, in file order.

    Built once while its file is read (so not frozen), then only read.

    Attributes:
        subject: the subject's id in the study.
        collected_at: collection time as reported.
        specimen: the lab's specimen id, or "".
        visit: the lab's own visit text, or "".
        specimen_issues: notes and holds that every report of this specimen shares; `line` is 0.
        row_issues: by index into `observations`: notes and holds that other rows of the file give that report.
        sex: M or F as the file says, or "": the register is held against it.
        age: completed years as the file says, or None; likewise.
    """

    subject: str
    collected_at: Moment
    specimen: str = ""
    visit: str = ""
    lines: MutableSequence[int] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    specimen_issues: tuple[Issue, ...] = ()
    row_issues: RowIssues = field(default_factory=_no_row_issues)
    sex: str = ""
    age: int | None = None

    def add_row_issues(self, index: int, *issues: Issue) -> None:
        """Add issues that other rows of the file give a report."""
        if self.row_issues is _NO_ROW_ISSUES:
            self.row_issues = {}
        self.row_issues[index] = (*self.row_issues.get(index, ()), *issues)
