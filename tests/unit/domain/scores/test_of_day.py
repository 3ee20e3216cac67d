"""Scores of a day: what is certain, what is an interval, what is undetermined, and why (docs/scores.md).

Expected numbers are of `score_vectors.csv` where they name no other source.
"""

from decimal import Decimal
from fractions import Fraction

import pytest
from tests.support.day_reports import IMPOSSIBLE, reported
from tests.support.score_days import day_of, in_unit

from hepaflow.domain.answers.answer import Truth
from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.answers.inputs import SpecimenDay
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.model import Conversion
from hepaflow.domain.protocol.rules import ScoreRules
from hepaflow.domain.scores.certainty import Score
from hepaflow.domain.scores.of_day import scores_of_day
from hepaflow.domain.scores.subject_facts import SubjectFacts, subject_facts
from hepaflow.domain.study.register import Registered, Subject

RULES = {
    "meld_na_rounding": "optn",
    "child_pugh_limits": "si",
    "ascites_controlled": "observed",
    "he_controlled": "observed",
}


def chosen(**changed: str | None) -> ScoreRules:
    return ScoreRules.model_validate(RULES | changed)


CHOSEN = chosen()
WOMAN = SubjectFacts(frozenset({"F"}), frozenset({1970}))
# MELD_ORIG-03 and MELD3-09: MELD 20.03916263, MELD 3.0 of a woman 22.68154068
PANEL = {
    "BILI mg/dL": "4.2", "CREAT mg/dL": "1.9", "INR": "1.2", "SODIUM": "140", "ALB g/dL": "3.5", "PLAT": "90", "DIALYSIS": "0",
    "ASCITES": "1", "HE": "0",
}  # fmt: skip


def scores(day: SpecimenDay, facts: SubjectFacts = WOMAN, rules: ScoreRules = CHOSEN) -> dict[str, Score]:
    return {score.formula.version.id: score for score in scores_of_day(day, facts, rules)}


def panel(**changed: str | None) -> dict[str, Score]:
    """The scores of the panel with some analytes in place of those of it; None takes one away."""
    values = {name: text for name, text in PANEL.items() if name.split()[0] not in changed}
    return scores(day_of({**values, **{name: text for name, text in changed.items() if text is not None}}))


def codes(score: Score) -> list[str]:
    return [reason.code for reason in score.value.reasons]


def bounds(score: Score) -> tuple[int | None, int | None]:
    low, high = score.value.low, score.value.high
    return None if low is None else int(low), None if high is None else int(high)


# certain


def test_a_whole_panel_gives_certain_scores():
    found = panel()
    assert {code: str(found[code].value.value) for code in ("MELD_ORIG", "MELD_NA_OPTN", "MELD3")} == {
        "MELD_ORIG": "20",
        "MELD_NA_OPTN": "20",
        "MELD3": "23",
    }
    assert round(found["MELD3"].unrounded, 8) == Decimal("22.68154068")


def test_a_score_names_its_inputs():
    inputs = panel()["MELD_ORIG"].inputs
    assert sorted(one.place.analyte for one in inputs) == ["BILI", "CREAT", "DIALYSIS", "INR"]


def test_a_number_in_mg_per_dl_is_not_converted_there_and_back():
    found = scores(day_of({"BILI mg/dL": "3", "CREAT mg/dL": "2"}))["MELD_XI"]
    assert round(found.unrounded, 8) == Decimal("23.20531964")  # MELD_XI-03


def test_a_score_does_not_need_what_it_does_not_use():
    assert panel(CREAT=None, DIALYSIS="1")["MELD_ORIG"].value.truth is Truth.CERTAIN
    low = {"BILI": "17", "CREAT": "80", "INR": "1.0", "DIALYSIS": "0"}  # MELD(i) 6: sodium is not used
    assert scores(day_of(low))["MELD_NA_OPTN"].value.value == Decimal(6)


# censored


def test_a_censored_input_is_certain_where_every_value_gives_the_same():
    found = panel(CREAT="<88")  # all below 1.0 mg/dL
    assert found["MELD_ORIG"].value.value == panel(CREAT="50")["MELD_ORIG"].value.value
    assert found["MELD_ORIG"].unrounded == panel(CREAT="50")["MELD_ORIG"].unrounded


def test_a_censored_input_gives_an_interval():
    found = panel(CREAT=">=265")  # 2.9977 mg/dL; at most 4.0 counts
    assert (bounds(found["MELD_ORIG"]), codes(found["MELD_ORIG"])) == ((24, 27), ["CENSORED_CREAT"])


def test_an_end_that_is_not_known_is_left_open():
    found = panel(BILI=">500")["ALBI"]  # 0.66 x log10 500 - 0.085 x 35 = -1.19
    assert (found.value.low, found.value.high, codes(found)) == (Decimal("-1.19"), None, ["CENSORED_BILI"])
    assert (found.grade.value, found.grade.reasons) == ("3", ())


