"""A masked role learns nothing of masked analytes and visits from any answer: nor by a value, a reason, a count or an input.

The canary: two trials that differ only in what is masked. A masked role gets the same answers of both.
"""

import csv
import io
import re
from datetime import date

import pytest
from tests.support.answer_office import open_trial, panel, planned_study
from tests.support.api_office import CENTER, STUDY, SUBJECT, clock, empty_office, profile, reply, request

from hepaflow.domain.study.register import Subject, SubjectStatus
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.register.entries import put_subject

HERE = f"/studies/{STUDY}"
NOUNS = ("scores", "panels", "visits", "completeness", "safety")
ROUTES = [
    *(f"GET {HERE}/subjects/{SUBJECT}/{noun}" for noun in NOUNS),
    f"GET {HERE}/completeness",
    f"GET {HERE}/safety",
]
RESULTS = [f"GET {HERE}/subjects/{SUBJECT}/results", f"GET {HERE}/results"]
MASKING = {"roles": ["data-manager", "center"], "analytes": ["ALB"], "visits": [4]}
MASKED = ["data-manager", f"center-{CENTER}"]
SEEING = ["statistician", "monitor", "unmasked-statistician"]
CANARY = "2024-04-07"  # day 29, in the window of the masked visit


SAME = {"treated": "randomization", "control": "randomization", "words": "as the protocol says"}
CODES = {"an infusion": ["MASKED_DAY_ONE", "MASKED_ANALYTES", "MASKED_VISITS"], "the same day": ["MASKED_ANALYTES", "MASKED_VISITS"]}  # fmt: skip


@pytest.fixture(params=["an infusion", "the same day"])
def day_one(request):
    """What day 1 is: where it may be an infusion and visits are masked, a masked role sees no draw at all."""
    return request.param


def opened(catalog, day_one):
    rules = {"reference_date": SAME} if day_one == "the same day" else {}
    return open_trial(empty_office(catalog), catalog, masking=MASKING, **rules)


@pytest.fixture
def plain(catalog, day_one):
    return opened(catalog, day_one)


@pytest.fixture
def treated(catalog, day_one):
    """The same trial with a specimen of the masked visit, one labelled so, and another value of the masked analyte."""
    office = opened(catalog, day_one)
    office.send(
        panel(CANARY, {"ALB": "19.37", "BILI": "99", "PLAT": "55", "INR": "2.2", "CREAT": "99"}), "2024-04-09"
    )
    office.send(panel("2024-03-24", {"ALB": "19.37"}), "2024-04-10")
    return office


def told(office, route, role, accept="application/json", as_of=""):
    """Return an answer without the journal number, which also says how many files came."""
    query = {"as_of": as_of} if as_of else None
    answer = reply(request(route, query, groups=f"[{STUDY}/{role}]", accept=accept), office.desk)
    assert answer.status == 200
    if accept == "text/csv" and answer.kind.startswith(accept):
        rows = csv.DictReader(io.StringIO(answer.text))
        return [{**row, "journal_number": "", "number": ""} for row in rows]
    number = answer.json["journal_number"]
    return re.sub(rf'"(journal_)?number": ?{number}\b|as_of={number}\b', "", answer.text)


@pytest.mark.parametrize("route", ROUTES + RESULTS)
@pytest.mark.parametrize("role", MASKED)
@pytest.mark.parametrize("accept", ["application/json", "text/csv"])
def test_a_masked_role_gets_the_same_answer_with_and_without_what_is_masked(
    route, role, accept, plain, treated
):
    assert told(treated, route, role, accept) == told(plain, route, role, accept)


@pytest.mark.parametrize("route", ROUTES + RESULTS)
@pytest.mark.parametrize("role", SEEING)
def test_other_roles_get_another_one(route, role, plain, treated):
    assert told(treated, route, role) != told(plain, route, role)


@pytest.mark.parametrize("route", ROUTES + RESULTS)
@pytest.mark.parametrize("role", MASKED)
def test_no_masked_analyte_visit_or_value_is_in_the_answer(route, role, treated):
    text = told(treated, route, role)
    assert not [word for word in ('"ALB"', "_ALB", "INFUSION", CANARY, "19.37") if word in text]


