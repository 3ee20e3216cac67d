"""Compute the glomerular filtration rate by CKD-EPI 2021."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from hepaflow.domain.answers.answer import FormulaVersion
from hepaflow.domain.scores.formulas.decimals import COMPUTING, half_away, ln
from hepaflow.domain.scores.formulas.formula import Formula
from hepaflow.domain.scores.formulas.quantities import AGE, CREAT_POSITIVE, FEMALE

_STAGES: Final = ((90, "G1"), (60, "G2"), (45, "G3a"), (30, "G3b"), (15, "G4"))
_KAPPA: Final = (Decimal("0.9"), Decimal("0.7"))  # of men, of women
_ALPHA: Final = (Decimal("-0.302"), Decimal("-0.241"))
_FACTOR: Final = (Decimal(142), Decimal(142) * Decimal("1.012"))
_ABOVE: Final = Decimal("-1.200")


@lru_cache(256)
def _of_age(age: Decimal) -> Decimal:
    return COMPUTING.power(Decimal("0.9938"), age)


@lru_cache(256)  # the two ages of a birth year share it
def _of_creatinine(creatinine: Decimal, sex: int) -> Decimal:
    kappa = _KAPPA[sex]
    exponent = _ALPHA[sex] if creatinine < kappa else _ABOVE
    relative = COMPUTING.exp(exponent * (ln(creatinine) - ln(kappa)))  # to the power of the exponent
    return _FACTOR[sex] * relative


def _ckd_epi(numbers: Sequence[Decimal]) -> Decimal:
    creatinine, age, female = numbers
    return _of_creatinine(creatinine, int(female)) * _of_age(age)


def _stage(unrounded: Decimal, quantities: Sequence[Decimal]) -> str:
    del quantities
    reported = half_away(unrounded)
    return next((stage for least, stage in _STAGES if reported >= least), "G5")


CKDEPI: Final = Formula(
    FormulaVersion("CKDEPI"),
    "eGFR (CKD-EPI 2021)",
    (CREAT_POSITIVE, AGE, FEMALE),
    _ckd_epi,
    half_away,
    "142 x min(creatinine / k, 1)^a x max(creatinine / k, 1)^-1.200 x 0.9938^age x 1.012 if female; mg/dL; k 0.7 and a -0.241 "
    "if female, k 0.9 and a -0.302 if male; nearest integer, mL/min/1.73 m2",
    "Inker 2021 (10.1056/NEJMoa2102953)",
    _stage,
    "of the reported value (KDIGO): G1 from 90 on, G2 60, G3a 45, G3b 30, G4 15, G5 below",
)