def test_an_open_end_is_not_a_value():
    assert panel(ALB="<28")["CHILD_PUGH"].value.value == panel(ALB="20")["CHILD_PUGH"].value.value
    assert panel(ALB="<=28")["CHILD_PUGH"].value.truth is Truth.INTERVAL


def test_the_turn_of_a_formula_within_a_censored_input_is_an_extreme():
    """With platelets, PALBI has its least value at 52.8: -3.48 p + 1.01 p^2 has its vertex at p = 1.7228."""
    values = {"BILI": "34", "ALB": "35"}
    at_turn = scores(day_of({**values, "PLAT": "52.8"}))["PALBI"].value.value
    found = scores(day_of({**values, "PLAT": "<150"}))["PALBI"].value
    assert (found.low, found.high) == (at_turn, None)
    assert scores(day_of({**values, "PLAT": ">150"}))["PALBI"].value.low > at_turn


def test_a_censored_grade_may_be_any():
    assert bounds(panel(ASCITES=">=2")["CHILD_PUGH"]) == (8, 10)


# missing and unknown


def test_a_missing_input_leaves_the_score_undetermined():
    found = panel(INR=None)["MELD_ORIG"]
    assert (found.value.truth, codes(found), found.unrounded) == (Truth.UNDETERMINED, ["MISSING_INR"], None)


def test_only_what_matters_is_a_reason():
    found = panel(INR=None, CREAT=None, DIALYSIS="1")["MELD_ORIG"]
    assert codes(found) == ["MISSING_INR"]


def test_dialysis_is_unknown_unless_it_is_stated():
    """With dialysis the creatinine is 4.0: 10 x (0.957 ln 4 + 0.378 ln 4.2 + 1.12 ln 1.2 + 0.643) = 27.16."""
    found = panel(DIALYSIS=None)["MELD_ORIG"]
    assert (bounds(found), codes(found)) == ((20, 27), ["UNKNOWN_DIALYSIS"])


def test_an_unknown_grade_gives_an_interval_of_points_and_no_class():
    found = panel(ASCITES=None, HE=None)["CHILD_PUGH"]
    # bilirubin 3, albumin 2, INR 1 point
    assert (bounds(found), set(codes(found))) == ((8, 12), {"UNKNOWN_ASCITES", "UNKNOWN_HE"})
    assert {reason.code for reason in found.grade.reasons} == {"UNKNOWN_ASCITES", "UNKNOWN_HE"}


def test_without_a_limit_of_the_lab_there_is_no_multiple():
    day = day_of({"AST": "38", "PLAT": "150"})
    assert codes(scores(day)["APRI"]) == ["LIMIT_MISSING_AST"]
    day = day_of({"AST": "38", "PLAT": "150"}, upper="0")
    assert codes(scores(day)["APRI"]) == ["LIMIT_MISSING_AST"]


@pytest.mark.parametrize(("name", "code"), [("ALT", "AST_ALT"), ("PLAT", "PALBI"), ("BILI", "ALBI")])
def test_zero_is_no_input_of_a_quotient_or_a_logarithm(name, code):
    day = day_of({"ALT": "30", "AST": "38", "PLAT": "150", "BILI": "20", "ALB": "40"} | {name: "0"})
    assert codes(scores(day)[code]) == [f"NOT_POSITIVE_{name}"]


def test_a_score_with_floors_counts_a_zero_as_the_floor():
    assert panel(BILI="0.0")["MELD_ORIG"].value.value == panel(BILI="10")["MELD_ORIG"].value.value


def test_a_finding_is_not_an_input():
    assert codes(panel(ALB="NEGATIVE")["MELD3"]) == ["NOT_A_NUMBER_ALB"]


# holds


def held_albumin(value: str) -> dict[str, Score]:
    sents = [in_unit(name, text) for name, text in PANEL.items()]
    sents.append(in_unit("ALB g/dL", value, received="2"))
    (day,) = specimen_days(fold(sents))
    return scores(day)


def test_a_hold_leaves_the_score_undetermined_where_it_matters():
    found = held_albumin("2.0")
    assert codes(found["MELD3"]) == ["HELD_ALB"]
    assert found["MELD_ORIG"].value.truth is Truth.CERTAIN


def test_a_hold_changes_nothing_where_both_values_give_the_same():
    assert held_albumin("3.8")["MELD3"].value.value == Decimal(23)  # both count as 3.5


def test_a_held_value_alone_is_not_an_input():
    sents = [in_unit(name, text) for name, text in PANEL.items() if name != "INR"]
    sents.append(reported("INR", "1.2", issues=(IMPOSSIBLE,)))
    (day,) = specimen_days(fold(sents))
    assert codes(scores(day)["MELD_ORIG"]) == ["HELD_INR"]


