"""Define the answer to one question: a value, an interval or undetermined; never nothing without a reason."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from hepaflow.domain.answers.reasons import AnswerReason


class Truth(StrEnum):
    """How far an answer is known."""

    CERTAIN = "certain"
    INTERVAL = "interval"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class FormulaVersion:
    """The rule that gave an answer; a released version stays in the code and never changes.

    Attributes:
        id: name of the formula.
        version: 1, 2, 3 …
        variant: what the study definition chose among the readings of the formula, or "".
    """

    id: str
    version: int = 1
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: `value`, or `low` and `high`, or none of them.

    Attributes:
        formula: the rule that gave it.
        value: the only value that every compatible input and every possible decision gives; else None.
        low: the least value that is possible, where that is known; None: no bound is known.
        high: the greatest one, likewise.
        reasons: why there is no value; empty if there is one.
        notes: what speaks against the answer without changing it.
    """

    formula: FormulaVersion
    value: Decimal | str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    reasons: tuple[AnswerReason, ...] = ()
    notes: tuple[AnswerReason, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an answer that says nothing, or two things.

        Raises:
            ValueError: no value and no reason; a value with a reason or a bound; bounds in the wrong order.
        """
        has_bound = self.low is not None or self.high is not None
        if self.value is None and not self.reasons:
            raise ValueError("an answer without a value has a reason")
        if self.value is not None and (self.reasons or has_bound):
            raise ValueError("a certain answer has neither reasons nor bounds")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError("an interval has a low below its high")

    @property
    def truth(self) -> Truth:
        """Return how far the answer is known."""
        if self.value is not None:
            return Truth.CERTAIN
        has_bound = self.low is not None or self.high is not None
        return Truth.INTERVAL if has_bound else Truth.UNDETERMINED
