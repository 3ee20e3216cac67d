"""Completeness and safety of a center and of the study: pages of subjects at one number, and counts that add up."""

import csv
import io
from collections import Counter
from datetime import date
from urllib.parse import parse_qsl

import pytest
from tests.support.api_office import CENTER, OTHER, STUDY, SUBJECT, reply, request
from tests.support.cli_office import answering
from tests.support.command import hepaflow
from tests.support.liver_safety import BASELINE, DAY_8, DAY_16, DAY_29, NORMAL, ranged, safety_trial

from api.answers.study_models import CompletenessPage, SafetySignsPage
from hepaflow.domain.study.register import Subject, SubjectStatus, Transfer
from hepaflow.pipeline.answers import study_courses
from hepaflow.pipeline.answers.course import Asker
from hepaflow.pipeline.answers.digests import _counts
from hepaflow.pipeline.answers.study_courses import SubjectsInquiry, course_page
from hepaflow.pipeline.register.entries import put_subject

HERE = f"GET /studies/{STUDY}"
SECOND, MOVED, THEIRS = "CN01-0002", "CN01-0003", "US01-0001"
DAY_ONE = date(2024, 3, 10)


def register(desk, subject, center, version=1, **more):
    entry = Subject(id=subject, center=center, status=SubjectStatus.ENROLLED, baseline=DAY_ONE, **more)
    put_subject(desk, STUDY, entry, version, "dm", "enrolment")


@pytest.fixture
def trial(catalog):
    """A candidate on day 8; a subject without results; one who moved before week 2; one of the other center."""
    office = safety_trial(catalog)
    office.send(ranged(BASELINE, NORMAL), "2024-03-09")
    office.send(ranged(DAY_8, {**NORMAL, "ALT": "130", "BILI": "45"}), "2024-03-18")
    register(office.desk, SECOND, CENTER)
    register(office.desk, MOVED, CENTER, transfers=(Transfer(center=OTHER, since=date(2024, 3, 20)),))
    register(office.desk, THEIRS, OTHER)
    return office


@pytest.fixture
def ask(trial):
    return lambda noun, query=None, **more: reply(request(f"{HERE}/{noun}", query, **more), trial.desk)


def states(told, center):
    (one,) = [one for one in told["counts"] if one["center"] == center]
    return {state: count for state, count in one["states"].items() if count}


def test_answers_are_as_their_schemas_say(ask):
    for noun, model in (("completeness", CompletenessPage), ("safety", SafetySignsPage)):
        told = ask(noun).json
        assert model.model_validate(told).model_dump() == told


def test_completeness_is_that_of_each_subject(ask):
    told = ask("completeness").json["completeness"]
    subjects = sorted({cell["subject"] for cell in told})
    assert subjects == [SUBJECT, SECOND, MOVED, THEIRS]
    for subject in subjects:
        own = ask(f"subjects/{subject}/completeness").json["completeness"]
        assert [cell for cell in told if cell["subject"] == subject] == own


def test_a_cell_counts_for_the_center_that_has_the_subject_on_its_target_day(ask):
    """Six cells each: four before the transfer of 20 March (day 11), and three of week 2 and infusion 2 after it."""
    whole = ask("completeness").json
    cells = [cell for cell in whole["completeness"] if cell["subject"] == MOVED]
    assert Counter(center for cell in cells for center in cell["centers"]) == {CENTER: 4, OTHER: 3}
    assert sum(states(whole, CENTER).values()) == 7 + 7 + 4
    assert sum(states(whole, OTHER).values()) == 7 + 3
    for center in (CENTER, OTHER):
        told = ask("completeness", {"center": center}).json
        assert told["counts"] == [one for one in whole["counts"] if one["center"] == center]
        assert told["completeness"] == [cell for cell in whole["completeness"] if center in cell["centers"]]


def test_the_trend_says_what_was_due_and_received_by_the_end_of_months(ask):
    """1 June 2024. ALB of week 2 of CN01-0001 was received on 26 March; 14 days after 27 March, it is due on 10 April."""
    told = ask("completeness", {"center": CENTER}).json
    assert told["today"] == "2024-06-01"
    days = {point["day"]: (point["due"], point["received"]) for point in told["counts"][0]["trend"]}
    assert list(days)[:2] == ["2023-07-31", "2023-08-31"]
    assert list(days)[-3:] == ["2024-04-30", "2024-05-31", "2024-06-01"]
    due = [cell for cell in told["completeness"] if cell["due_on"] <= "2024-04-30"]
    there = [cell for cell in due if (cell["received_on"] or "9") <= "2024-04-30"]
    assert days["2024-04-30"] == (len(due), len(there)) != (0, 0)