# what the study definition chooses


def meld_na(rounding: str | None) -> Score:
    """MELD 19.1605624, MELD(i) 19 (MELD_I-13); sodium 125: 27.316 from the integer, 27.41 from the unrounded one."""
    values = {"BILI mg/dL": "3.1", "CREAT mg/dL": "1.3", "INR": "1.7", "SODIUM": "125", "DIALYSIS": "0"}
    found = scores(day_of(values), rules=ScoreRules(meld_na_rounding=rounding))
    return next(score for code, score in found.items() if code.startswith("MELD_NA") and "KIM" not in code)


def test_meld_na_is_certain_where_both_ways_of_rounding_agree():
    assert [meld_na(choice).value.value for choice in (None, "optn", "at-end")] == [Decimal(27)] * 3
    assert meld_na(None).unrounded is None


def test_meld_na_is_undetermined_where_the_definition_is_silent_and_they_differ():
    """MELD 11.338: the OPTN reading is 11 (MELD_NA_OPTN-41); unrounded, 11.338 + 1.32 x 12 - 0.033 x 11.338 x 12 = 22.69."""
    values = {"BILI mg/dL": "1.0", "CREAT mg/dL": "1.0", "INR": "1.55", "SODIUM": "120", "DIALYSIS": "0"}
    found = scores(day_of(values), rules=ScoreRules())["MELD_NA"]
    assert codes(found) == ["VARIANT_MELD_NA"]


def test_limits_in_the_reported_unit_and_in_si_differ_at_3_mg_per_dl():
    """3.00 mg/dL is 51.3 umol/L: 2 points by mg/dL, 3 points by umol/L (facts of CHILD_PUGH-07)."""
    values = PANEL | {"BILI mg/dL": "3.00"}
    found = {
        choice: scores(day_of(values), rules=chosen(child_pugh_limits=choice))["CHILD_PUGH"]
        for choice in ("si", "reported", None)
    }
    assert found["si"].value.value - found["reported"].value.value == 1
    assert codes(found[None]) == ["VARIANT_BILI"]
    in_si = day_of({name: text for name, text in values.items() if "BILI" not in name} | {"BILI": "51.3"})
    silent = chosen(child_pugh_limits=None)
    assert scores(in_si, rules=silent)["CHILD_PUGH"].value.value == found["si"].value.value


@pytest.mark.parametrize(
    ("choice", "treated", "answer"),
    [
        ("observed", None, 6),
        ("observed", "1", 6),
        ("at-least-2", "0", 6),
        ("at-least-2", "1", 7),
        ("at-least-2", None, "UNKNOWN_ASCTRT"),
        (None, "0", 6),
        (None, "1", "VARIANT_ASCITES"),
    ],
)
def test_controlled_ascites_counts_as_the_study_says(choice, treated, answer):
    """Albumin 35 and INR 1.2: 2 and 1 points; bilirubin 20: 1; encephalopathy 0: 1; ascites none: 1, or 2 if controlled."""
    values = PANEL | {"ASCITES": "0", "BILI mg/dL": "1.1"} | ({"ASCTRT": treated} if treated else {})
    found = scores(day_of(values), rules=chosen(ascites_controlled=choice))["CHILD_PUGH"]
    assert (found.value.value if isinstance(answer, int) else codes(found)[0]) == answer


def test_silence_about_controlled_encephalopathy_matters_only_at_one_point():
    silent = chosen(he_controlled=None)
    assert codes(scores(day_of(PANEL | {"HETRT": "1"}), rules=silent)["CHILD_PUGH"]) == ["VARIANT_HE"]
    assert scores(day_of(PANEL | {"HE": "2"}), rules=silent)["CHILD_PUGH"].value.truth is Truth.CERTAIN


def test_prothrombin_time_needs_its_control():
    rules = chosen(child_pugh_coagulation="PT")
    assert codes(scores(day_of(PANEL | {"PT": "16"}), rules=rules)["CHILD_PUGH"]) == ["MISSING_PTC"]


# the subject


def test_a_birth_year_alone_gives_two_ages():
    """2024 - 1970: 53 or 54 years. 142 x (1.1 / 0.7)^-1.2 x 0.9938^53 x 1.012 = 60.1, with 54 years 59.7 (by hand)."""
    assert scores(day_of({"CREAT mg/dL": "1.1"}))["CKDEPI"].value.value == Decimal(60)
    wide = scores(day_of({"CREAT mg/dL": "0.5"}))[
        "CKDEPI"
    ]  # 133.40 with 25 years (CKDEPI-05) x 0.9938^28, x 0.9938^29
    assert (bounds(wide), codes(wide)) == ((111, 112), ["UNKNOWN_AGE"])


