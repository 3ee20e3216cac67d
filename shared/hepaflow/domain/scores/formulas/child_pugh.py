"""Compute Child-Pugh, with the readings among which a study definition chooses."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from hepaflow.domain.answers.answer import FormulaVersion
from hepaflow.domain.protocol.rules import ScoreRules
from hepaflow.domain.scores.formulas.formula import Formula
from hepaflow.domain.scores.formulas.quantities import (
    ALB_G_L,
    ASCITES,
    ASCITES_READING,
    ASCITES_TREATED,
    BILI_REPORTED,
    BILI_SI,
    HE,
    HE_READING,
    HE_TREATED,
    INR,
    LIMITS_READING,
    PT,
    PTC,
    FormulaInput,
)

_Scale = Callable[[Decimal], int]
_CONTROLLED: Final = 2  # points at least, if a study counts controlled ascites or encephalopathy so
_A, _B = 6, 9


def _up(second: str, third: str) -> _Scale:
    """Return points that rise: 2 from the first limit on, 3 above the second one."""
    from_, above = Decimal(second), Decimal(third)
    return lambda value: 1 if value < from_ else 2 if value <= above else 3


_BILIRUBIN: Final = {False: _up("34", "51"), True: _up("68", "170")}
_INR: Final = _up("1.7", "2.3")
_PROLONGED: Final = _up("4", "6")
_HE: Final = _up("1", "2")


def _albumin(value: Decimal) -> int:
    return 1 if value > 35 else 2 if value >= 28 else 3


def _clinical(points: int, at_least_2: Decimal, treated: Decimal) -> int:
    return max(points, _CONTROLLED) if at_least_2 and treated else points


def _child_pugh(bilirubin: _Scale) -> Callable[[Sequence[Decimal]], Decimal]:
    def total(numbers: Sequence[Decimal]) -> Decimal:
        in_si, as_reported, by_reported, albumin = numbers[:4]
        ascites, ascites_at_least_2, ascites_treated = numbers[4:7]
        he, he_at_least_2, he_treated = numbers[7:10]
        return Decimal(
            bilirubin(as_reported if by_reported else in_si)
            + _albumin(albumin)
            + _clinical(min(int(ascites), _CONTROLLED) + 1, ascites_at_least_2, ascites_treated)
            + _clinical(_HE(he), he_at_least_2, he_treated)
            + _coagulation(numbers[10:])
        )

    return total


def _coagulation(numbers: Sequence[Decimal]) -> int:
    """Return the points of an INR, or of a prothrombin time and its control."""
    return _INR(numbers[0]) if len(numbers) == 1 else _PROLONGED(numbers[0] - numbers[1])


def _class(total: Decimal, quantities: Sequence[Decimal]) -> str:
    del quantities
    return "A" if total <= _A else "B" if total <= _B else "C"


def _itself(total: Decimal) -> Decimal:
    return total


_QUANTITIES: Final = (
    BILI_SI,
    BILI_REPORTED,
    LIMITS_READING,
    ALB_G_L,
    ASCITES,
    ASCITES_READING,
    ASCITES_TREATED,
    HE,
    HE_READING,
    HE_TREATED,
)
_COAGULATION: Final[dict[str, tuple[FormulaInput, ...]]] = {"INR": (INR,), "PT": (PT, PTC)}


@lru_cache(64)  # a study has one
def child_pugh(rules: ScoreRules) -> Formula:
    """Return Child-Pugh as the study definition reads it."""
    bilirubin = "68 and 170" if rules.cholestatic else "34 and 51"
    readings = {
        "limits": rules.child_pugh_limits,
        "coagulation": rules.child_pugh_coagulation,
        "ascites": rules.ascites_controlled,
        "he": rules.he_controlled,
    }
    named = [f"{key}={reading or 'not chosen'}" for key, reading in readings.items()]
    return Formula(
        FormulaVersion("CHILD_PUGH", 1, " ".join([*named, *(["cholestatic"] if rules.cholestatic else [])])),
        "Child-Pugh",
        _QUANTITIES + _COAGULATION[rules.child_pugh_coagulation],
        _child_pugh(_BILIRUBIN[rules.cholestatic]),
        _itself,
        f"1, 2 or 3 points each: bilirubin < / to / > {bilirubin} umol/L; albumin > 35, 28 to 35, < 28 g/L; INR < 1.7, 1.7 to 2.3, "
        "> 2.3, or prothrombin time over control < 4, 4 to 6, > 6 s; ascites none, mild or controlled, moderate to severe; "
        "encephalopathy 0, 1 to 2, 3 to 4 (West Haven)",
        "Pugh 1973 (10.1002/bjs.1800600817); CDISC codelist C120989",
        _class,
        "A 5 to 6, B 7 to 9, C 10 to 15",
    )
