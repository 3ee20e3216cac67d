"""The same thing has the same columns in the same order in the API, in CSV and in the check of a file."""

import csv
import io

import pytest
from tests.support.api_office import (
    CENTER,
    CHANGED,
    FIRST,
    STUDY,
    SUBJECT,
    USER,
    ask_centers,
    profile,
    reply,
    request,
)

from hepaflow.cli.desk.measured import measured_rows
from hepaflow.domain.identity import file_id
from hepaflow.writers.result_rows import RESULT_COLUMNS

HERE = f"/studies/{STUDY}"
NESTED = {"counts", "about", "entry"}  # members whose own members are columns
RENAMED = {"place": "line"}  # as in the CSV of results: the line as a person finds it
WITHOUT = {
    "href",
    "line",
    "versions",
    "results",
}  # paths of the API, the number beside the place, lists, what is null unless asked
LISTS = {  # the command, the noun and the member of the API, and columns that are worked out
    "files": ("files", "deliveries", set()),
    "unmapped": ("unmapped", "terms", set()),
    "labs list": ("labs", "labs", set()),
    "query list": ("queries", "queries", {"text"}),
    "work": ("work", "entries", set()),
    "journal": ("journal", "events", set()),
    "journal --access": ("access", "events", set()),
    "register list": ("subjects", "subjects", {"registered"}),
}


@pytest.fixture
def full(office, hepaflow):
    """A hold, two queries, a registered subject and an event of the access journal beside what the centers sent."""
    register = ("register", "set", SUBJECT, "status=enrolled", "--center", CENTER, "--reason", "consent")
    assert hepaflow(*register).status == 0
    assert hepaflow("erase-name", USER).status == 0
    office.send(CHANGED, "2024-05-20")
    ask_centers(office.desk)
    return office


def cells(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def columns(entry):
    """Return the names of an entry's members in order, those of nested ones in their place."""
    names = []
    for name, value in entry.items():
        inner = columns(value) if name in NESTED else [] if name in WITHOUT else [RENAMED.get(name, name)]
        names += [one for one in inner if one not in names]
    return names


@pytest.mark.parametrize("command", LISTS)
def test_a_list_has_the_columns_of_the_api_in_its_order(command, full, hepaflow):
    noun, member, worked_out = LISTS[command]
    entry = reply(request(f"GET {HERE}/{noun}"), full.desk).json[member][0]
    header, *rows = cells(hepaflow(*command.split(), "--csv").stdout)
    assert [name for name in header if name not in worked_out | {"href"}] == columns(entry)
    assert {len(row) for row in rows} == {len(header)}


def test_results_have_the_same_columns_and_cells_wherever_they_are_rows(full, hepaflow, tmp_path):
    of_api = reply(request(f"GET {HERE}/results", accept="text/csv"), full.desk).text
    of_json = reply(request(f"GET {HERE}/results"), full.desk).json["results"]
    header, *rows = cells(of_api)
    assert header == list(RESULT_COLUMNS)
    assert cells(hepaflow("results", "--csv").stdout) == [header, *rows]
    assert [list(row) for row in measured_rows(STUDY, of_json)] == rows


def test_holds_have_the_columns_of_results(full, hepaflow):
    header, *rows = cells(hepaflow("holds", "--csv").stdout)
    assert header == list(RESULT_COLUMNS)
    listed = reply(request(f"GET {HERE}/holds"), full.desk).json["results"]
    assert [(row[2], row[4], row[21]) for row in rows] == [
        (one["subject"], one["analyte"], standing)
        for one in listed
        for standing in ["current"] * bool(one["current"]) + ["held"] * len(one["held"])
    ]


def test_the_check_of_a_file_writes_the_rows_that_become_its_results(hepaflow, tmp_path):
    (tmp_path / "first.csv").write_bytes(FIRST)
    (tmp_path / "center.toml").write_text(profile(CENTER), "utf-8")
    checked = ("check", "first.csv", "--profile", "center.toml", "--results", "results.csv")
    assert hepaflow(*checked, folder=tmp_path).status == 1
    header, *rows = cells((tmp_path / "results.csv").read_text("utf-8"))
    counted = cells(hepaflow("results", "--csv", "--center", CENTER).stdout)
    at = header.index("standing")
    assert [row[at] for row in rows] == ["accepted"]
    assert [header, *([*row[:at], "current", *row[at + 1 :]] for row in rows)] == counted


def test_the_difference_of_a_change_and_a_result_call_the_same_thing_the_same(hepaflow):
    ended = hepaflow("void", file_id(STUDY, CENTER, FIRST), "--reason", "sent by mistake", "--csv")
    (header, row), results = cells(ended.stdout), cells(hepaflow("results", "--csv").stdout)
    shared = [name for name in header if name in results[0]]
    assert set(header) - set(shared) == {"change", "before", "after"}
    assert shared == [name for name in RESULT_COLUMNS if name in shared]
    assert row[header.index("change")] == "removed"
