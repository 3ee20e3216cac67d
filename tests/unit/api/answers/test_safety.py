"""Safety over the API: grades, signs of liver injury, changes, extremes and shifts of a subject, each with its sources."""

import csv
import io
from urllib.parse import parse_qsl

import pytest
from tests.support.api_office import CENTER, STUDY, SUBJECT, reply, request
from tests.support.cli_office import answering
from tests.support.command import hepaflow
from tests.support.liver_safety import BASELINE, DAY_8, DAY_16, DAY_29, NORMAL, ranged, safety_trial
from tests.support.visit_plans import SAME_DAY_ONE

from api.answers.safety_models import SafetyPage

SAFETY = f"GET /studies/{STUDY}/subjects/{SUBJECT}/safety"


@pytest.fixture
def trial(catalog):
    """ALT 30, then 130 with bilirubin 45, then 250: candidate for Hy's law on day 8."""
    office = safety_trial(catalog)
    office.send(ranged(BASELINE, NORMAL), "2024-03-09")
    office.send(ranged(DAY_8, {**NORMAL, "ALT": "130", "BILI": "45"}), "2024-03-18")
    office.send(ranged(DAY_16, {**NORMAL, "ALT": "250"}), "2024-03-27")
    return office


@pytest.fixture
def ask(trial):
    return lambda query=None, **more: reply(request(SAFETY, query, **more), trial.desk)


def found(told, kind, about, day=None, name=None):
    """Return the answers of the one entry that fits, by name."""
    (entry,) = [
        one
        for one in told.json["safety"]
        if (one["kind"], one["about"]) == (kind, about)
        and day in {None, one["day"]}
        and (name is None or name in one["name"])
    ]
    return {one["name"]: said(one["answer"]) for one in entry["answers"]}


def said(answer):
    if answer["value"] is not None:
        return answer["value"]
    codes = [reason["code"] for reason in answer["reasons"]]
    return codes if answer["low"] is answer["high"] is None else (answer["low"], answer["high"], *codes)


def test_an_answer_is_as_its_schema_says(ask):
    told = ask().json
    assert SafetyPage.model_validate(told).model_dump() == told


def test_grades_compare_with_the_limits_of_the_lab(ask):
    """CTCAE v5.0, ALT: grade 1 above 1 x, 2 above 3 x, 3 above 5 x ULN (40): 30, 130 and 250."""
    told = ask()
    assert found(told, "grade", "ALT", BASELINE) == {"grade_by_limits": "0"}
    assert found(told, "grade", "ALT", DAY_8) == {"grade": "2", "grade_by_limits": "2"}
    assert found(told, "grade", "ALT", DAY_16) == {"grade": "3", "grade_by_limits": "3"}
    assert found(told, "shift", "ALT") == {
        "baseline_grade": "0", "worst_grade": "3", "worst_grade_by_limits": "3",
    }  # fmt: skip


def test_hys_law_has_both_readings_peaks_and_the_baseline(ask):
    """130 / 40 = 3.25; 45 / 21 = 2.142…; 80 / 125 = 0.64. After 30 days the peak of ALT is 250 / 40 = 6.25."""
    told = ask()
    for comparison in ("> 2 x ULN", ">= 2 x ULN"):
        day_8 = found(told, "hys-law", "HYS", DAY_8, comparison)
        assert day_8 == {
            "quadrant": "candidate", "before_treatment": "no", "jaundiced_at_baseline": "no",
            "transaminases_x_uln": "3.25", "bilirubin_x_uln": "2.14", "alp_x_uln": "0.64",
        }  # fmt: skip
        peaks = found(told, "hys-law-peaks", "HYS", DAY_8, comparison)
        assert (peaks["quadrant"], peaks["transaminases_x_uln"]) == ("candidate", "6.25")
    assert found(told, "hys-law", "HYS", DAY_16, ">=")["quadrant"] == "temple"
    assert found(told, "hys-law-by-baseline", "HYS_MOD", DAY_8) == {
        "tier": "interrupt",
        "alt_multiple": "3.25",
    }


def test_changes_and_extremes_are_exact(ask):
    told = ask()
    assert found(told, "change", "ALT", DAY_8) == {"change": "100", "percent_change": "333.33333333333333333"}
    assert found(told, "since-baseline", "ALT", name="highest") == {"worst": "250"}
    assert found(told, "since-baseline", "ALT", name="lowest") == {"best": "130"}
    assert found(told, "since-baseline", "AST_ALT", name="highest")["highest"] == "0.23"  # 30 / 130
    assert found(told, "change", "AST_ALT", DAY_8)["change"] == "-0.77"  # 0.23 - 30 / 30


def test_an_extreme_has_the_day_and_the_cells_of_the_lab(ask, trial):
    (entry,) = [
        one
        for one in ask().json["safety"]
        if (one["kind"], one["about"], one["name"]) == ("since-baseline", "ALT", "highest")
    ]
    assert (entry["day"], entry["study_day"], entry["visit_name"]) == (DAY_16, 16, "WEEK 2")
    (source,) = entry["sources"]
    path, _, query = source["href"].partition("?")
    told = reply(request(f"GET {path}", dict(parse_qsl(query))), trial.desk).json
    assert told["observation"]["raw"]["value"] == "250"