def test_counts_are_those_of_the_digest(ask, trial):
    registry = trial.desk.registry
    definition = registry.definition(STUDY)
    number = registry.head(STUDY).journal_number
    digests = _counts(trial.services, definition, number, date(2024, 6, 1))
    told = ask("completeness").json
    for center, digest in digests.items():
        assert {name: states(told, center).get(name, 0) for name in ("received", "late", "missing")} == {
            name: digest[name] for name in ("received", "late", "missing")
        }


@pytest.mark.parametrize("noun", ["completeness", "safety"])
@pytest.mark.parametrize("form", ["json", "csv"])
def test_pages_together_are_the_whole_at_one_number(ask, trial, noun, form):
    whole, query, found, counts = ask(noun, {"format": form}), {"limit": "1", "format": form}, [], []
    pages = 0
    while query:
        page = ask(noun, query)
        pages += 1
        trial.send(ranged(DAY_16, {**NORMAL, "ALT": str(900 + pages)}, SECOND), f"2024-04-{9 + pages:02}")
        if form == "json":
            found += page.json[noun]
            counts += page.json.get("counts", [])
            after = page.json["next"]
        else:
            found += rows(page.text)
            link = page.headers.get("Link", "")
            after = dict(parse_qsl(link.partition("?")[2].partition(">")[0])).get("cursor")
        query = {"limit": "1", "format": form, "cursor": after} if after else None
    assert found == (whole.json[noun] if form == "json" else rows(whole.text))
    assert pages == 4
    if counts:
        for center in (CENTER, OTHER):
            parts = [one["states"] for one in counts if one["center"] == center]
            added = {state: sum(part[state] for part in parts) for state in parts[0]}
            assert {state: count for state, count in added.items() if count} == states(whole.json, center)


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_page_that_is_full_ends_before_the_next_subject(ask, monkeypatch):
    monkeypatch.setattr("api.answers.study_pages.LARGEST", 10)
    page = ask("completeness").json
    assert {cell["subject"] for cell in page["completeness"]} == {SUBJECT}
    second = ask("completeness", {"cursor": page["next"]}).json
    assert {cell["subject"] for cell in second["completeness"]} == {SECOND}


def test_a_page_that_ends_in_a_batch_of_dossiers_goes_on(ask, monkeypatch):
    monkeypatch.setattr(study_courses, "READ_AT_ONCE", 2)
    whole = ask("completeness", {"center": CENTER}).json
    assert {cell["subject"] for cell in whole["completeness"]} == {SUBJECT, SECOND, MOVED}


def test_a_subject_that_an_entry_moved_to_another_center_is_listed_where_it_was(ask, trial):
    """As of the number before, the center had it: a correction of the entry changes no earlier answer."""
    before = ask("completeness", {"center": CENTER}).json
    register(trial.desk, SECOND, OTHER, version=2)
    assert SECOND not in {
        cell["subject"] for cell in ask("completeness", {"center": CENTER}).json["completeness"]
    }
    query = {"center": CENTER, "as_of": str(before["journal_number"])}
    told = ask("completeness", query).json
    assert [cell["subject"] for cell in told["completeness"]] == [
        cell["subject"] for cell in before["completeness"]
    ]


def test_a_center_sees_its_own_subjects(trial):
    def told(noun, center):
        return reply(request(f"{HERE}/{noun}", groups=f"[{STUDY}/center-{center}]"), trial.desk).json

    assert {cell["subject"] for cell in told("completeness", CENTER)["completeness"]} == {
        SUBJECT,
        SECOND,
        MOVED,
    }
    assert {one["center"] for one in told("completeness", OTHER)["counts"]} == {OTHER}
    assert {one["subject"] for one in told("safety", CENTER)["safety"]} == {SUBJECT}
    assert told("safety", OTHER)["safety"] == []
    refused = reply(
        request(f"{HERE}/safety", {"center": OTHER}, groups=f"[{STUDY}/center-{CENTER}]"), trial.desk
    )
    assert refused.status == 403


