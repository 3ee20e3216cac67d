"""No picture and no page lets a masked role tell the arm: nor by a day, a visit, a masked result or a count.

The canary: trials that differ only in what is masked, or in day 1. A masked role gets the same pictures of all of them.
"""

from datetime import date

import pytest
from tests.support.answer_office import open_trial, panel
from tests.support.api_office import CENTER, STUDY, SUBJECT, empty_office, reply, request

from hepaflow.domain.study.register import Subject, SubjectStatus
from hepaflow.pipeline.register.entries import put_subject

HERE = f"/studies/{STUDY}"
ROUTES = [
    f"GET {HERE}/{noun}"
    for noun in (
        "edish",
        "mdish",
        "completeness-map",
        f"subjects/{SUBJECT}/liver-panel",
        f"subjects/{SUBJECT}/report",
    )
]
OF_SUBJECT = ROUTES[3:]
MASKING = {"roles": ["data-manager", "center"], "analytes": ["ALB"], "visits": [4]}
ONLY_ANALYTE = {key: rule for key, rule in MASKING.items() if key != "visits"}
SAME = {"treated": "randomization", "control": "randomization", "words": "as the protocol says"}
MASKED = ["data-manager", f"center-{CENTER}"]
SEEING = ["statistician", "monitor", "unmasked-statistician"]
CANARY = "2024-04-07"  # day 29, in the window of the masked visit


def made(catalog, **rules):
    return open_trial(empty_office(catalog), catalog, masking=MASKING, **rules)


def treated(catalog, **rules):
    """The same trial with a specimen of the masked visit, and another value of the masked analyte."""
    office = made(catalog, **rules)
    office.send(
        panel(CANARY, {"ALB": "19.37", "BILI": "99", "PLAT": "55", "INR": "2.2", "CREAT": "99"}), "2024-04-09"
    )
    office.send(panel("2024-03-24", {"ALB": "19.37"}), "2024-04-10")
    return office


def told(office, route, role, form):
    """Return an answer without the journal number and the time of the last event, which say how many files came."""
    query = {"format": form} if form and not route.endswith("report") else None
    answer = reply(request(route, query, groups=f"[{STUDY}/{role}]"), office.desk)
    assert answer.status == 200
    number = answer.headers.get("Journal-Number") or answer.json["journal_number"]
    text = answer.text
    for before in ("as_of=", '"journal_number":', "journal number "):
        text = text.replace(f"{before}{number}", "")
    return text


@pytest.mark.parametrize("form", ["svg", "json"])
@pytest.mark.parametrize("role", MASKED)
@pytest.mark.parametrize("rules", [{}, {"reference_date": SAME}], ids=["an infusion", "the same day"])
@pytest.mark.parametrize("route", ROUTES)
def test_a_masked_role_gets_the_same_picture_with_and_without_what_is_masked(
    route, rules, role, form, catalog
):
    assert told(treated(catalog, **rules), route, role, form) == told(
        made(catalog, **rules), route, role, form
    )


@pytest.mark.parametrize("role", SEEING)
@pytest.mark.parametrize("route", OF_SUBJECT)
def test_other_roles_get_another_one(route, role, catalog):
    assert told(treated(catalog), route, role, "svg") != told(made(catalog), route, role, "svg")


@pytest.mark.parametrize("form", ["svg", "json"])
@pytest.mark.parametrize("role", MASKED)
@pytest.mark.parametrize("route", ROUTES)
def test_where_day_1_may_be_an_infusion_a_masked_role_gets_the_same_picture_whenever_it_was(
    route, role, form, catalog
):
    """Else who knows the day of randomization could compare it with day 1."""

    def on(day):
        office = open_trial(empty_office(catalog), catalog, masking=ONLY_ANALYTE)
        entry = Subject(
            id=SUBJECT, center=CENTER, status=SubjectStatus.ENROLLED, baseline=day, sex="F", birth_year=1961
        )
        put_subject(office.desk, STUDY, entry, 2, "dm", "corrected")
        return told(office, route, role, form)

    days = [date(2024, 3, 8), date(2024, 3, 9), date(2024, 3, 11)]
    found = {on(day) for day in days}
    assert len(found) == 1
    assert not [word for word in ("WEEK 2", "SCREENING", "2024-03-10") for text in found if word in text]


@pytest.mark.parametrize("role", MASKED)
def test_where_day_1_is_the_same_for_both_arms_a_masked_role_sees_visits_but_for_the_masked_one(
    role, catalog
):
    office = treated(catalog, reference_date=SAME)
    for route in ROUTES[2:]:
        text = told(office, route, role, "svg")
        assert "WEEK 2" in text
        assert not [word for word in ("INFUSION", "19.37", "7 Apr 2024", "Albumin") if word in text]


@pytest.mark.parametrize("noun", ["edish", "mdish"])
def test_a_masked_analyte_of_the_peaks_leaves_no_point(noun, catalog):
    masking = {"roles": ["data-manager"], "analytes": ["BILI"]}
    office = open_trial(empty_office(catalog), catalog, masking=masking)
    office.send(panel("2024-03-24", {"ALT": "60"}), "2024-04-10")
    answer = reply(request(f"GET {HERE}/{noun}", {"format": "json"}), office.desk).json
    assert [(one["transaminase"], one["reasons"]) for one in answer["picture"]["points"]] == [
        (None, ["MASKED_BILI"])
    ]


def test_a_masked_visit_that_may_hold_the_baseline_leaves_no_point(catalog):
    masking = {"roles": ["data-manager"], "visits": [2]}
    office = open_trial(empty_office(catalog), catalog, masking=masking)
    answer = reply(request(f"GET {HERE}/edish", {"format": "json"}), office.desk).json
    assert [one["reasons"] for one in answer["picture"]["points"]] == [["MASKED_BASELINE"]]