def test_a_held_result_leaves_open_what_depends_on_it(ask, trial):
    trial.send(ranged(DAY_16, {"ALT": "35"}), "2024-04-02")
    told = ask()
    assert found(told, "grade", "ALT", DAY_16)["grade"] == ["HELD_ALT"]
    assert found(told, "since-baseline", "ALT", name="highest") == {"worst": ["HELD_ALT"]}
    assert found(told, "shift", "ALT")["worst_grade"] == ["HELD_ALT"]
    assert found(told, "grade", "ALT", DAY_8)["grade"] == "2"


def test_without_a_baseline_only_grades_by_limits_are_certain(catalog):
    """Only a raised baseline is compared instead of the limit, and nobody knows whether it was."""
    office = safety_trial(catalog)
    office.send(ranged(DAY_8, {**NORMAL, "ALT": "130"}), "2024-03-18")
    told = reply(request(SAFETY), office.desk)
    assert found(told, "grade", "ALT", DAY_8) == {"grade": ["MISSING_BASELINE_ALT"], "grade_by_limits": "2"}
    shift = found(told, "shift", "ALT")
    assert (shift["baseline_grade"], shift["worst_grade_by_limits"]) == (["MISSING_BASELINE_ALT"], "2")
    assert found(told, "since-baseline", "ALT", name="highest") == {"worst": "130"}


def test_without_a_version_of_ctcae_there_is_no_grade(catalog):
    office = safety_trial(catalog, ctcae=None)
    office.send(ranged(DAY_8, NORMAL), "2024-03-18")
    told = reply(request(SAFETY), office.desk)
    assert found(told, "grade", "CTCAE") == {"grade": ["MISSING_CTCAE_RULE"]}
    assert found(told, "shift", "CTCAE") == {"worst_grade": ["MISSING_CTCAE_RULE"]}


def test_without_day_1_nothing_is_known_to_be_after_the_baseline(catalog):
    office = safety_trial(catalog, reference_date=None)
    office.send(ranged(DAY_8, {**NORMAL, "ALT": "250"}), "2024-03-18")
    told = reply(request(SAFETY), office.desk)
    why = ["MISSING_DAY_ONE_RULE"]
    assert found(told, "since-baseline", "ALT") == {"worst": why}
    assert found(told, "since-baseline", "ALBI") == {"worst": why}
    assert found(told, "shift", "ALT")["worst_grade"] == why
    assert found(told, "shift", "ALBI")["worst_class"] == why
    assert found(told, "grade", "ALT", DAY_8)["grade_by_limits"] == "3"


def test_a_jaundiced_subject_is_noted(catalog):
    """62 / 21 = 2.95 x ULN before treatment."""
    office = safety_trial(catalog)
    office.send(ranged(BASELINE, {**NORMAL, "BILI": "62"}), "2024-03-09")
    office.send(ranged(DAY_8, {**NORMAL, "ALT": "130", "BILI": "63"}), "2024-03-18")
    told = reply(request(SAFETY), office.desk).json["safety"]
    (entry,) = [
        one for one in told if (one["kind"], one["day"]) == ("hys-law", DAY_8) and ">=" in one["name"]
    ]
    quadrant = entry["answers"][0]["answer"]
    assert (quadrant["value"], [note["code"] for note in quadrant["notes"]]) == (
        "candidate",
        ["ABNORMAL_BASELINE_BILI"],
    )


def test_as_of_an_earlier_number_the_answers_are_those_of_then(ask, trial):
    before = ask().json
    trial.send(ranged(DAY_29, {**NORMAL, "ALT": "900"}), "2024-04-08")
    assert ask({"as_of": str(before["journal_number"])}).json == before
    assert found(ask(), "since-baseline", "ALT", name="highest") == {"worst": "900"}


def test_pages_together_are_the_whole(ask):
    whole, query, entries = ask().json["safety"], {"limit": "37"}, []
    while query:
        page = ask(query).json
        entries += page["safety"]
        query = {"limit": "37", "cursor": page["next"]} if page["next"] else None
    assert entries == whole


def test_csv_has_one_row_an_answer_and_the_command_prints_it(ask, trial, monkeypatch):
    told, table = ask().json["safety"], ask(accept="text/csv")
    rows = list(csv.DictReader(io.StringIO(table.text, newline="")))
    answers = [(entry, one) for entry in told for one in entry["answers"]]
    for (entry, one), row in zip(answers, rows, strict=True):
        assert (row["kind"], row["about"], row["day"]) == (entry["kind"], entry["about"], entry["day"] or "")
        assert (row["answer"], row["value"]) == (one["name"], one["answer"]["value"] or "")
    answering(trial, monkeypatch)
    assert hepaflow("safety", SUBJECT, "--csv").stdout.splitlines() == table.text.splitlines()
    shown = hepaflow("safety", SUBJECT).stdout
    assert "candidate" in shown
    assert "percent_change" not in shown  # changes are in --csv
    assert "类别" in hepaflow("safety", SUBJECT, "--lang", "zh").stdout