def test_a_page_of_a_center_has_only_its_subjects(trial):
    """A subject of whom the center has nothing takes no place on its pages, as of a center that asks for its own."""
    number = trial.desk.registry.head(STUDY).journal_number
    everybody = course_page(trial.desk, STUDY, number, SubjectsInquiry(Asker()))
    own = course_page(trial.desk, STUDY, number, SubjectsInquiry(Asker(), center=CENTER))
    assert {course.subject for course in everybody.courses} == {SUBJECT, SECOND, MOVED, THEIRS}
    assert {course.subject for course in own.courses} == {SUBJECT, SECOND, MOVED}


def test_an_unknown_center_or_study_is_not_found(ask, trial):
    assert ask("completeness", {"center": "XX-99"}).status == 404
    assert ask("safety", {"as_of": "0"}).status == 404
    elsewhere = reply(request("GET /studies/NONE/safety", groups="[NONE/monitor]"), trial.desk)
    assert elsewhere.status == 404


# safety


def found(told, kind):
    return [one for one in told["safety"] if one["kind"] == kind]


def days_of(told):
    return [
        (one["subject"], one["day"], one["answers"][0]["answer"]["value"]) for one in found(told, "hys-law")
    ]


def test_safety_lists_candidates_and_worst_grades(ask):
    """Screening and week 2 have bilirubin without a limit, and no ALT or AST: they may be candidates."""
    told = ask("safety").json
    screening, week_2 = [(SUBJECT, "2024-02-25", None)] * 2, [(SUBJECT, "2024-03-24", None)] * 2
    assert days_of(told) == [*screening, *[(SUBJECT, DAY_8, "candidate")] * 2, *week_2]
    (alt,) = [one for one in found(told, "shift") if one["about"] == "ALT"]
    assert (alt["day"], alt["answers"][1]["answer"]["value"]) == (DAY_8, "2")


def test_a_day_that_may_be_a_candidate_is_listed_and_a_silent_one_is_counted(ask, trial):
    before = ask("safety").json
    assert before["left_out"] == {"open_days": 0}
    trial.send(ranged(DAY_29, {"ALT": "130", "ALP": "80"}), "2024-04-08")  # bilirubin is missing
    trial.send(ranged("2024-04-20", {"ALT": "30", "ALP": "80"}), "2024-04-22")  # nothing reaches a limit
    after = ask("safety").json
    assert days_of(after) == [*days_of(before), *[(SUBJECT, DAY_29, None)] * 2]
    last = found(after, "hys-law")[-1]["answers"][0]["answer"]
    assert [reason["code"] for reason in last["reasons"]] == ["MISSING_BILI"]
    assert after["left_out"] == {"open_days": 1}
    assert ask("safety", accept="text/csv").headers["Left-Out"] == '{"open_days":1}'


@pytest.mark.parametrize("analyte", ["ALT", "AST"])
def test_a_day_is_listed_that_only_one_transaminase_opens(ask, trial, analyte):
    """3.25 x the upper limit of 40, and no bilirubin: the day may be a candidate."""
    trial.send(ranged(DAY_29, {analyte: "130", "ALP": "80"}), "2024-04-08")
    assert (SUBJECT, DAY_29, None) in days_of(ask("safety").json)


# the command line


def test_the_commands_print_what_the_api_says(ask, trial, monkeypatch):
    answering(trial, monkeypatch)
    monkeypatch.setattr("api.answers.study_answers.AT_ONCE", 1)  # several pages
    for noun in ("completeness", "safety"):
        table = hepaflow(noun, "--csv").stdout
        monkeypatch.setattr("api.answers.study_answers.AT_ONCE", 25)
        assert table.splitlines() == ask(noun, accept="text/csv").text.splitlines()
        monkeypatch.setattr("api.answers.study_answers.AT_ONCE", 1)
        assert hepaflow(noun, SUBJECT, "--center", CENTER).status == 64
    shown = hepaflow("completeness", "--center", CENTER).stdout
    whole = ask("completeness", {"center": CENTER}).json
    assert str(states(whole, CENTER)["missing"]) in shown
    assert OTHER not in shown
    assert "缺失" in hepaflow("completeness", "--lang", "zh").stdout
    trial.send(ranged("2024-04-20", {"ALT": "30", "ALP": "80"}), "2024-04-22")
    listed = hepaflow("safety")
    assert "candidate" in listed.stdout
    assert "1 days are not listed" in listed.stderr
