"""Define the quantities that formulas are computed from: an analyte in the unit of the formula.

1 mg/dL is 10000/584.673 umol/L of bilirubin (17.1036) and 10000/113.12 umol/L of creatinine (88.4017): the molar masses with which the
catalog converts. So 2.0 mg/dL goes into a formula as 2.0.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

MG_PER_DL: Final = {"BILI": Fraction(10_000_000, 584_673), "CREAT": Fraction(1_000_000, 11_312)}  # in umol/L
_WIDEST_POWER: Final = 12
_POWERS: Final = frozenset(Fraction(10) ** power for power in range(-_WIDEST_POWER, _WIDEST_POWER + 1))


@dataclass(frozen=True, slots=True)
class FormulaInput:
    """One input of a formula.

    Attributes:
        id: name within formulas.
        about: the analyte, or what else is asked for: `SEX`, `AGE`, or a choice of the study definition.
        unit: of the formula, for people.
        factor: from the factor of a report's conversion to the factor from the reported number to the quantity.
        is_multiple: it is the result divided by the upper limit of its own reference range.
        is_positive: the formula divides by it or takes its logarithm.
        all_values: every value that it can have, if they are few; else it is any number from zero on.
        turn: the value at which the formula turns from rising to falling, or back; None if it never does.
    """

    id: str
    about: str
    unit: str = ""
    factor: Callable[[Fraction], Fraction] = lambda factor: factor
    is_multiple: bool = False
    is_positive: bool = False
    all_values: tuple[int, ...] = ()
    turn: Decimal | None = None


@lru_cache(256)  # there are few units
def _bilirubin_mg(factor: Fraction) -> Fraction:
    return factor / MG_PER_DL["BILI"]


@lru_cache(256)
def _creatinine_mg(factor: Fraction) -> Fraction:
    return factor / MG_PER_DL["CREAT"]


@lru_cache(256)
def _as_reported(factor: Fraction) -> Fraction:
    """Return mg/dL x 17 of a result in mass per volume, which is mg/dL times a power of ten.

    All limits of Child-Pugh in umol/L are 17 x those in mg/dL.
    """
    in_mg = _bilirubin_mg(factor)
    return in_mg * 17 if in_mg in _POWERS else factor


@lru_cache(256)
def _tenth(factor: Fraction) -> Fraction:
    return factor / 10


BILI_MG: Final = FormulaInput("BILI_MG", "BILI", "mg/dL", _bilirubin_mg)
BILI_POSITIVE: Final = FormulaInput("BILI_POSITIVE", "BILI", "mg/dL", _bilirubin_mg, is_positive=True)
BILI_SI: Final = FormulaInput("BILI_SI", "BILI", "umol/L")
BILI_REPORTED: Final = FormulaInput(
    "BILI_REPORTED", "BILI", "umol/L or 17 x mg/dL, as reported", _as_reported
)
CREAT_MG: Final = FormulaInput("CREAT_MG", "CREAT", "mg/dL", _creatinine_mg)
CREAT_POSITIVE: Final = FormulaInput("CREAT_POSITIVE", "CREAT", "mg/dL", _creatinine_mg, is_positive=True)
INR: Final = FormulaInput("INR", "INR", "ratio")
INR_POSITIVE: Final = FormulaInput("INR_POSITIVE", "INR", "ratio", is_positive=True)
SODIUM: Final = FormulaInput("SODIUM", "SODIUM", "mmol/L")
ALB_G_DL: Final = FormulaInput("ALB_G_DL", "ALB", "g/dL", _tenth)
ALB_G_L: Final = FormulaInput("ALB_G_L", "ALB", "g/L")
PLAT: Final = FormulaInput("PLAT", "PLAT", "10*9/L", is_positive=True)
WBC: Final = FormulaInput("WBC", "WBC", "10*9/L", is_positive=True)
AST: Final = FormulaInput("AST", "AST", "U/L")
ALT: Final = FormulaInput("ALT", "ALT", "U/L", is_positive=True)
AST_MULTIPLE: Final = FormulaInput("AST_MULTIPLE", "AST", "x upper limit", is_multiple=True)
ALT_MULTIPLE: Final = FormulaInput("ALT_MULTIPLE", "ALT", "x upper limit", is_multiple=True)
ALP_MULTIPLE: Final = FormulaInput("ALP_MULTIPLE", "ALP", "x upper limit", is_multiple=True, is_positive=True)
PT: Final = FormulaInput("PT", "PT", "s")
PTC: Final = FormulaInput("PTC", "PTC", "s")
ASCITES: Final = FormulaInput("ASCITES", "ASCITES", "grade", all_values=(0, 1, 2, 3))
HE: Final = FormulaInput("HE", "HE", "grade", all_values=(0, 1, 2, 3, 4))
DIALYSIS: Final = FormulaInput("DIALYSIS", "DIALYSIS", "yes or no", all_values=(0, 1))
ASCITES_TREATED: Final = FormulaInput("ASCITES_TREATED", "ASCTRT", "yes or no", all_values=(0, 1))
HE_TREATED: Final = FormulaInput("HE_TREATED", "HETRT", "yes or no", all_values=(0, 1))
GFR: Final = FormulaInput("GFR", "GFRBSCRT", "mL/min/1.73 m2")
CLIF_OF: Final = FormulaInput("CLIF_OF", "CLIFOF", "points", all_values=tuple(range(6, 19)))
# of the subject, and choices of the study definition
FEMALE: Final = FormulaInput("FEMALE", "SEX", "F or M", all_values=(0, 1))
AGE: Final = FormulaInput("AGE", "AGE", "completed years")
MELD_NA_READING: Final = FormulaInput("MELD_NA_READING", "MELD_NA", all_values=(0, 1))
LIMITS_READING: Final = FormulaInput("LIMITS_READING", "BILI", all_values=(0, 1))
ASCITES_READING: Final = FormulaInput("ASCITES_READING", "ASCITES", all_values=(0, 1))
HE_READING: Final = FormulaInput("HE_READING", "HE", all_values=(0, 1))
