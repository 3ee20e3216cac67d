"""Define a version of a formula: what it is computed from, how, and how it is reported."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hepaflow.domain.answers.answer import FormulaVersion
from hepaflow.domain.scores.formulas.quantities import FormulaInput


@dataclass(frozen=True, slots=True, eq=False)  # one object a version: known by identity
class Formula:
    """One version of a formula. A released version never changes; a change is a version of its own.

    In each quantity the reported value rises or falls all along, or the unrounded value is linear in a function of it that
    does: so its extremes are at ends of the possible values, and at the turn of a quantity that has one.

    Attributes:
        version: id, version and variant.
        name: for people.
        quantities: what it is computed from.
        compute: the unrounded value, from exact numbers in that order.
        report: the reported value of an unrounded one.
        grade: the class, from the unrounded value and the quantities; None: the score has no classes.
        text: the formula as it is written, with bounds and rounding.
        classes: the limits of the classes, in words.
        citation: where it was published.
    """

    version: FormulaVersion
    name: str
    quantities: tuple[FormulaInput, ...]
    compute: Callable[[Sequence[Decimal]], Decimal]
    report: Callable[[Decimal], Decimal]
    text: str
    citation: str
    grade: Callable[[Decimal, Sequence[Decimal]], str] | None = None
    classes: str = ""
