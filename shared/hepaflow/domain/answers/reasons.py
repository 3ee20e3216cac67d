"""List why an answer is not certain: a kind, what it is about, and the measurement that shows it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hepaflow.domain.fold.measurement import Measurement, RowKey


class ReasonKind(StrEnum):
    """Why a value is not known exactly, or beside an answer: what speaks against it."""

    MISSING = "MISSING"  # nothing counts
    UNKNOWN = "UNKNOWN"  # nobody stated it: a grade, dialysis, sex, age
    HELD = "HELD"  # an observation waits for a decision
    CONFLICT = "CONFLICT"  # two values of one file, with nothing to order them
    UNIT_REFUSED = "UNIT_REFUSED"  # a correction in a unit that cannot be read
    UNORDERED = "UNORDERED"  # several draws of the day, and nothing says which is the first
    CENSORED = "CENSORED"  # reported as less or more than a number
    NOT_A_NUMBER = "NOT_A_NUMBER"  # reported as a finding, such as NEGATIVE
    NOT_POSITIVE = "NOT_POSITIVE"  # zero, where the formula divides or takes a logarithm
    LIMIT_MISSING = "LIMIT_MISSING"  # a limit of the result's own reference range
    VARIANT = "VARIANT"  # two readings of the formula differ, and the study definition does not choose
    TIME_ZONE = "TIME_ZONE"  # the time may be of several zones, and its days differ
    PARTIAL_DATE = "PARTIAL_DATE"  # the date is not known to the day, and it may be this one
    TIME = "TIME"  # nothing says which of two was first, such as the draw and the dose of day 1
    ABNORMAL = "ABNORMAL"  # a note: grade 0 by the rule for an abnormal baseline, but beyond its own limit
    OTHER_LAB = "OTHER_LAB"  # another lab measured the baseline, or nothing says that it was the same lab
    ACROSS = "ACROSS"  # a note: a transplant or a TIPS is, or may be, between both days
    MASKED = "MASKED"  # it depends on what the caller does not see
    PRELIMINARY = "PRELIMINARY"  # a note: the lab may still change the result
    CONDITION = "CONDITION"  # a note: the lab reports a condition of the specimen, such as haemolysis
    STATED = "STATED"  # a lab or an investigator stated it: the statement shows why
    INFUSED = "INFUSED"  # a note: albumin was infused within the 14 days before the specimen
    DIFFERS = "DIFFERS"  # a note: the lab's own value of the same thing is another one


# A value is within known bounds for these reasons. For all others a decision or a fact is missing.
BOUNDED: Final = frozenset({ReasonKind.CENSORED, ReasonKind.UNKNOWN})


@dataclass(frozen=True, slots=True)
class AnswerReason:
    """One reason.

    Attributes:
        kind: why.
        about: the analyte, or what else the formula needs, such as `AGE`.
        measurement: the measurement that shows it, under the subject to whom it belongs; None where there is none.
        row: the observation by file, line and analyte, as lineage and decisions name it; None where there is none.
    """

    kind: ReasonKind
    about: str
    measurement: Measurement | None = None
    row: RowKey | None = None

    @property
    def code(self) -> str:
        """Return the code that people see, such as `HELD_ALB`."""
        return f"{self.kind}_{self.about}"