def test_the_age_decides_about_a_class_at_its_limit():
    """Age x 30 / (240 x 5): 64 years give 1.600, indeterminate; 65 years give 1.625, low below 2.0."""
    facts = SubjectFacts(frozenset({"F"}), frozenset({1959}))
    values = {
        "AST": "30",
        "ALT": "25",
        "PLAT": "240",
    }
    found = scores(day_of(values), facts)["FIB4"]
    assert (found.value.truth, found.grade.truth) == (Truth.INTERVAL, Truth.UNDETERMINED)


def test_without_age_or_sex_nothing_is_assumed():
    found = scores(day_of(PANEL), SubjectFacts())
    assert codes(found["CKDEPI"]) == ["MISSING_AGE", "UNKNOWN_SEX"]
    assert (bounds(found["MELD3"]), codes(found["MELD3"])) == ((21, 23), ["UNKNOWN_SEX"])


def entry(**said) -> Registered:
    return Registered(
        Subject.model_validate({"id": "S-1", "center": "CN-01", "status": "enrolled"} | said), 1, ""
    )


def test_facts_are_what_the_entries_say_and_none_made_in_error():
    entries = [
        entry(sex="F", birth_year=1970),
        entry(sex="M", birth_year=1980, status="entered-in-error"),
        entry(),
    ]
    assert subject_facts(entries) == WOMAN
    assert subject_facts([]) == SubjectFacts()


def test_entries_that_differ_leave_both():
    facts = subject_facts([entry(sex="F", birth_year=1970), entry(sex="M", birth_year=1971)])
    assert codes(scores(day_of(PANEL), facts)["MELD3"]) == ["UNKNOWN_SEX"]
    assert facts.age_points("2024-03-22").values == (52, 54)


# what the lab computed


@pytest.mark.parametrize(
    ("value", "differs"),
    [("60", False), ("60.4", False), ("61", True), (">45", False), (">90", True), ("<30", True)],
)
def test_a_rate_of_the_lab_that_disagrees_is_a_note(value, differs):
    found = scores(day_of({"CREAT mg/dL": "1.1", "GFRBSCRT": value, "DIALYSIS": "0"}))["CKDEPI"]
    assert found.value.value == Decimal(60)
    assert [note.code for note in found.value.notes] == (["DIFFERS_GFRBSCRT"] if differs else [])


def test_a_rate_of_the_lab_is_compared_with_an_interval_and_not_with_nothing():
    unknown_sex = SubjectFacts(frozenset(), frozenset({1970}))
    for value, differs in (("100", True), ("60", False), ("70", False)):
        found = scores(day_of({"CREAT mg/dL": "1.1", "GFRBSCRT": value, "DIALYSIS": "0"}), unknown_sex)[
            "CKDEPI"
        ]
        assert (found.value.truth, bool(found.value.notes)) == (Truth.INTERVAL, differs)
    assert scores(day_of({"GFRBSCRT": "50"}))["CKDEPI"].value.notes == ()


# numbers


def test_a_conversion_that_is_not_a_factor_is_exact_too():
    sents = [in_unit(name, text) for name, text in PANEL.items() if name != "PLAT"]
    sent = reported("PLAT", "2")  # a decimal logarithm: 100
    power = sent.observation._replace(conversion=Conversion(Fraction(1), power=True))
    object.__setattr__(sent, "observation", power)
    (day,) = specimen_days(fold([*sents, sent]))
    assert scores(day)["PALBI"].unrounded == panel(PLAT="100")["PALBI"].unrounded


# a value that the quantity cannot have: it counts after its hold is released


def test_dialysis_that_is_neither_yes_nor_no_is_unknown():
    found = panel(DIALYSIS="2")["MELD_ORIG"]
    assert (bounds(found), codes(found)) == ((20, 27), ["UNKNOWN_DIALYSIS"])
    (reason,) = found.value.reasons
    assert reason.measurement.analyte == "DIALYSIS"


@pytest.mark.parametrize("grade", ["5", "2.5", "-1"])
def test_a_grade_that_does_not_exist_gives_the_score_of_an_unknown_grade(grade):
    wrong, unknown = panel(ASCITES=grade)["CHILD_PUGH"], panel(ASCITES=None)["CHILD_PUGH"]
    assert wrong.value.truth is not Truth.CERTAIN
    assert (bounds(wrong), codes(wrong)) == (bounds(unknown), codes(unknown))
    assert "UNKNOWN_ASCITES" in codes(wrong)


def test_a_grade_with_a_decimal_point_is_the_grade():
    assert panel(ASCITES="2.0")["CHILD_PUGH"].value == panel(ASCITES="2")["CHILD_PUGH"].value
