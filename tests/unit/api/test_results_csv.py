"""Results as CSV are the rows of the command line; bounds of multiples are of the description."""

import csv
import io
import re
from urllib.parse import parse_qsl

import pytest
from tests.support.api_office import CENTER, CHANGED, HEADER, OTHER, STUDY, reply, request

from hepaflow.cli.desk.measured import measured_rows
from hepaflow.writers.result_rows import RESULT_COLUMNS

RESULTS = f"GET /studies/{STUDY}/results"


@pytest.fixture
def held(office):
    """The office with a held value, and a name of an analyte that begins a formula."""
    office.send(CHANGED, "2024-05-10")
    office.send(
        f"{HEADER}CN01-0003,2024-05-03,=ALT,12,U/L\nCN01-0004,2024-05-03,ALT,<5,U/L\n".encode(), "2024-05-11"
    )
    return office


def rows(text):
    return [tuple(row) for row in csv.reader(io.StringIO(text, newline=""))]


def test_csv_has_the_rows_that_the_command_line_makes_of_the_json(held, ask):
    told = ask(RESULTS).json
    header, *found = rows(ask(RESULTS, {"format": "csv"}).text)
    assert tuple(header) == RESULT_COLUMNS
    assert found == [tuple(row) for row in measured_rows(STUDY, told["results"])]
    assert {row[RESULT_COLUMNS.index("standing")] for row in found} == {"current", "held"}


def test_accept_header_asks_for_csv_too(held, ask):
    asked = ask(RESULTS, accept="text/csv")
    assert asked.kind == "text/csv; charset=utf-8"
    assert asked.text == ask(RESULTS, {"format": "csv"}).text
    assert ask(RESULTS, {"format": "json"}, accept="text/csv").kind == "application/json"


def test_csv_names_its_journal_number(held, ask):
    assert ask(RESULTS, {"format": "csv"}).headers["Journal-Number"] == str(
        ask(RESULTS).json["journal_number"]
    )
    assert ask(RESULTS, {"format": "csv", "as_of": "1"}).headers["Journal-Number"] == "1"


def test_link_leads_through_all_pages(held, ask):
    whole = rows(ask(RESULTS, {"format": "csv"}).text)
    found, query = whole[:1], {"limit": "1", "format": "csv"}
    while query:
        page = ask(RESULTS, query)
        found += rows(page.text)[1:]
        link = re.fullmatch(r'<\?(.+)>; rel="next"', page.headers.get("Link", ""))
        query = dict(parse_qsl(link[1])) if link else None
    assert found == whole


def test_link_keeps_the_question(held, ask):
    page = ask(RESULTS, {"limit": "1", "center": CENTER, "multiple_from": "0.5"}, accept="text/csv")
    link = dict(parse_qsl(re.fullmatch(r'<\?(.+)>; rel="next"', page.headers["Link"])[1]))
    assert ask(RESULTS, link).kind == "text/csv; charset=utf-8"
    assert (link["center"], link["multiple_from"]) == (CENTER, "0.5")


def test_user_of_a_center_gets_its_own_rows(held):
    answer = reply(request(RESULTS, {"format": "csv"}, groups=f"[{STUDY}/center-{OTHER}]"), held.desk)
    assert {row[1] for row in rows(answer.text)[1:]} == {OTHER}


def test_left_out_is_told_with_multiples_only(held, ask):
    assert ask(RESULTS).json["left_out"] is None
    told = ask(RESULTS, {"multiple_from": "2"}).json
    assert (told["results"], told["left_out"]["uncertain"]) == ([], 0)
    assert told["left_out"]["without_multiple"] == len(ask(RESULTS).json["results"])
    named = ask(RESULTS, {"multiple_from": "2"}, accept="text/csv").headers["Left-Out"]
    assert named == f"without_multiple={told['left_out']['without_multiple']}, uncertain=0"


@pytest.mark.parametrize("bound", ["two", "-1", "1e3", "1.", ".5", "1234567", "0x2", "2 ", "NaN"])
def test_bound_that_is_not_a_plain_number_is_refused(office, ask, bound):
    assert ask(RESULTS, {"multiple_from": bound}).status == 422


def test_bounds_that_nothing_is_between_are_refused(office, ask):
    answer = ask(RESULTS, {"multiple_from": "3", "multiple_to": "2"})
    assert (answer.status, answer.json["errors"][0]["at"]) == (422, "query.multiple_from")
