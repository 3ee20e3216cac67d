"""Candidates for Hy's law: the published examples, both comparisons of bilirubin, and what is not known (docs/grades.md)."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest
from tests.support.day_reports import IMPOSSIBLE, reported

from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.answers.inputs import Input, absent
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.injury.hys_law import Comparison, InjurySign, Quadrant, days_within, hys_law
from hepaflow.domain.injury.modified import ModifiedSign, Tier, modified_hys_law

VECTORS = Path(__file__).with_name("hys_vectors.csv")
ROWS = list(csv.DictReader(VECTORS.read_text("utf-8").splitlines()))
BEFORE, DAY = "2024-03-01", "2024-03-22"
UPPER = {"ALT": "40", "AST": "40", "BILI": "20", "ALP": "100"}


def sent(analyte, text, at=DAY, **more):
    return reported(analyte, str(text), at, **{"upper": UPPER[analyte], **more})


def days(*sents):
    return list(specimen_days(fold(sents)))


def base(*sents, analyte="BILI") -> Input:
    return days(*sents)[0].input_of(analyte) if sents else absent(analyte)


NORMAL = base(sent("BILI", "10", BEFORE))


def on(at=DAY, **texts):
    return [sent(analyte, text, at) for analyte, text in texts.items()]


def sign(*sents, before=NORMAL, comparison=Comparison.ABOVE) -> InjurySign:
    return hys_law(days(*sents), before, comparison)


def said(answer) -> tuple:
    if answer.value is not None:
        return (answer.value,)
    codes = [reason.code for reason in answer.reasons]
    return tuple(codes) if answer.low is None and answer.high is None else (answer.low, answer.high, *codes)


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["score"] == "HYS"], ids=lambda row: row["vector_id"]
)
def test_published_quadrants(row):
    given = json.loads(row["inputs_json"])
    names = {"ALT": "alt", "AST": "ast", "BILI": "tbil", "ALP": "alp"}
    sents = [
        reported(analyte, str(given[name]), DAY, upper=str(given[f"{name}_uln"]))
        for analyte, name in names.items()
    ]
    found = sign(*sents)
    assert found.quadrant.value == row["expected_class"]
    assert found.transaminases.value == Decimal(row["expected_reported"])


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["score"] == "HYS_MOD"], ids=lambda row: row["vector_id"]
)
def test_published_tiers(row):
    given = json.loads(row["inputs_json"])
    limits = {"ALT": str(given["alt_uln"]), "BILI": str(given["tbil_uln"])}
    day = days(
        *(
            reported(code, str(given[name]), DAY, upper=limits[code])
            for code, name in (("ALT", "alt"), ("BILI", "tbil"))
        )
    )
    before = [
        base(reported(code, str(given[name]), BEFORE, upper=limits[code]), analyte=code)
        for code, name in (("ALT", "alt_base"), ("BILI", "tbil_base"))
    ]
    found = modified_hys_law(day[0], *before, symptoms=given["symptoms"])
    assert found.tier.value == row["expected_class"]
    assert found.multiple.value == Decimal(row["expected_reported"])
    assert found.tier.formula.variant == "proposed"


# by upper limits


@pytest.mark.parametrize(
    ("texts", "quadrant"),
    [
        ({"ALT": "120", "AST": "40", "BILI": "40.1", "ALP": "199"}, Quadrant.CANDIDATE),
        ({"ALT": "40", "AST": "120", "BILI": "40.1", "ALP": "199"}, Quadrant.CANDIDATE),
        ({"ALT": "119.9", "AST": "119.9", "BILI": "40.1", "ALP": "199"}, Quadrant.CHOLESTASIS),
        ({"ALT": "120", "AST": "40", "BILI": "40.1", "ALP": "200"}, Quadrant.CHOLESTATIC),
        ({"ALT": "120", "AST": "40", "BILI": "39.9", "ALP": "199"}, Quadrant.TEMPLE),
        ({"ALT": "119", "AST": "40", "BILI": "39.9", "ALP": "199"}, Quadrant.NORMAL),
    ],
)
def test_both_sides_of_each_limit(texts, quadrant):
    for comparison in Comparison:
        assert sign(*on(**texts), comparison=comparison).quadrant.value == quadrant


def test_twice_the_limit_exactly_is_a_candidate_in_one_of_both_comparisons():
    sents = on(ALT="120", AST="40", BILI="40", ALP="100")
    assert sign(*sents).quadrant.value == Quadrant.TEMPLE
    assert sign(*sents, comparison=Comparison.FROM).quadrant.value == Quadrant.CANDIDATE


def test_every_example_is_there():
    assert len(ROWS) == 13


def test_no_answer_says_that_there_is_a_case():
    assert all("case" not in quadrant for quadrant in Quadrant)


def test_what_is_missing_matters_only_if_it_decides():
    assert said(sign(*on(ALT="120", BILI="50", ALP="100")).quadrant) == ("candidate",)
    assert said(sign(*on(ALT="100", BILI="50", ALP="100")).quadrant) == ("MISSING_AST",)
    assert said(sign(*on(ALT="120", AST="30", BILI="50")).quadrant) == ("MISSING_ALP",)
    assert said(sign(*on(ALT="120", AST="30", BILI="30")).quadrant) == ("temple",)
    assert said(sign(*on(ALT="120", AST="30", ALP="100")).quadrant) == ("MISSING_BILI",)


def test_a_missing_limit_leaves_the_quadrant_open():
    for upper in ("", "0"):
        bare = reported("BILI", "50", DAY, upper=upper)
        assert said(sign(*on(ALT="120", AST="30", ALP="100"), bare).quadrant) == ("LIMIT_MISSING_BILI",)


def test_censored_and_held_results():
    rest = on(AST="30", BILI="50", ALP="100")
    assert said(sign(sent("ALT", ">=120"), *rest).quadrant) == ("candidate",)
    assert said(sign(sent("ALT", "<120"), *rest).quadrant) == ("cholestasis",)
    assert said(sign(sent("ALT", "<=120"), *rest).quadrant) == ("CENSORED_ALT",)
    held = sent("ALT", "30", received="2", issues=(IMPOSSIBLE,))
    assert said(sign(sent("ALT", "120"), held, *rest).quadrant) == ("HELD_ALT",)
    assert said(sign(sent("ALT", "120", issues=(IMPOSSIBLE,)), *rest).quadrant) == ("HELD_ALT",)


def test_multiples_are_given_with_their_bounds():
    found = sign(sent("ALT", ">120"), *on(AST="30", BILI="50"))
    assert said(found.transaminases) == (Decimal("3.00"), None, "CENSORED_ALT")
    assert said(found.bilirubin) == (Decimal("2.50"),)
    assert said(found.alp) == ("MISSING_ALP",)
    assert said(sign(*on(ALT="<40", AST="<20")).transaminases) == (
        Decimal("0.00"),
        Decimal("1.00"),
        "CENSORED_ALT",
        "CENSORED_AST",
    )


def test_jaundice_at_baseline_is_marked():
    def before(text, comparison=Comparison.ABOVE):
        return said(
            sign(
                *on(ALT="30"), before=base(sent("BILI", text, BEFORE)), comparison=comparison
            ).jaundiced_at_baseline
        )

    assert (before("41"), before("40"), before("40", Comparison.FROM)) == (("yes",), ("no",), ("yes",))
    assert before(">30") == ("CENSORED_BILI",)
    assert said(sign(*on(ALT="30"), before=absent("BILI")).jaundiced_at_baseline) == ("MISSING_BILI",)


def test_inputs_are_the_observations_of_the_day():
    found = sign(*on(ALT="120", BILI="50"), reported("K", "4"))
    assert sorted(one.place.analyte for one in found.inputs) == ["ALT", "BILI"]


# the window


def test_a_window_pairs_peaks_within_30_days():
    early = on("2024-03-22", ALT="130", AST="30", BILI="20", ALP="100")
    late = on("2024-04-21", ALT="30", AST="30", BILI="50", ALP="250")
    later = on("2024-04-22", ALT="30", AST="30", BILI="90", ALP="100")
    found = days(*early, *late, *later)
    window = days_within(found, found[0])
    assert [day.day for day in window] == ["2024-03-22", "2024-04-21"]
    sign = hys_law(window, NORMAL, Comparison.ABOVE)
    assert sign.quadrant.value == Quadrant.CANDIDATE  # ALP of the first day
    assert sign.bilirubin.value == Decimal("2.50")
    assert sign.quadrant.formula.variant == "bilirubin > 2 x ULN, peaks of several days"
    assert hys_law(found[:1], NORMAL, Comparison.ABOVE).quadrant.value == Quadrant.TEMPLE


def test_a_peak_is_open_if_a_held_result_could_be_it():
    early = on("2024-03-22", ALT="130", AST="30", BILI="20", ALP="100")
    held = sent("BILI", "50", "2024-04-01", issues=(IMPOSSIBLE,))
    assert said(hys_law(days(*early, held), NORMAL, Comparison.ABOVE).quadrant) == ("HELD_BILI",)
    low = sent("BILI", "15", "2024-04-01", issues=(IMPOSSIBLE,))
    assert said(hys_law(days(*early, low), NORMAL, Comparison.ABOVE).quadrant) == ("temple",)


# by the baseline

ALT_BASE = base(sent("ALT", "80", BEFORE), analyte="ALT")
BILI_BASE = base(sent("BILI", "30", BEFORE))


def modified(*sents, alt=ALT_BASE, bili=BILI_BASE, symptoms=False) -> ModifiedSign:
    return modified_hys_law(days(*sents)[0], alt, bili, symptoms=symptoms)


@pytest.mark.parametrize(
    ("alt", "bili", "before", "tier"),
    [
        ("239", "30", "80", Tier.CONTINUE),
        ("240", "30", "80", Tier.OBSERVE),
        ("300", "30", "150", Tier.OBSERVE),
        ("299", "59", "150", Tier.CONTINUE),
        ("160", "60", "80", Tier.INTERRUPT),
        ("159", "60", "80", Tier.CONTINUE),
        ("300", "60", "200", Tier.INTERRUPT),
        ("399", "30", "80", Tier.OBSERVE),
        ("400", "30", "80", Tier.INTERRUPT),
        ("500", "30", "400", Tier.INTERRUPT),
        ("160", "30", "60", Tier.CONTINUE),
        ("180", "30", "60", Tier.OBSERVE),
        ("180", "30", "59.9", Tier.CONTINUE),
        ("200", "30", "59.9", Tier.OBSERVE),
        ("319", "39", "30", Tier.OBSERVE),
        ("320", "39", "30", Tier.INTERRUPT),
        ("119", "40", "30", Tier.CONTINUE),
        ("120", "40", "30", Tier.INTERRUPT),
    ],
)
def test_both_sides_of_each_proposed_limit(alt, bili, before, tier):
    before = base(sent("ALT", before, BEFORE), analyte="ALT")
    assert modified(*on(ALT=alt, BILI=bili), alt=before).tier.value == tier


def test_symptoms_that_nobody_stated_matter_only_if_they_decide():
    sents = on(ALT="160", BILI="30")
    assert said(modified(*sents, symptoms=True).tier) == ("interrupt",)
    assert said(modified(*sents, symptoms=None).tier) == ("UNKNOWN_SYMPTOMS",)
    assert said(modified(*on(ALT="100", BILI="30"), symptoms=None).tier) == ("continue",)


def test_a_baseline_that_is_missing_or_without_its_limit_leaves_it_open():
    sents = on(ALT="240", BILI="30")
    assert said(modified(*sents, alt=absent("ALT")).tier) == ("MISSING_ALT",)
    bare = base(reported("ALT", "80", BEFORE), analyte="ALT")
    assert said(modified(*sents, alt=bare).tier) == ("close_observation",)
    assert said(modified(*on(ALT="200", BILI="30"), alt=bare).tier) == ("LIMIT_MISSING_ALT",)
    assert said(modified(*sents, alt=absent("ALT")).multiple) == ("MISSING_ALT",)
    assert said(modified(*on(ALT="600", BILI="30"), alt=absent("ALT")).tier) == ("interrupt",)


def test_another_lab_at_baseline_is_a_note():
    alt = base(sent("ALT", "80", BEFORE, lab="A"), analyte="ALT")
    found = modified(*on(BILI="30"), sent("ALT", "240", lab="B"), alt=alt)
    assert [note.code for note in found.tier.notes] == ["OTHER_LAB_ALT"]
    assert len(found.inputs) == 4


MORNING, EVENING = f"{DAY}T08:00", f"{DAY}T20:00"


def two_draws(early, late):
    return [*on(MORNING, **early), *on(EVENING, **late)]


def test_later_draw_of_the_day_is_a_signal_too():
    """ALT 120 is 3 x 40, bilirubin 41 beyond 2 x 20, and ALP of the morning below 2 x 100."""
    found = sign(
        *two_draws({"ALT": 40, "AST": 40, "BILI": 10, "ALP": 90}, {"ALT": 120, "BILI": 41, "ALP": 250})
    )
    assert (found.quadrant.value, found.transaminases.value) == (Quadrant.CANDIDATE, 3)
    assert (found.bilirubin.value, found.alp.value) == (Decimal("2.05"), Decimal("0.9"))
    assert len(found.inputs) == 7


def test_high_alkaline_phosphatase_of_one_draw_hides_no_candidate():
    found = sign(*two_draws({"ALT": 120, "AST": 40, "BILI": 41, "ALP": 250}, {"ALP": 199}))
    assert found.quadrant.value == Quadrant.CANDIDATE


def test_tier_is_the_highest_that_a_draw_of_the_day_asks_for():
    """Of a normal baseline: 8 x 40 is 320."""
    low, high = {"ALT": 40, "BILI": 10}, {"ALT": 320}
    (day,) = days(*two_draws(low, high))
    found = modified_hys_law(day, base(sent("ALT", 40, BEFORE), analyte="ALT"), NORMAL, symptoms=False)
    assert (found.tier.value, found.multiple.value) == (Tier.INTERRUPT, 8)
    (day,) = days(*two_draws(high | {"BILI": 10}, {"ALT": 40}))
    found = modified_hys_law(day, base(sent("ALT", 40, BEFORE), analyte="ALT"), NORMAL, symptoms=False)
    assert (found.tier.value, found.multiple.value) == (Tier.INTERRUPT, 8)


def test_held_draw_leaves_the_tier_open():
    """Released, 900 would ask for an interruption; set aside, 40 asks for nothing."""
    held = sent("ALT", 900, EVENING, issues=(IMPOSSIBLE,))
    (day,) = days(*on(MORNING, ALT=40, BILI=10), held)
    found = modified_hys_law(day, base(sent("ALT", 40, BEFORE), analyte="ALT"), NORMAL, symptoms=False)
    assert said(found.tier) == ("HELD_ALT",)
