"""The work list: what waits for somebody at which center, since when, and where to act."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.support.api_office import (
    CENTER,
    FIRST,
    HEADER,
    OTHER,
    STUDY,
    SUBJECT,
    ask_centers,
    profile,
    query_of,
    reply,
    request,
)
from tests.support.studies import study_definition

from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import Delivery
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.failures import fail
from hepaflow.ports import Version

HERE = f"/studies/{STUDY}"
NEW = "DE-01"
LATE = "2024-05-10"
IMPOSSIBLE = f"{HEADER}CN01-0001,2024-04-05,ALT,900000,U/L\nCN01-0001,2024-04-05,AST,900000,U/L\n".encode()
UNMARKED = f"{HEADER}CN01-0001,2024-03-22 08:30,BILI,180,umol/L\n".encode()


def pages(ask, **asked):
    """Return all pages of the work list."""
    told = [ask(f"GET {HERE}/work", asked).json]
    while told[-1]["next"]:
        told.append(ask(f"GET {HERE}/work", {**asked, "cursor": told[-1]["next"]}).json)
    return [page["entries"] for page in told]


def entries(ask, kind, **asked):
    return [one for page in pages(ask, **asked) for one in page if one["kind"] == kind]


def define(office, version, centers, **more):
    desk = office.desk
    definition = study_definition(STUDY, *centers, version=version, **more)
    define_study(desk.registry, desk.queue, desk.clock, "dm", definition, "r")


def test_files_without_a_profile_wait_for_the_data_manager_until_there_is_one(ask, office):
    define(office, 2, (CENTER, OTHER, NEW))
    for day in ("2024-05-11", LATE):
        office.send(HEADER.encode() + day.encode(), day, NEW)
    (waiting,) = entries(ask, "awaiting-profile")
    assert waiting == {
        "kind": "awaiting-profile", "center": NEW, "name": "main", "feed": "main", "since": f"{LATE}T00:00:00.000Z", "due": "",
        "who": "data-manager", "count": 2, "href": f"{HERE}/centers/{NEW}/profile",
    }  # fmt: skip
    desk = office.desk
    add_profile(desk.registry, desk.queue, desk.catalog, desk.clock, "dm", profile(NEW), "r")
    for delivery in list(desk.registry.deliveries(STUDY, NEW)):
        office.send(HEADER.encode() + delivery.received[:10].encode(), delivery.received[:10], NEW)
    assert entries(ask, "awaiting-profile") == []


def test_files_of_a_folder_that_is_not_a_feed_lead_to_the_definition(ask, office):
    define(office, 2, (CENTER, OTHER), feeds={OTHER: ("chemistry",)})
    office.desk.intake.put(
        f"{STUDY}/{OTHER}/micro/1.csv", Version("v9", f"{LATE}T00:00:00.000Z"), HEADER.encode()
    )
    office.send(HEADER.encode(), "micro/1", OTHER)
    (waiting,) = entries(ask, "awaiting-profile")
    assert (waiting["feed"], waiting["href"]) == ("undeclared", f"{HERE}/definition")


def test_failed_deliveries_wait_for_the_operator(ask, office):
    key, received = f"{STUDY}/{OTHER}/lost.csv", f"{LATE}T00:00:00.000Z"
    office.desk.intake.put(key, Version("v8", received), b"lost")
    fail(Delivery(STUDY, OTHER, key, "v8", received), office.desk)
    (failed,) = entries(ask, "failed")
    assert (failed["center"], failed["who"], failed["since"], failed["href"]) == (
        OTHER,
        "operator",
        received,
        f"{HERE}/centers/{OTHER}/redrive",
    )


def test_unmapped_terms_are_listed_by_kind(ask):
    (unit,) = entries(ask, "unmapped")  # furlong
    assert (unit["center"], unit["name"], unit["count"], unit["since"][:10]) == (
        CENTER,
        "unit",
        1,
        "2024-04-03",
    )


def test_an_open_query_waits_for_the_center_an_answered_one_for_the_data_manager_a_closed_one_for_nobody(
    ask, office
):
    ask_centers(office.desk)
    name = query_of(CENTER)
    waiting = {one["center"]: one for one in entries(ask, "query")}
    assert (waiting[CENTER]["who"], waiting[CENTER]["due"]) == ("center", "2024-06-30")
    assert waiting[CENTER]["href"] == f"{HERE}/queries/{name}"
    body = {"version": 2, "answer": "mg/dL"}
    ask(f"POST {HERE}/queries/{name}/answer", None, body, groups=f"[{STUDY}/center-{CENTER}]")
    waiting = {one["center"]: one for one in entries(ask, "query")}
    assert (waiting[CENTER]["who"], waiting[CENTER]["due"]) == ("data-manager", "")
    ask(f"POST {HERE}/queries/{name}/close", None, {"version": 3, "reason": "seen"})
    assert [one["center"] for one in entries(ask, "query")] == [OTHER]


def test_more_than_a_hundred_queries_of_a_center_are_counted(ask):
    about = {"kind": "row", "file_id": file_id(STUDY, CENTER, FIRST), "line": 2}
    for number in range(103):
        body = {"about": about, "question": f"question {number}", "due": "2024-06-30"}
        ask(f"POST {HERE}/queries", None, body)
    found = entries(ask, "query")
    assert sum(one["count"] for one in found) == 103
    assert [(one["count"], one["href"]) for one in found if not one["name"]] == [
        (3, f"{HERE}/queries?center={CENTER}")
    ]


def test_transfer_is_overdue_once_the_days_of_the_definition_are_over(ask, office):
    assert entries(ask, "transfer-overdue") == []
    define(office, 2, (CENTER, OTHER, NEW), transfer_days={CENTER: 30, OTHER: 30, NEW: 1})
    (late,) = entries(ask, "transfer-overdue")  # last files of April 3 and May 2, the clock shows June 1
    assert (late["center"], late["due"], late["who"]) == (CENTER, "2024-05-03", "center")
    later = replace(office.desk, clock=lambda: datetime(2024, 6, 2, tzinfo=UTC))
    told = reply(request(f"GET {HERE}/work"), later).json["entries"]
    assert [one["center"] for one in told if one["kind"] == "transfer-overdue"] == [CENTER, OTHER]


def test_a_register_file_that_waits_for_a_confirmation_is_listed_until_it_is_withdrawn(ask, office):
    rows = f"subject,center,status\n{SUBJECT},{CENTER},entered-in-error\n"
    name = office.send(rows.encode(), "2024-05-20", "register")
    (waiting,) = entries(ask, "register")
    assert (waiting["name"], waiting["since"], waiting["who"], waiting["href"]) == (
        name,
        "2024-05-20T00:00:00.000Z",
        "data-manager",
        f"{HERE}/files/{name}/confirm",
    )
    ask(f"POST {HERE}/files/{name}/void", None, {"reason": "wrong list"})
    assert entries(ask, "register") == []


PAPERS = 'study = "{}"\nlab = "{}"\nversion = 1\n[[papers]]\nname = "Central laboratory"\n{}\n'


def test_papers_of_labs_that_end_within_thirty_days_wait_for_the_data_manager(ask):
    ends = {"past": "2024-05-20", "soon": "2024-07-01", "later": "2024-07-02"}  # the clock shows June 1
    for lab, day in ends.items():
        text = PAPERS.format(STUDY, lab, f"to = {day}")
        told = ask(
            f"PUT {HERE}/labs/{lab}", {"reason": "papers"}, text, **{"content-type": "application/toml"}
        )
        assert told.status == 200
    text = PAPERS.format(STUDY, "next", "from = 2025-01-01")
    ask(f"PUT {HERE}/labs/next", {"reason": "papers"}, text, **{"content-type": "application/toml"})
    found = entries(ask, "lab-papers")
    assert [(one["name"], one["since"], one["due"]) for one in found] == [
        ("next", "", ""),
        ("past", "2024-04-20T00:00:00.000Z", "2024-05-20"),
        ("soon", "2024-06-01T00:00:00.000Z", "2024-07-01"),
    ]
    assert {(one["center"], one["who"]) for one in found} == {("", "data-manager")}
    assert found[1]["href"] == f"{HERE}/labs/past"

    def asking(call, query=None):
        return ask(call, query, groups=f"[{STUDY}/center-{CENTER}]")

    assert entries(asking, "lab-papers") == entries(ask, "lab-papers", center=CENTER) == []


def test_holds_are_counted_by_center_and_cause(ask, office):
    office.send(IMPOSSIBLE, "2024-04-06")
    office.send(UNMARKED, "2024-04-07")
    found = {one["name"]: one for one in entries(ask, "hold")}
    assert {name: one["count"] for name, one in found.items()} == {
        "value-impossible": 2,
        "changed-unmarked": 1,
    }
    assert found["value-impossible"]["since"] == "2024-04-06T00:00:00.000Z"
    path, _, query = found["changed-unmarked"]["href"].partition("?")
    asked = dict(pair.split("=") for pair in query.split("&"))
    (held,) = ask(f"GET {path}", asked).json["results"]
    assert (held["subject"], held["analyte"]) == (SUBJECT, "BILI")


def test_a_decision_takes_a_hold_from_the_list(ask, office):
    office.send(UNMARKED, "2024-04-07")
    row = {
        "subject": SUBJECT,
        "analyte": "BILI",
        "file_id": file_id(STUDY, CENTER, UNMARKED),
        "line": 2,
    }
    ask(f"POST {HERE}/decisions", None, {"kind": "accept", **row, "reason": "confirmed"})
    assert entries(ask, "hold") == []


def test_every_page_is_oldest_first(ask, office):
    ask_centers(office.desk)
    office.send(IMPOSSIBLE, "2024-04-06")
    office.send(UNMARKED, "2024-04-05")
    for page in pages(ask):
        assert [one["since"] for one in page] == sorted(one["since"] for one in page)
    assert len(entries(ask, "hold")) == 2


def test_list_is_the_same_however_short_its_pages_are(ask, office):
    ask_centers(office.desk)
    office.send(IMPOSSIBLE, "2024-04-06")

    def listed(**asked):
        return sorted(str(one) for page in pages(ask, **asked) for one in page)

    assert len(pages(ask, limit="1")) > len(pages(ask))
    assert listed(limit="1") == listed()


@pytest.mark.parametrize(("center", "role"), [(CENTER, "data-manager"), ("", f"center-{CENTER}")])
def test_list_of_one_center_has_nothing_of_another(ask, office, center, role):
    ask_centers(office.desk)
    office.send(IMPOSSIBLE, "2024-04-06")
    asked = {"center": center} if center else {}

    def asking(call, query=None):
        return ask(call, query, groups=f"[{STUDY}/{role}]")

    found = [one for page in pages(asking, **asked) for one in page]
    assert {one["center"] for one in found} == {CENTER}
    assert {one["kind"] for one in found} == {"unmapped", "query", "hold"}


def test_unknown_center_and_study_are_not_found(ask):
    assert ask(f"GET {HERE}/work", {"center": "XX-9"}).status == 404
    nowhere = ask("GET /studies/LIVER-9/work", groups="[LIVER-9/data-manager]")
    assert nowhere.status == 404


def test_entries_name_no_subject(ask, office):
    office.send(IMPOSSIBLE, "2024-04-06")
    assert SUBJECT not in str(pages(ask))
