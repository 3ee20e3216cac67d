"""Scores over the API: one answer schema, as of any journal number, and from any number to the lab's cells in one call."""

import csv
import io
import re
from urllib.parse import parse_qsl

import pytest
from tests.support.answer_office import SCREENING, WEEK_2, panel
from tests.support.api_office import CENTER, OTHER, STUDY, SUBJECT, reply, request

from api.answers.answer_models import ScoresPage

HERE = f"/studies/{STUDY}"
SCORES = f"GET {HERE}/subjects/{SUBJECT}/scores"


def by_place(told):
    """Return the scores of an answer by name of the visit and score."""
    return {(one["visit_name"], one["score"]): one for one in told.json["scores"]}


def codes(entry):
    return [reason["code"] for reason in entry["answer"]["reasons"]]


def test_an_answer_is_as_its_schema_says(ask):
    told = ask(SCORES).json
    assert ScoresPage.model_validate(told).model_dump() == told


def test_albi_of_the_screening_is_that_of_its_panel(ask):
    """0.66 log10(34.2) - 0.085 x 28 = -1.3676."""
    albi = by_place(ask(SCORES))["SCREENING", "ALBI"]
    assert (albi["day"], albi["study_day"], albi["answer"]["truth"]) == ("2024-02-25", -14, "certain")
    assert (albi["answer"]["value"], albi["grade"]["value"]) == ("-1.37", "3")
    assert albi["answer"]["formula"] == "ALBI 1"
    assert albi["answer"]["reasons"] == []


def test_a_score_without_a_statement_about_dialysis_is_an_interval(ask):
    """Creatinine 1.0 gives 0; 4.0 with dialysis adds 9.57 ln 4 = 13.27."""
    meld = by_place(ask(SCORES))["SCREENING", "MELD_ORIG"]["answer"]
    assert (meld["truth"], meld["value"], meld["low"], meld["high"]) == ("interval", None, "14", "27")
    assert [reason["code"] for reason in meld["reasons"]] == ["UNKNOWN_DIALYSIS"]


def test_a_censored_input_gives_a_bound_and_leads_to_the_cells_of_the_lab(ask):
    palbi = by_place(ask(SCORES))["WEEK 2", "PALBI"]
    (reason,) = palbi["answer"]["reasons"]
    assert reason["code"] == "CENSORED_PLAT"
    lineage = ask(
        "GET " + reason["href"].partition("?")[0], dict(parse_qsl(reason["href"].partition("?")[2]))
    )
    assert lineage.json["observation"]["raw"]["value"] == "<75"


def test_every_input_leads_to_the_cells_of_the_lab_in_one_call(ask):
    found = 0
    for entry in ask(SCORES).json["scores"]:
        for source in (source for one in entry["inputs"] for source in one["sources"]):
            path, _, query = source["href"].partition("?")
            told = ask(f"GET {path}", dict(parse_qsl(query))).json
            raw = (SCREENING if entry["day"] == "2024-02-25" else WEEK_2)[source["analyte"]]
            assert told["observation"]["raw"]["value"] == raw
            found += 1
    assert found > 50


def test_a_visit_without_a_specimen_says_which_inputs_are_missing(ask):
    entry = by_place(ask(SCORES))["INFUSION 2", "ALBI"]
    assert (entry["day"], codes(entry), entry["inputs"]) == (None, ["MISSING_ALB", "MISSING_BILI"], [])


def test_a_held_input_makes_the_score_undetermined(ask, trial):
    trial.send(panel("2024-02-25", {"ALB": "31"}), "2024-04-02")
    entry = by_place(ask(SCORES))["SCREENING", "ALBI"]
    assert (entry["answer"]["truth"], codes(entry)) == ("undetermined", ["HELD_ALB"])
    (reason,) = entry["answer"]["reasons"]
    assert reason["measurement"]["collected_at"] == "2024-02-25T08:30"
    assert "line=2" in reason["href"]


