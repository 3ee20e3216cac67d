"""Rejected rows come back mended: the receipt of the second file says which rows of the first are settled."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook
from tests.unit.pipeline.lab_files import workbook
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    HEADER,
    OTHER_CENTER,
    SECOND,
    STUDY,
    THIRD,
    profile,
    started,
)

from hepaflow.domain.identity import file_id
from hepaflow.pipeline.changes.void import void_file

LINES = (
    "S-001,2024-03-22,ALT,45,U/L,final",
    "S-001,2024-03-22,AST,x,U/L,final",
    "S-001,2024-03-22,K,y,mmol/L,final",
)
SENT = "\n".join((HEADER, *LINES, "")).encode()
HELD = f"{HEADER}\nS-001,2024-03-22,ALT,99999999,U/L,final\n".encode()


def folder(data, center=CENTER, n=1):
    return f"{STUDY}/{center}/{file_id(STUDY, center, data)}/{n}"


def rejected(world, data, name="rejected.csv"):
    kept = world.receipts.get(f"{folder(data)}/{name}")
    assert kept is not None
    return kept


def settles(world, data, center=CENTER):
    kept = world.receipts.get(f"{folder(data, center)}/effect.json")
    assert kept is not None
    return [(one["file_id"], one["resolved"], one["open"]) for one in json.loads(kept)["resubmitted_rows"]]


@pytest.fixture
def world():
    world = started()
    world.send(SENT, FIRST, name="first.csv")
    return world


FILE = file_id(STUDY, CENTER, SENT)


def test_rows_that_are_accepted_now_are_settled_and_the_others_stay_open(world):
    mended = rejected(world, SENT).replace(b",x,", b",40,")
    world.send(mended, SECOND)
    assert settles(world, mended) == [(FILE, ["3"], ["4"])]


def test_rows_that_are_not_sent_again_stay_open(world):
    header, first, _ = rejected(world, SENT).splitlines(keepends=True)
    mended = header + first.replace(b",x,", b",40,")
    world.send(mended, SECOND)
    assert settles(world, mended) == [(FILE, ["3"], ["4"])]


def test_nothing_is_settled_by_a_row_that_is_held(world):
    mended = rejected(world, SENT).replace(b",x,", b",99999999,")
    world.send(mended, SECOND)
    assert settles(world, mended) == [(FILE, [], ["3", "4"])]


def test_a_row_of_which_two_were_made_is_settled_by_both(world):
    header, first, _ = rejected(world, SENT).splitlines(keepends=True)
    mended = header + first.replace(b",x,", b",40,") + first.replace(b"AST,x", b"ALP,x")
    world.send(mended, SECOND)
    assert settles(world, mended) == [(FILE, [], ["3", "4"])]


def test_a_held_row_can_be_settled_too():
    world = started()
    world.send(HELD, FIRST, name="first.csv")
    mended = rejected(world, HELD).replace(b"99999999", b"99")
    world.send(mended, SECOND)
    assert settles(world, mended) == [(file_id(STUDY, CENTER, HELD), ["2"], [])]


def test_rows_of_several_files_are_told_file_by_file(world):
    world.send(HELD, SECOND, name="second.csv")
    table = list(csv.reader(io.StringIO(rejected(world, HELD).decode("utf-8-sig"))))
    table += list(csv.reader(io.StringIO(rejected(world, SENT).decode("utf-8-sig"))))[1:]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([cell.replace("99999999", "99") for cell in row] for row in table)
    mended = out.getvalue().encode()
    world.send(mended, THIRD, name="third.csv")
    assert settles(world, mended) == [(file_id(STUDY, CENTER, HELD), ["2"], []), (FILE, [], ["3", "4"])]


def test_a_workbook_settles_rows_of_a_workbook():
    world = started()
    data = workbook(*(line.split(",") for line in SENT.decode().splitlines()))
    world.send(data, FIRST, name="first.xlsx")
    book = load_workbook(io.BytesIO(rejected(world, data, "rejected.xlsx")))
    book.active["D2"] = "40"
    saved = io.BytesIO()
    book.save(saved)
    world.send(saved.getvalue(), SECOND, name="second.xlsx")
    assert settles(world, saved.getvalue()) == [(file_id(STUDY, CENTER, data), ["3"], ["4"])]


def test_json_records_settle_records():
    world = started()
    header = HEADER.split(",")
    records = [json.dumps(dict(zip(header, line.split(","), strict=True))) for line in LINES]
    data = "\n".join(records).encode()
    world.send(data, FIRST, name="first.ndjson")
    mended = rejected(world, data, "rejected.ndjson").replace(b'"x"', b'"40"')
    world.send(mended, SECOND, name="second.ndjson")
    assert settles(world, mended) == [(file_id(STUDY, CENTER, data), ["2"], ["3"])]


def test_dropped_columns_do_not_hide_what_comes_back():
    world = started(file='personal_columns = "drop"')
    world.send(SENT, FIRST, name="first.csv")
    mended = rejected(world, SENT).replace(b",x,", b",40,")
    world.send(mended, SECOND)
    assert settles(world, mended) == [(FILE, ["3"], ["4"])]


@pytest.mark.parametrize("name", ["ab" * 32, "canary", "", "AB" * 32, FILE[:16]])
def test_what_names_no_file_of_the_center_is_passed_over(world, name):
    mended = rejected(world, SENT).replace(FILE.encode(), name.encode()).replace(b",x,", b",40,")
    world.send(mended, SECOND)
    assert settles(world, mended) == []
    assert world.state(mended).counts[1] == 1


@pytest.mark.parametrize("place", ["canary", "2", "999", ""])
def test_a_place_that_was_not_open_is_never_repeated(world, place):
    mended = rejected(world, SENT).replace(b",3,", f",{place},".encode()).replace(b",x,", b",40,")
    world.send(mended, SECOND)
    assert settles(world, mended) == [(FILE, [], ["3", "4"])]
    assert "canary" not in world.receipts.get(f"{folder(mended)}/receipt.html").decode()


def test_a_file_of_another_center_is_passed_over(world):
    world.add_profile(profile(center=OTHER_CENTER))
    mended = rejected(world, SENT).replace(b",x,", b",40,")
    world.send(mended, SECOND, center=OTHER_CENTER)
    assert settles(world, mended, OTHER_CENTER) == []


def test_a_file_that_was_not_there_yet_is_passed_over(world):
    """Told again later, the receipt says the same: what comes afterwards does not count."""
    late = SENT.replace(b"45", b"46")
    mended = rejected(world, SENT).replace(FILE.encode(), file_id(STUDY, CENTER, late).encode())
    world.send(mended, SECOND)
    world.send(late, THIRD, name="late.csv")
    assert settles(world, mended) == []


def test_a_file_that_was_voided_can_still_be_settled(world):
    void_file(world.services, "ann", STUDY, FILE, "mixed up")
    mended = rejected(world, SENT).replace(b",x,", b",40,")
    world.send(mended, SECOND)
    assert settles(world, mended) == [(FILE, ["3"], ["4"])]


def test_a_row_of_another_width_settles_nothing(world):
    header, first, second = rejected(world, SENT).splitlines(keepends=True)
    mended = header + first.replace(b",x,", b",40,") + second.replace(b"S-001,", b"", 1)
    world.send(mended, SECOND)
    assert settles(world, mended) == [(FILE, ["3"], ["4"])]


def test_a_wide_cell_that_is_mended_settles_its_row():
    world = started()
    world.add_profile(
        profile(2, file='layout = "wide"').replace(
            'analyte = "Test"\nvalue = "Result"\nunit = "Units"\nstatus = "Status"\n', ""
        )
        + '[wide]\nALT = {analyte = "ALT", unit = "U/L"}\nK = {analyte = "K", unit = "mmol/L"}\n'
    )
    data = b"Subject,Collected,ALT,K\nS-001,2024-03-22,4O,4\nS-002,2024-03-22,45,4l\n"
    world.send(data, FIRST, name="wide.csv")
    mended = rejected(world, data).replace(b"4O", b"40").replace(b"4l", b"")
    world.send(mended, SECOND)
    assert settles(world, mended) == [(file_id(STUDY, CENTER, data), ["2"], ["3"])]


def test_a_file_without_the_two_columns_settles_nothing(world):
    data = f"{HEADER},hepaflow_file\n{LINES[0]},{FILE}\n".encode()
    world.send(data, SECOND)
    assert settles(world, data) == []
