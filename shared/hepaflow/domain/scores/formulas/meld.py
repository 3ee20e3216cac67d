"""Compute MELD (UNOS), MELD(i), the variants of MELD-Na, and MELD-XI."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from hepaflow.domain.answers.answer import FormulaVersion
from hepaflow.domain.scores.formulas.decimals import bounded, half_away, hundredths, ln
from hepaflow.domain.scores.formulas.formula import Formula
from hepaflow.domain.scores.formulas.quantities import (
    BILI_MG,
    CREAT_MG,
    DIALYSIS,
    INR,
    MELD_NA_READING,
    SODIUM,
)

_ONE, _FOUR, _LEAST, _MOST = Decimal(1), Decimal(4), Decimal(6), Decimal(40)
_LOW_SODIUM, _SODIUM, _SODIUM_KIM = Decimal(125), Decimal(137), Decimal(140)
_PER_SODIUM, _PER_BOTH, _PER_BOTH_KIM = Decimal("1.32"), Decimal("0.033"), Decimal("0.025")
_XI_BILIRUBIN, _XI_CREATININE, _XI_CONSTANT = Decimal("5.11"), Decimal("11.76"), Decimal("9.44")
_BILIRUBIN, _CREATININE, _RATIO, _CONSTANT = (
    Decimal("3.78"),
    Decimal("9.57"),
    Decimal("11.20"),
    Decimal("6.43"),
)
_USES_SODIUM: Final = Decimal(11)
_MELD_TEXT: Final = (
    "10 x (0.957 ln creatinine + 0.378 ln bilirubin + 1.120 ln INR + 0.643), mg/dL; each at least 1.0, creatinine at most 4.0; "
    "with dialysis creatinine is 4.0"
)
_KAMATH: Final = "Kamath 2001 (10.1053/jhep.2001.22172), Wiesner 2003 (10.1053/gast.2003.50016)"


def _meld(numbers: Sequence[Decimal]) -> Decimal:
    return _meld_of(*numbers)


@lru_cache(256)  # the scores of a day share it
def _meld_of(bilirubin: Decimal, creatinine: Decimal, inr: Decimal, dialysis: Decimal) -> Decimal:
    cleared = _FOUR if dialysis else bounded(creatinine, _ONE, _FOUR)
    return (
        _CREATININE * ln(cleared)
        + _BILIRUBIN * ln(max(bilirubin, _ONE))
        + _RATIO * ln(max(inr, _ONE))
        + _CONSTANT
    )


def _with_sodium(meld: Decimal, sodium: Decimal) -> Decimal:
    if meld <= _USES_SODIUM:
        return meld
    below = _SODIUM - bounded(sodium, _LOW_SODIUM, _SODIUM)
    return meld + _PER_SODIUM * below - _PER_BOTH * meld * below


def _meld_na_optn(numbers: Sequence[Decimal]) -> Decimal:
    return _with_sodium(half_away(_meld(numbers[:4])), numbers[4])


def _meld_na_unrounded(numbers: Sequence[Decimal]) -> Decimal:
    return _with_sodium(_meld(numbers[:4]), numbers[4])


def _meld_na_either(numbers: Sequence[Decimal]) -> Decimal:
    return _meld_na_unrounded(numbers) if numbers[5] else _meld_na_optn(numbers)


def _meld_na_kim(numbers: Sequence[Decimal]) -> Decimal:
    meld = _meld(numbers[:4])
    below = _SODIUM_KIM - bounded(numbers[4], _LOW_SODIUM, _SODIUM_KIM)
    return meld + below - _PER_BOTH_KIM * meld * below


def _meld_xi(numbers: Sequence[Decimal]) -> Decimal:
    bilirubin, creatinine = numbers
    return (
        _XI_BILIRUBIN * ln(max(bilirubin, _ONE)) + _XI_CREATININE * ln(max(creatinine, _ONE)) + _XI_CONSTANT
    )


def from_6_to_40(unrounded: Decimal) -> Decimal:
    """Return the nearest integer, half away from zero, within 6 and 40."""
    return bounded(half_away(unrounded), _LEAST, _MOST)


_MELD_INPUTS: Final = (BILI_MG, CREAT_MG, INR, DIALYSIS)
MELD_ORIG: Final = Formula(
    FormulaVersion("MELD_ORIG"),
    "MELD (UNOS 2002)",
    _MELD_INPUTS,
    _meld,
    from_6_to_40,
    f"{_MELD_TEXT}; nearest integer, 6 to 40",
    _KAMATH,
)
MELD_I: Final = Formula(
    FormulaVersion("MELD_I"),
    "MELD(i) (OPTN 2016)",
    _MELD_INPUTS,
    _meld,
    from_6_to_40,
    f"{_MELD_TEXT}; rounded to the tenth decimal, times 10: nearest integer, 6 to 40",
    "OPTN policy 9, January 2016",
)
MELD_NA_OPTN: Final = Formula(
    FormulaVersion("MELD_NA_OPTN"),
    "MELD-Na (OPTN 2016)",
    (*_MELD_INPUTS, SODIUM),
    _meld_na_optn,
    from_6_to_40,
    "M = MELD(i), rounded but not bounded; if M > 11: M + 1.32 x (137 - Na) - 0.033 x M x (137 - Na), Na 125 to 137; "
    "nearest integer, 6 to 40",
    "OPTN policy 9, January 2016",
)
MELD_NA_UNROUNDED: Final = Formula(
    FormulaVersion("MELD_NA_UNROUNDED"),
    "MELD-Na (OPTN 2016), rounded at the end only",
    (*_MELD_INPUTS, SODIUM),
    _meld_na_unrounded,
    from_6_to_40,
    "as MELD_NA_OPTN, M not rounded; nearest integer, 6 to 40",
    "OPTN policy 9, January 2016",
)
MELD_NA: Final = Formula(
    FormulaVersion("MELD_NA"),
    "MELD-Na (OPTN 2016), rounding not specified",
    (*_MELD_INPUTS, SODIUM, MELD_NA_READING),
    _meld_na_either,
    from_6_to_40,
    "the score that MELD_NA_OPTN and MELD_NA_UNROUNDED both give; undetermined where they differ",
    "OPTN policy 9, January 2016",
)
MELD_NA_KIM2008: Final = Formula(
    FormulaVersion("MELD_NA_KIM2008"),
    "MELD-Na (Kim 2008)",
    (*_MELD_INPUTS, SODIUM),
    _meld_na_kim,
    half_away,
    "M - Na - 0.025 x M x (140 - Na) + 140, M = MELD unrounded, Na 125 to 140; nearest integer",
    "Kim 2008 (10.1056/NEJMoa0801209)",
)
MELD_XI: Final = Formula(
    FormulaVersion("MELD_XI"),
    "MELD-XI",
    (BILI_MG, CREAT_MG),
    _meld_xi,
    hundredths,
    "5.11 ln bilirubin + 11.76 ln creatinine + 9.44, mg/dL, each at least 1.0; 2 decimals",
    "Heuman 2007 (10.1002/lt.20906)",
)
