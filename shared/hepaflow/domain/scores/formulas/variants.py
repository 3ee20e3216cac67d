"""Define what a study definition chooses among the readings of formulas."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from hepaflow.domain.protocol.rules import Controlled, ScoreRules


class Coagulation(StrEnum):
    """What Child-Pugh counts for coagulation; one of them in a study (CDISC CPS0105A, CPS0105B)."""

    INR = "INR"
    PT = "PT"


@dataclass(frozen=True, slots=True)
class ScoreVariants:
    """The choices of a study. None: no choice was made, and a score is undetermined where the readings differ.

    Attributes:
        meld_na_rounding: `optn` rounds MELD(i) before sodium is used, `at-end` rounds only the score.
        child_pugh_limits: whether bilirubin is compared in umol/L, or in the unit that the lab reported.
        ascites_controlled: how Child-Pugh counts ascites that treatment controls.
        he_controlled: how Child-Pugh counts encephalopathy that treatment controls.
        coagulation: what Child-Pugh counts for coagulation.
        cholestatic: the disease is cholestatic (PBC, PSC): Child-Pugh has other limits of bilirubin.
    """

    meld_na_rounding: Literal["optn", "at-end"] | None = None
    child_pugh_limits: Literal["si", "reported"] | None = None
    ascites_controlled: Controlled | None = None
    he_controlled: Controlled | None = None
    coagulation: Coagulation = Coagulation.INR
    cholestatic: bool = False


def variants_of(rules: ScoreRules) -> ScoreVariants:
    """Return what a study definition chooses."""
    return ScoreVariants(
        rules.meld_na_rounding, rules.child_pugh_limits, rules.ascites_controlled, rules.he_controlled
    )
