"""A score of a censored result has no end where the formula has none: towards zero, or beyond all numbers (docs/scores.md).

Where it has one, the expected number is that of the formula in plain floats.
"""

import pytest
from tests.support.day_reports import reported
from tests.support.score_days import in_unit

from hepaflow.domain.answers.answer import Truth
from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.protocol.rules import ScoreRules
from hepaflow.domain.scores.of_day import scores_of_day
from hepaflow.domain.scores.subject_facts import SubjectFacts
from local.trial.plain_scores import PLAIN

DAY = {
    "BILI": 60.0,
    "ALB": 30.0,
    "INR": 1.5,
    "CREAT": 150.0,
    "PLAT": 80.0,
    "ALT": 90.0,
    "AST": 70.0,
    "ALP": 100.0,
    "DIALYSIS": 0.0,
}
UPPER = {"ALT": "40", "AST": "40", "ALP": "125"}
ZERO, ENDLESS = 1e-300, 1e300
PALBI_TOPS_AT, PALBI_LOWEST_AT = 10 ** (2.02 / 0.74), 10 ** (3.48 / 2.02)  # where its parabolas turn


@pytest.mark.parametrize(
    ("score", "analyte", "text", "lowest", "highest"),
    [  # at which value of the analyte the score is lowest and highest; None: there is no end
        ("ALBI", "BILI", "<60", None, 60), ("ALBI", "BILI", ">60", 60, None),  # its logarithm
        ("ALBI", "ALB", "<30", 30, ZERO), ("ALBI", "ALB", ">30", None, 30), ("ALBI", "ALB", ">=30", None, 30),
        ("ALBI_0852", "BILI", "<60", None, 60), ("ALBI_0852", "ALB", ">30", None, 30),
        ("PALBI", "BILI", "<60", None, 60), ("PALBI", "BILI", ">60", None, PALBI_TOPS_AT),
        ("PALBI", "PLAT", "<80", PALBI_LOWEST_AT, None), ("PALBI", "PLAT", ">80", 80, None), ("PALBI", "ALB", ">30", None, 30),
        ("MELD_ORIG", "BILI", "<60", ZERO, 60), ("MELD_ORIG", "BILI", ">60", 60, ENDLESS),  # from 6 to 40
        ("MELD_ORIG", "CREAT", ">150", 150, ENDLESS), ("MELD_ORIG", "INR", "<1.5", ZERO, 1.5),
        ("MELD_XI", "BILI", "<60", ZERO, 60), ("MELD_XI", "BILI", ">60", 60, None), ("MELD_XI", "CREAT", ">150", 150, None),
        ("AST_ALT", "AST", "<70", ZERO, 70), ("AST_ALT", "AST", ">70", 70, None),
        ("AST_ALT", "ALT", "<90", 90, None), ("AST_ALT", "ALT", ">90", ENDLESS, 90),
        ("APRI", "PLAT", "<80", 80, None), ("APRI", "PLAT", ">80", ENDLESS, 80), ("APRI", "AST", ">70", 70, None),
        ("R_VALUE", "ALP", "<100", 100, None), ("R_VALUE", "ALP", ">100", ENDLESS, 100), ("R_VALUE", "ALT", ">90", 90, None),
        ("NR_VALUE", "ALP", "<100", 100, None), ("NR_VALUE", "ALT", ">90", 90, None), ("NR_VALUE", "ALT", "<90", ZERO, 90),
    ],
)  # fmt: skip
def test_an_end_that_the_formula_does_not_have_is_none(score, analyte, text, lowest, highest):
    found = answer(score, analyte, text)
    assert found.truth is Truth.INTERVAL
    for end, at in ((found.low, lowest), (found.high, highest)):
        if at is None:
            assert end is None
        else:
            assert float(end) in plain(score, analyte, at)


@pytest.mark.parametrize(("analyte", "text"), [("BILI", "<10"), ("CREAT", "<60")])
def test_both_ends_may_be_one(analyte, text):
    """Bilirubin and creatinine below 1 mg/dL (17.1 and 88.4 umol/L) count as 1 in MELD: the score is certain."""
    found = answer("MELD_ORIG", analyte, text)
    assert found.truth is Truth.CERTAIN
    assert float(found.value) in plain("MELD_ORIG", analyte, 1)


def answer(score: str, analyte: str, text: str):
    texts = {name: f"{value:g}" for name, value in DAY.items()} | {analyte: text}
    sents = [
        reported(name, one, upper=UPPER[name]) if name in UPPER else in_unit(name, one)
        for name, one in texts.items()
    ]
    (day,) = specimen_days(fold(sents))
    found = scores_of_day(day, SubjectFacts(), ScoreRules())
    return next(one.value for one in found if one.formula.version.id == score)


def plain(score: str, analyte: str, value: float) -> set[float]:
    known = DAY | {analyte: value}
    limits = {f"{name}/limit": known[name] / float(upper) for name, upper in UPPER.items()}
    return PLAIN[score][0](known | limits)
