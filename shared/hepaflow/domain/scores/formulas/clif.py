"""Compute CLIF-C AD and CLIF-C ACLF."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from hepaflow.domain.answers.answer import FormulaVersion
from hepaflow.domain.scores.formulas.decimals import half_away, ln
from hepaflow.domain.scores.formulas.formula import Formula
from hepaflow.domain.scores.formulas.quantities import AGE, CLIF_OF, CREAT_POSITIVE, INR_POSITIVE, SODIUM, WBC

_LOW, _HIGH = 45, 60


def _clif_c_ad(numbers: Sequence[Decimal]) -> Decimal:
    age, creatinine, inr, leukocytes, sodium = numbers
    return 10 * (
        Decimal("0.03") * age
        + Decimal("0.66") * ln(creatinine)
        + Decimal("1.71") * ln(inr)
        + Decimal("0.88") * ln(leukocytes)
        - Decimal("0.05") * sodium
        + 8
    )


def _clif_c_aclf(numbers: Sequence[Decimal]) -> Decimal:
    failures, age, leukocytes = numbers
    return 10 * (Decimal("0.33") * failures + Decimal("0.04") * age + Decimal("0.63") * ln(leukocytes) - 2)


def _risk(unrounded: Decimal, quantities: Sequence[Decimal]) -> str:
    del quantities
    return "low" if unrounded <= _LOW else "high" if unrounded >= _HIGH else "intermediate"


def _tenths(unrounded: Decimal) -> Decimal:
    return half_away(unrounded, 1)


CLIF_C_AD: Final = Formula(
    FormulaVersion("CLIF_C_AD"),
    "CLIF-C AD",
    (AGE, CREAT_POSITIVE, INR_POSITIVE, WBC, SODIUM),
    _clif_c_ad,
    _tenths,
    "10 x (0.03 age + 0.66 ln creatinine + 1.71 ln INR + 0.88 ln leukocytes - 0.05 Na + 8); mg/dL, 10*9/L; 1 decimal; "
    "only without acute-on-chronic liver failure",
    "Jalan 2015 (J Hepatol 62:831)",
    _risk,
    "of the unrounded value: low up to 45, high from 60 on, else intermediate",
)
CLIF_C_ACLF: Final = Formula(
    FormulaVersion("CLIF_C_ACLF"),
    "CLIF-C ACLF",
    (CLIF_OF, AGE, WBC),
    _clif_c_aclf,
    _tenths,
    "10 x (0.33 CLIF-C OF + 0.04 age + 0.63 ln leukocytes - 2); 10*9/L; CLIF-C OF 6 to 18; 1 decimal",
    "Jalan 2014 (10.1016/j.jhep.2014.06.012)",
)
