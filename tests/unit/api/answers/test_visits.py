"""Visits and completeness over the API, and the same rows on the command line."""

import csv
import io

import pytest
from tests.support.answer_office import panel
from tests.support.api_office import STUDY, SUBJECT
from tests.support.cli_office import answering
from tests.support.command import hepaflow

from api.answers.answer_models import CompletenessOfSubject, PanelsPage, VisitsPage

BASE = f"GET /studies/{STUDY}/subjects/{SUBJECT}"


def test_answers_are_as_their_schemas_say(ask):
    for noun, model in (
        ("panels", PanelsPage),
        ("visits", VisitsPage),
        ("completeness", CompletenessOfSubject),
    ):
        told = ask(f"{BASE}/{noun}").json
        assert model.model_validate(told).model_dump() == told


def test_each_visit_has_its_specimen_day(ask):
    told = ask(f"{BASE}/visits").json
    found = {one["visit_name"]: (one["answer"]["value"], one["study_day"]) for one in told["visits"]}
    assert found == {
        "BASELINE DAY": ("2024-02-25", -14),
        "SCREENING": ("2024-02-25", -14),
        "BASELINE": (None, None),
        "WEEK 2": ("2024-03-24", 15),
        "INFUSION 2": (None, None),
    }
    assert [(draw["collected_at"], draw["window"], draw["kind"]) for draw in told["draws"]] == [
        ("2024-02-25T08:30", 1, "planned"),
        ("2024-03-24T08:30", 3, "planned"),
    ]
    week_2 = told["visits"][3]
    assert (week_2["first_date"], week_2["target_date"], week_2["last_date"]) == (
        "2024-03-21",
        "2024-03-24",
        "2024-03-27",
    )


def test_a_visit_without_a_specimen_says_so(ask):
    answer = ask(f"{BASE}/visits").json["visits"][2]["answer"]
    assert (answer["truth"], [reason["code"] for reason in answer["reasons"]]) == (
        "undetermined",
        ["MISSING_SPECIMEN"],
    )


def states(told):
    return {(one["visit_name"], one["analyte"]): one["state"] for one in told["completeness"]}


def test_completeness_is_that_of_the_day(ask):
    """The clock stands at 2024-06-01: day 84, more than 42 days after each window but the last."""
    told = ask(f"{BASE}/completeness").json
    assert told["today"] == "2024-06-01"
    assert states(told) == {
        ("SCREENING", "ALB"): "received",
        ("SCREENING", "HBDNA"): "missing",
        ("BASELINE", "ALB"): "missing",
        ("BASELINE", "BILI"): "missing",
        ("WEEK 2", "ALB"): "received",
        ("WEEK 2", "BILI"): "received",
        ("INFUSION 2", "ALB"): "missing",
    }


def test_at_an_earlier_number_nothing_is_known_of_later_files(ask, trial):
    before = ask(f"{BASE}/completeness").json
    trial.send(panel("2024-04-07", {"ALB": "30"}), "2024-04-09")
    assert states(ask(f"{BASE}/completeness").json)["INFUSION 2", "ALB"] == "received"
    earlier = ask(f"{BASE}/completeness", {"as_of": str(before["journal_number"])}).json
    assert states(earlier) == states(before)


@pytest.mark.parametrize("noun", ["scores", "panels", "visits", "completeness"])
def test_the_command_has_the_rows_of_the_api(noun, ask, trial, monkeypatch):
    answering(trial, monkeypatch)
    ended = hepaflow(noun, SUBJECT, "--csv")
    assert ended.status == 0, ended.stderr
    assert ended.stdout.splitlines() == ask(f"{BASE}/{noun}", accept="text/csv").text.splitlines()
    for language, visit in (("en", "visit"), ("zh", "访视")):
        table = hepaflow(noun, SUBJECT, "--lang", language).stdout
        assert visit in table
        assert "SCREENING" in table


def test_a_panel_is_a_row_with_results_and_scores_of_its_day(ask, trial):
    trial.send(panel("2024-02-25", {"ALB": "31"}), "2024-04-02")
    rows = list(csv.DictReader(io.StringIO(ask(f"{BASE}/panels", accept="text/csv").text, newline="")))
    found = [[row[name] for name in ("day", "visit_name", "BILI", "ALB", "PLAT", "ALBI")] for row in rows]
    assert found == [
        ["2024-02-25", "SCREENING", "34.2 umol/L", "28 g/L or 31 g/L", "80 10*9/L", "? HELD_ALB"],
        ["2024-03-24", "WEEK 2", "51.3 umol/L", "31 g/L", "<75 10*9/L", "-1.51"],
    ]