def test_correcting_an_input_changes_the_answers_after_it_and_no_other(ask, trial):
    before = ask(SCORES).json
    trial.send(panel("2024-02-25", {"ALB": "31"}), "2024-04-02")
    (held,) = ask(f"GET {HERE}/holds").json["results"]
    observation = held["held"][0]["observation"]
    named = {name: observation[name] for name in ("file_id", "line")}
    body = {"kind": "accept", "subject": SUBJECT, "analyte": "ALB", "reason": "the lab confirms 31", **named}
    number = ask(f"POST {HERE}/decisions", None, body).json["journal_number"]
    after = ask(SCORES).json
    assert by_place(ask(SCORES))["SCREENING", "ALBI"]["answer"]["value"] == "-1.62"
    assert ask(SCORES, {"as_of": str(before["journal_number"])}).json == before
    assert ask(SCORES, {"as_of": str(number)}).json == after
    moved = [
        (one["visit_name"], one["score"])
        for one, other in zip(before["scores"], after["scores"], strict=True)
        if one["answer"]["value"] != other["answer"]["value"]
    ]
    assert moved
    assert {visit for visit, _ in moved} == {"BASELINE DAY", "SCREENING"}
    assert {score for _, score in moved} <= {"ALBI", "ALBI_0852", "PALBI", "MELD3", "CHILD_PUGH"}


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_has_the_answers_of_the_json(ask):
    told, table = ask(SCORES).json, ask(SCORES, accept="text/csv")
    assert table.kind == "text/csv; charset=utf-8"
    assert table.headers["Journal-Number"] == str(told["journal_number"])
    for entry, row in zip(told["scores"], rows(table.text), strict=True):
        assert row["value"] == (entry["answer"]["value"] or "")
        assert row["reasons"] == ";".join(codes(entry))
        assert (row["visit_name"], row["score"], row["day"]) == (
            entry["visit_name"],
            entry["score"],
            entry["day"] or "",
        )


@pytest.mark.parametrize("form", ["json", "csv"])
def test_pages_together_are_the_whole_at_one_number(ask, trial, form):
    whole = ask(SCORES, {"format": form})
    query, found = {"limit": "30", "format": form}, []
    while query:
        page = ask(SCORES, query)
        trial.send(panel(f"2024-05-{10 + len(found) % 17}", {"ALB": "20"}), f"2024-06-{10 + len(found) % 17}")
        if form == "json":
            found += page.json["scores"]
            after = page.json["next"]
            query = {"limit": "30", "format": form, "cursor": after} if after else None
        else:
            found += rows(page.text)
            link = re.fullmatch(r'<\?(.+)>; rel="next"', page.headers.get("Link", ""))
            query = dict(parse_qsl(link[1])) if link else None
    assert found == (whole.json["scores"] if form == "json" else rows(whole.text))


def test_a_center_sees_its_own_subjects_only(trial):
    def told(center):
        return reply(request(SCORES, groups=f"[{STUDY}/center-{center}]"), trial.desk)

    assert told(CENTER).json["scores"] == reply(request(SCORES), trial.desk).json["scores"]
    assert told(OTHER).status == 404


def test_answers_for_a_center_that_sees_a_part_say_so(ask, trial):
    """Another center sent results under the subject's id: it sees what it sent, and not the subject's sex and day 1."""
    trial.send(panel("2024-03-25", WEEK_2), "2024-03-29", OTHER)
    told = reply(request(SCORES, groups=f"[{STUDY}/center-{OTHER}]"), trial.desk).json
    assert told["partial"] is True
    assert {one["answer"]["truth"] for one in told["scores"]} == {"undetermined"}
    assert {reason["code"] for one in told["scores"] for reason in one["answer"]["reasons"]} == {
        "MISSING_DAY_ONE"
    }
    assert ask(SCORES).json["partial"] is False


def test_before_the_study_was_defined_there_is_no_answer(ask):
    assert ask(SCORES, {"as_of": "0"}).status == 404
