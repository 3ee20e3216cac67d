"""Compute MELD 3.0."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from hepaflow.domain.answers.answer import FormulaVersion
from hepaflow.domain.scores.formulas.decimals import bounded, ln
from hepaflow.domain.scores.formulas.formula import Formula
from hepaflow.domain.scores.formulas.meld import from_6_to_40
from hepaflow.domain.scores.formulas.quantities import (
    ALB_G_DL,
    BILI_MG,
    CREAT_MG,
    DIALYSIS,
    FEMALE,
    INR,
    SODIUM,
)

_ONE, _THREE, _SIX = Decimal(1), Decimal(3), Decimal(6)
_LOW_ALBUMIN, _ALBUMIN = Decimal("1.5"), Decimal("3.5")
_LOW_SODIUM, _SODIUM = Decimal(125), Decimal(137)
_FEMALE, _BILIRUBIN, _PER_SODIUM, _SODIUM_BILIRUBIN = (
    Decimal("1.33"),
    Decimal("4.56"),
    Decimal("0.82"),
    Decimal("0.24"),
)
_INR, _CREATININE, _PER_ALBUMIN, _ALBUMIN_CREATININE = (
    Decimal("9.09"),
    Decimal("11.14"),
    Decimal("1.85"),
    Decimal("1.83"),
)


def _meld_3(numbers: Sequence[Decimal]) -> Decimal:
    bilirubin, creatinine, inr, dialysis, sodium, albumin, female = numbers
    cleared = ln(_THREE if dialysis else bounded(creatinine, _ONE, _THREE))
    bile = ln(max(bilirubin, _ONE))
    salt = _SODIUM - bounded(sodium, _LOW_SODIUM, _SODIUM)
    lacking = _ALBUMIN - bounded(albumin, _LOW_ALBUMIN, _ALBUMIN)
    return (
        _FEMALE * female
        + _BILIRUBIN * bile
        + _PER_SODIUM * salt
        - _SODIUM_BILIRUBIN * salt * bile
        + _INR * ln(max(inr, _ONE))
        + _CREATININE * cleared
        + _PER_ALBUMIN * lacking
        - _ALBUMIN_CREATININE * lacking * cleared
        + _SIX
    )


MELD3: Final = Formula(
    FormulaVersion("MELD3"),
    "MELD 3.0",
    (BILI_MG, CREAT_MG, INR, DIALYSIS, SODIUM, ALB_G_DL, FEMALE),
    _meld_3,
    from_6_to_40,
    "1.33 if female + 4.56 ln bilirubin + 0.82 (137 - Na) - 0.24 (137 - Na) ln bilirubin + 9.09 ln INR + 11.14 ln creatinine "
    "+ 1.85 (3.5 - albumin) - 1.83 (3.5 - albumin) ln creatinine + 6; mg/dL and g/dL; bilirubin, INR, creatinine at least 1.0, "
    "creatinine at most 3.0 and 3.0 with dialysis, Na 125 to 137, albumin 1.5 to 3.5; nearest integer, 6 to 40",
    "Kim 2021 (10.1053/j.gastro.2021.08.050); OPTN policy 9, July 2023",
)
