"""Compute the pattern of liver injury: R and nR."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from hepaflow.domain.answers.answer import FormulaVersion
from hepaflow.domain.scores.formulas.decimals import hundredths
from hepaflow.domain.scores.formulas.formula import Formula
from hepaflow.domain.scores.formulas.quantities import ALP_MULTIPLE, ALT_MULTIPLE, AST_MULTIPLE

_HEPATOCELLULAR, _CHOLESTATIC = 5, 2
_CLASSES: Final = "of the unrounded value: hepatocellular from 5 on, cholestatic up to 2, else mixed"


def _r(numbers: Sequence[Decimal]) -> Decimal:
    alt, alp = numbers
    return alt / alp


def _new_r(numbers: Sequence[Decimal]) -> Decimal:
    alt, ast, alp = numbers
    return max(alt, ast) / alp


def _pattern(unrounded: Decimal, quantities: Sequence[Decimal]) -> str:
    del quantities
    if unrounded >= _HEPATOCELLULAR:
        return "hepatocellular"
    return "cholestatic" if unrounded <= _CHOLESTATIC else "mixed"


R_VALUE: Final = Formula(
    FormulaVersion("R_VALUE"),
    "R value",
    (ALT_MULTIPLE, ALP_MULTIPLE),
    _r,
    hundredths,
    "(ALT / upper limit) / (ALP / upper limit), each limit of its own lab; 2 decimals",
    "Benichou 1990; RUCAM",
    _pattern,
    _CLASSES,
)
NR_VALUE: Final = Formula(
    FormulaVersion("NR_VALUE"),
    "nR value",
    (ALT_MULTIPLE, AST_MULTIPLE, ALP_MULTIPLE),
    _new_r,
    hundredths,
    "(the greater of ALT / upper limit and AST / upper limit) / (ALP / upper limit); 2 decimals",
    "Robles-Diaz 2014 (Gastroenterology 147:109)",
    _pattern,
    _CLASSES,
)