def test_one_role_that_is_not_masked_is_enough(treated):
    both = f"[{STUDY}/data-manager {STUDY}/statistician]"
    answer = reply(request(ROUTES[0], groups=both), treated.desk).json
    assert "INFUSION 2" in {one["visit_name"] for one in answer["scores"]}


def test_who_knows_the_arms_and_has_a_masked_role_is_masked(treated):
    both = f"[{STUDY}/data-manager {STUDY}/unmasked-statistician]"
    answer = reply(request(ROUTES[0], groups=both), treated.desk).json
    assert "INFUSION 2" not in {one["visit_name"] for one in answer["scores"]}


def test_scores_that_do_not_hold_under_dialysis_are_masked_with_it(catalog):
    office = open_trial(empty_office(catalog), catalog, masking={**MASKING, "analytes": ["DIALYSIS"]})

    def scores(role):
        answer = reply(request(ROUTES[0], groups=f"[{STUDY}/{role}]"), office.desk).json
        return {one["score"] for one in answer["scores"]}

    assert scores("statistician") - scores("data-manager") == {
        *("MELD_ORIG", "MELD_I", "MELD_NA", "MELD_NA_KIM2008", "MELD3", "MELD_XI", "CKDEPI")
    }
    assert "ALBI" in scores("data-manager")


def baseline_codes(office, role):
    answer = reply(request(ROUTES[0], groups=f"[{STUDY}/{role}]"), office.desk).json
    entries = [one["answer"] for one in answer["scores"] if one["visit"] is None]
    return {reason["code"] for one in entries for reason in one["reasons"]}


def test_a_masked_visit_that_may_hold_the_baseline_hides_it_for_every_subject(catalog):
    """Else the day before it would silently be the baseline."""
    office = open_trial(empty_office(catalog), catalog, masking={"roles": ["data-manager"], "visits": [2]})
    assert baseline_codes(office, "data-manager") == {"MASKED_BASELINE"}
    assert "MASKED_BASELINE" not in baseline_codes(office, "statistician")


def test_a_draw_with_the_label_of_a_masked_visit_is_masked_on_any_day(catalog):
    office = opened(catalog, "the same day")
    labelled = profile(CENTER, 'visit = "Visit"\n', version=2)
    desk = office.desk
    add_profile(desk.registry, desk.queue, catalog, clock, "dm", labelled, "visits")
    row = f"Subject,Collected,Test,Result,Units,Visit\n{SUBJECT},2024-03-25,BILI,88,umol/L,Infusion 2\n"
    office.send(row.encode(), "2024-04-12")
    assert "2024-03-25" not in told(office, ROUTES[0], "data-manager")
    assert "2024-03-24" in told(office, ROUTES[0], "data-manager")


def test_without_day_1_a_masked_role_sees_nothing_of_the_subject(catalog):
    """Any day may lie in the window of the masked visit."""
    office = opened(catalog, "the same day")
    entry = Subject(id=SUBJECT, center=CENTER, status=SubjectStatus.ENROLLED)
    put_subject(office.desk, STUDY, entry, 2, "dm", "no baseline")
    assert '"sources":[{' not in told(office, ROUTES[0], "data-manager")


@pytest.mark.parametrize("accept", ["application/json", "text/csv"])
@pytest.mark.parametrize("route", [*ROUTES, *RESULTS])
def test_day_1_that_may_show_the_arm_moves_no_answer_of_a_masked_role(route, accept, catalog):
    """The draw of 24 March is of week 2 by the first of these days, and of no visit by the second."""

    def on(day, role, **rules):
        office = open_trial(empty_office(catalog), catalog, masking={"roles": ["data-manager"]}, **rules)
        entry = Subject(
            id=SUBJECT, center=CENTER, status=SubjectStatus.ENROLLED, baseline=day, sex="F", birth_year=1961
        )
        put_subject(office.desk, STUDY, entry, 2, "dm", "corrected")
        return told(office, route, role, accept)

    days = [date(2024, 3, 8), date(2024, 3, 2), None]
    assert len({str(on(day, "data-manager")) for day in days}) == 1
    if route in ROUTES:
        assert len({str(on(day, "statistician")) for day in days}) > 1
        assert len({str(on(day, "data-manager", reference_date=SAME)) for day in days}) > 1


