"""Compute FIB-4, APRI and AST/ALT."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from hepaflow.domain.answers.answer import FormulaVersion
from hepaflow.domain.scores.formulas.decimals import hundredths
from hepaflow.domain.scores.formulas.formula import Formula
from hepaflow.domain.scores.formulas.quantities import AGE, ALT, AST, AST_MULTIPLE, PLAT

_OLDER: Final = 65
_LOW, _LOW_OLDER, _HIGH = Decimal("1.45"), Decimal("2.0"), Decimal("3.25")
_APRI_LOW, _APRI_HIGH = Decimal("0.5"), Decimal("1.5")


def _fib_4(numbers: Sequence[Decimal]) -> Decimal:
    age, ast, alt, platelets = numbers
    return age * ast / (platelets * alt.sqrt())


def _risk(unrounded: Decimal, quantities: Sequence[Decimal]) -> str:
    low = _LOW_OLDER if quantities[0] >= _OLDER else _LOW
    return "low" if unrounded < low else "high" if unrounded > _HIGH else "indeterminate"


def _apri(numbers: Sequence[Decimal]) -> Decimal:
    ast_multiple, platelets = numbers
    return ast_multiple * 100 / platelets


def _apri_class(unrounded: Decimal, quantities: Sequence[Decimal]) -> str:
    del quantities
    return "<0.5" if unrounded < _APRI_LOW else ">1.5" if unrounded > _APRI_HIGH else "0.5-1.5"


def _ast_alt(numbers: Sequence[Decimal]) -> Decimal:
    ast, alt = numbers
    return ast / alt


FIB4: Final = Formula(
    FormulaVersion("FIB4"),
    "FIB-4",
    (AGE, AST, ALT, PLAT),
    _fib_4,
    hundredths,
    "age x AST / (platelets x square root of ALT); 2 decimals",
    "Sterling 2006 (10.1002/hep.21178)",
    _risk,
    "of the unrounded value: low below 1.45 (from 65 years on below 2.0), high above 3.25, else indeterminate",
)
APRI: Final = Formula(
    FormulaVersion("APRI"),
    "APRI",
    (AST_MULTIPLE, PLAT),
    _apri,
    hundredths,
    "AST / upper limit of the lab / platelets x 100; 2 decimals",
    "Wai 2003 (10.1053/jhep.2003.50346)",
    _apri_class,
    "of the unrounded value: <0.5, 0.5-1.5, >1.5",
)
AST_ALT: Final = Formula(
    FormulaVersion("AST_ALT"),
    "AST/ALT",
    (AST, ALT),
    _ast_alt,
    hundredths,
    "AST / ALT; 2 decimals",
    "De Ritis 1957",
)