def test_a_masked_input_takes_every_answer_away_that_needs_it(catalog):
    masking = {"roles": ["data-manager", "center"], "analytes": ["BILI"]}
    office = safety_trial(catalog, masking=masking, reference_date=SAME_DAY_ONE)
    office.send(ranged(BASELINE, NORMAL), "2024-03-09")
    office.send(ranged(DAY_8, {**NORMAL, "ALT": "130", "BILI": "45"}), "2024-03-18")
    for role in ("data-manager", f"center-{CENTER}"):
        told = reply(request(SAFETY, groups=f"[{STUDY}/{role}]"), office.desk)
        assert not {"HYS", "HYS_MOD", "BILI", "ALBI"} & {one["about"] for one in told.json["safety"]}
        assert "BILI" not in told.text
        assert found(told, "grade", "ALT", DAY_8)["grade"] == "2"
    told = reply(request(SAFETY, groups=f"[{STUDY}/statistician]"), office.desk)
    assert found(told, "hys-law", "HYS", DAY_8, ">=")["quadrant"] == "candidate"


EVENING = {"ALT": "900", "AST": "800", "BILI": "90", "ALP": "100"}
LISTS = f"GET /studies/{STUDY}"


@pytest.fixture
def two_draws(catalog):
    """A normal draw of the visit at 8:30, which counts, and another one at 20:30: ALT 22.5 x 40, bilirubin 4.29 x 21."""
    office = safety_trial(catalog)
    office.send(ranged(BASELINE, NORMAL), "2024-03-09")
    office.send(ranged(DAY_8, NORMAL), "2024-03-18")
    office.send(ranged(DAY_8, EVENING).replace(b" 08:30", b" 20:30"), "2024-03-19")
    return office


def test_worst_result_of_a_later_draw_of_the_day_is_not_hidden(two_draws):
    told = reply(request(SAFETY), two_draws.desk)
    assert found(told, "since-baseline", "ALT", name="highest") == {"worst": "900"}
    assert found(told, "since-baseline", "ALT", name="lowest") == {"best": "30"}
    worst = {"worst_grade": "4", "worst_grade_by_limits": "4"}
    assert found(told, "shift", "ALT", DAY_8) == {"baseline_grade": "0", **worst}
    assert found(told, "hys-law", "HYS", DAY_8, "> 2")["quadrant"] == "candidate"
    assert found(told, "hys-law-by-baseline", "HYS_MOD") == {"tier": "interrupt", "alt_multiple": "22.5"}
    assert found(told, "grade", "ALT", DAY_8) == {"grade": "0", "grade_by_limits": "0"}


def test_score_of_a_day_is_of_the_draw_that_counts(two_draws):
    """ALBI of bilirubin 10 and albumin 40 is -2.74; with the bilirubin of the evening it would be -2.11.

    A score's candidate is one day with all its inputs. The least or the greatest of several draws never counts.
    """
    told = reply(request(SAFETY), two_draws.desk)
    assert found(told, "since-baseline", "BILI", name="highest") == {"worst": "90"}
    normal = found(told, "since-baseline", "ALBI", name="lowest")["best"]
    assert found(told, "since-baseline", "ALBI", name="highest") == {"worst": normal}


def test_candidate_from_before_the_treatment_is_marked(catalog):
    """Day 1 is 10 March: candidates of the day before and of day 8."""
    office = safety_trial(catalog)
    high = {**NORMAL, "ALT": "130", "BILI": "45"}
    office.send(ranged("2024-03-09", high), "2024-03-10")
    office.send(ranged(DAY_8, high), "2024-03-18")
    listed = reply(request(f"{LISTS}/safety"), office.desk)
    own = reply(request(SAFETY), office.desk)
    for told in (listed, own):
        for day, expected in (("2024-03-09", "yes"), (DAY_8, "no")):
            answer = found(told, "hys-law", "HYS", day, ">=")
            assert (answer["quadrant"], answer["before_treatment"]) == ("candidate", expected)
    table = reply(request(f"{LISTS}/safety", accept="text/csv"), office.desk).text
    rows = [row for row in csv.DictReader(io.StringIO(table)) if row["answer"] == "before_treatment"]
    assert {(row["day"], row["value"]) for row in rows} >= {("2024-03-09", "yes"), (DAY_8, "no")}


def found_in(listed, day):
    """Return the quadrants of a day in the list of a study."""
    return [
        said(one["answers"][0]["answer"]) for one in listed if (one["kind"], one["day"]) == ("hys-law", day)
    ]


def test_list_and_picture_of_a_study_show_a_later_draw_of_the_day(two_draws):
    told = reply(request(f"{LISTS}/safety"), two_draws.desk).json
    assert found_in(told["safety"], DAY_8) == ["candidate", "candidate"]
    (point,) = reply(request(f"{LISTS}/edish", {"format": "json"}), two_draws.desk).json["picture"]["points"]
    assert point["transaminase"] == {"low": "22.5", "high": "22.5"}
    assert point["bilirubin"] == {"low": "4.2857142857142857143", "high": None}  # week 2 has no upper limit
