"""Compute ALBI and PALBI."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from hepaflow.domain.answers.answer import FormulaVersion
from hepaflow.domain.scores.formulas.decimals import COMPUTING, hundredths, ln, log10, multiplied
from hepaflow.domain.scores.formulas.formula import Formula
from hepaflow.domain.scores.formulas.quantities import ALB_G_L, BILI_POSITIVE, MG_PER_DL, PLAT

_LOG_BILIRUBIN: Final = Decimal("0.66")
_P_BILE, _P_BILE_2, _P_ALBUMIN = Decimal("2.02"), Decimal("0.37"), Decimal("0.04")
_LN_10: Final = ln(Decimal(10))
_LN_UMOL: Final = ln(multiplied(Decimal(1), MG_PER_DL["BILI"]))
_P_PLATES, _P_PLATES_2 = Decimal("3.48"), Decimal("1.01")


def _log10_of_umol(bilirubin: Decimal) -> Decimal:
    """Return the decimal logarithm in umol/L from mg/dL: MELD has computed the natural one of the day."""
    return (ln(bilirubin) + _LN_UMOL) / _LN_10


def _albi(slope: str) -> Callable[[Sequence[Decimal]], Decimal]:
    per_gram = Decimal(slope)

    def albi(numbers: Sequence[Decimal]) -> Decimal:
        bilirubin, albumin = numbers
        return _LOG_BILIRUBIN * _log10_of_umol(bilirubin) - per_gram * albumin

    return albi


def _palbi(numbers: Sequence[Decimal]) -> Decimal:
    bilirubin, albumin, platelets = numbers
    bile, plates = _log10_of_umol(bilirubin), log10(platelets)
    return (
        (_P_BILE - _P_BILE_2 * bile) * bile
        - _P_ALBUMIN * albumin
        - (_P_PLATES - _P_PLATES_2 * plates) * plates
    )


def _grades(first: str, second: str) -> Callable[[Decimal, Sequence[Decimal]], str]:
    one, two = Decimal(first), Decimal(second)
    return lambda unrounded, _: "1" if unrounded <= one else "2" if unrounded <= two else "3"


def _albi_formula(code: str, slope: str) -> Formula:
    return Formula(
        FormulaVersion(code),
        f"ALBI ({slope})",
        (BILI_POSITIVE, ALB_G_L),
        _albi(slope),
        hundredths,
        f"0.66 log10 bilirubin - {slope} albumin; umol/L and g/L; 2 decimals",
        "Johnson 2015 (10.1200/JCO.2014.57.9151)",
        _grades("-2.60", "-1.39"),
        "of the unrounded value: 1 to -2.60, 2 to -1.39, 3 above",
    )


ALBI: Final = _albi_formula("ALBI", "0.085")
ALBI_0852: Final = _albi_formula("ALBI_0852", "0.0852")
# the score falls with bilirubin from the first one on, and rises with platelets from the second one on
_BILIRUBIN_TURN: Final = multiplied(
    COMPUTING.power(10, COMPUTING.divide(_P_BILE, 2 * _P_BILE_2)), 1 / MG_PER_DL["BILI"]
)
_PLATELET_TURN: Final = COMPUTING.power(10, COMPUTING.divide(_P_PLATES, 2 * _P_PLATES_2))
PALBI: Final = Formula(
    FormulaVersion("PALBI"),
    "PALBI",
    (
        replace(BILI_POSITIVE, id="BILI_PALBI", turn=_BILIRUBIN_TURN),
        ALB_G_L,
        replace(PLAT, id="PLAT_PALBI", turn=_PLATELET_TURN),
    ),
    _palbi,
    hundredths,
    "2.02 b - 0.37 b^2 - 0.04 albumin - 3.48 p + 1.01 p^2; b = log10 bilirubin umol/L, p = log10 platelets 10*9/L; 2 decimals",
    "PMC5859293",
    _grades("-2.53", "-2.09"),
    "of the unrounded value: 1 to -2.53, 2 to -2.09, 3 above",
)
