"""Define the table of grades: for each term the bounds beyond which a result has a grade."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple


class Direction(StrEnum):
    """On which side of its bound a result has the grade."""

    HIGH = "H"
    LOW = "L"


class Basis(StrEnum):
    """What a bound is a multiple of."""

    ULN = "ULN"  # the upper limit of the result's own reference range
    LLN = "LLN"  # the lower one
    BASE = "BASE"  # the baseline
    BASE_AND_ULN = "BASE&ULN"  # each of both: the result lies beyond the greater one
    ABOVE_ULN = "ULN+"  # not a multiple: added to the upper limit
    ABS = "ABS"  # not a multiple: a number in the canonical unit


class GradeBound(NamedTuple):
    """One bound. A result beyond it has at least the grade; of several the highest counts.

    Attributes:
        term: of CTCAE.
        rule: for whom the bound is meant (`rules`).
        grade: 1 to 4.
        bound: the number.
        is_included: a result that is equal to the bound has the grade.
        basis: what the bound is a multiple of.
        clinical: what the grade asks for besides, which a lab value does not show.
        is_proposed: the text was read differently by different people, and this is our reading.
    """

    term: str
    rule: str
    grade: int
    bound: Fraction
    is_included: bool
    basis: Basis
    clinical: str = ""
    is_proposed: bool = False


class GradedTerm(NamedTuple):
    """All bounds of one analyte in one direction.

    Attributes:
        version: of CTCAE.
        analyte: analyte code.
        direction: on which side of a bound results have the grade.
        bounds: those of all rules.
        rules: for whom they are meant, in their order.
        bases: what they are multiples of.
    """

    version: str
    analyte: str
    direction: Direction
    bounds: tuple[GradeBound, ...]
    rules: tuple[str, ...]
    bases: frozenset[Basis]

    @property
    def name(self) -> str:
        """Return the term, or the terms if they depend on the rule."""
        return " / ".join(dict.fromkeys(bound.term for bound in self.bounds))

    @property
    def highest(self) -> int:
        """Return the highest grade that a lab value can show."""
        return max(bound.grade for bound in self.bounds)

    def has_basis(self, *bases: Basis) -> bool:
        """Say whether some bound is of one of these."""
        return not self.bases.isdisjoint(bases)

    def has_rule(self, *rules: str) -> bool:
        """Say whether some bound is meant for one of these."""
        return any(rule in self.rules for rule in rules)


def graded_term(
    version: str, analyte: str, direction: Direction, bounds: tuple[GradeBound, ...]
) -> GradedTerm:
    """Return a term with its bounds.

    Args:
        version: of CTCAE.
        analyte: analyte code.
        direction: on which side of a bound results have the grade.
        bounds: those of all rules.
    """
    rules = tuple(dict.fromkeys(bound.rule for bound in bounds))
    return GradedTerm(version, analyte, direction, bounds, rules, frozenset(bound.basis for bound in bounds))


GradeTable = Mapping[str, tuple[GradedTerm, ...]]  # by analyte, for one version


def grade_table(version: str, rows: Iterable[Mapping[str, str]]) -> GradeTable:
    """Return the table of one version from the lines of the catalog."""
    bounds: dict[tuple[str, Direction], list[GradeBound]] = {}
    for row in rows:
        if row["version"] == version:
            key = row["analyte"], Direction(row["direction"])
            bounds.setdefault(key, []).append(_bound(row))
    table: dict[str, tuple[GradedTerm, ...]] = {}
    for (analyte, direction), found in bounds.items():
        term = graded_term(version, analyte, direction, tuple(found))
        table[analyte] = (*table.get(analyte, ()), term)
    return table


def _bound(row: Mapping[str, str]) -> GradeBound:
    return GradeBound(
        row["term"],
        row["rule"],
        int(row["grade"]),
        Fraction(row["bound"]),
        row["included"] == "y",
        Basis(row["basis"]),
        row["clinical"],
        row["status"] == "proposed",
    )