@pytest.mark.parametrize("route", ROUTES)
def test_an_answer_says_what_is_left_out(route, plain, day_one):
    def said(role, accept):
        return reply(request(route, groups=f"[{STUDY}/{role}]", accept=accept), plain.desk)

    codes = CODES[day_one]
    assert said("data-manager", "application/json").json["masked"] == codes
    assert said("data-manager", "text/csv").headers["Masked"] == ", ".join(codes)
    assert said("statistician", "application/json").json["masked"] == []
    assert "Masked" not in said("statistician", "text/csv").headers


def test_scores_by_date_stay_answerable_where_day_1_is_hidden(catalog):
    """Nothing but day 1 and an analyte is masked."""
    masking = {key: rule for key, rule in MASKING.items() if key != "visits"}
    office = open_trial(empty_office(catalog), catalog, masking=masking)

    def scores(role):
        panels = reply(request(ROUTES[1], groups=f"[{STUDY}/{role}]"), office.desk).json["panels"]
        return {(panel["day"], one["score"]): one["answer"] for panel in panels for one in panel["scores"]}

    masked, whole = scores("data-manager"), scores("statistician")
    assert masked == {at: answer for at, answer in whole.items() if at in masked}
    assert {day for day, _ in masked} == {"2024-02-25", "2024-03-24"}
    assert {score for _, score in whole} - {score for _, score in masked} == {
        "ALBI",
        "ALBI_0852",
        "PALBI",
        "CHILD_PUGH",
        "MELD3",
    }


def change_masking(office, masking, day_one):
    """Add the next version of the definition, with another masking."""
    desk = office.desk
    version = desk.registry.definition(STUDY).version + 1
    rules = {"reference_date": SAME} if day_one == "the same day" else {}
    changed = planned_study(masking=masking, **rules).model_copy(update={"version": version})
    define_study(desk.registry, desk.queue, clock, "udm", changed, "masking")
    return desk.registry.head(STUDY).journal_number


@pytest.mark.parametrize("route", [*ROUTES, RESULTS[0], RESULTS[1]])
def test_what_is_masked_now_or_was_masked_at_the_number_is_masked(route, treated, day_one):
    def shows(as_of):
        answer = reply(request(route, {"as_of": str(as_of)}, groups=f"[{STUDY}/data-manager]"), treated.desk)
        return any(word in answer.text for word in ('"ALB"', "INFUSION"))

    masked = treated.desk.registry.head(STUDY).journal_number
    ended = change_masking(treated, None, day_one)
    assert (shows(masked), shows(ended)) == (False, True)
    again = change_masking(treated, MASKING, day_one)
    assert (shows(masked), shows(ended), shows(again)) == (False, False, False)


@pytest.mark.parametrize(("role", "differs"), [("data-manager", False), ("monitor", True)])
def test_a_masked_value_does_not_hold_another_one(role, differs, catalog):
    """A bilirubin of 3.1 umol/L fits those of the masked visit only as mg/dL: for who sees these, it is held."""
    told = set()
    for masked in ("3.0", "53"):
        masking = {**MASKING, "visits": [1, 3, 4]}
        office = open_trial(empty_office(catalog), catalog, masking=masking, reference_date=SAME)
        for number, day in enumerate(("2024-04-05", "2024-04-06", CANARY), 10):
            office.send(panel(day, {"BILI": masked}), f"2024-04-{number}")
        office.send(panel("2024-05-20", {"BILI": "3.1"}), "2024-05-22")
        answer = reply(request(f"GET {HERE}/holds", groups=f"[{STUDY}/{role}]"), office.desk)
        told.add("2024-05-20" in answer.text)
    assert told == ({True, False} if differs else {False})
