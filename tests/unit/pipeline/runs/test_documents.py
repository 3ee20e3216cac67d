"""A document without rows is not stored, and answered as if it were."""

import io
import json

import pytest
from openpyxl import load_workbook
from tests.unit.pipeline.lab_files import workbook
from tests.unit.pipeline.studies import CENTER, GOOD, HEADER, REFUSED, SECOND, STUDY, World, profile, started

from hepaflow.domain.issues.issues import Actor
from hepaflow.pipeline.changes.trial import try_profile
from hepaflow.pipeline.desk.deliveries import file_record, issues, rejected
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.services import Missing
from hepaflow.ports import StoredFile

CLEAN = f"{HEADER}\nS-001,2024-03-22 08:30,ALT,45,U/L,final\n".encode()
RECORD = (
    b'{"Subject":"S-1","Collected":"2024-03-22","Test":"ALT","Result":"45","Units":"U/L","Status":"final"}'
)
OURS = "hepaflow_file,hepaflow_line,hepaflow_issues,hepaflow_remedy"


def sent(data: bytes, file: str = "", more: str = "") -> tuple[World, str]:
    world = started(file=file, more=more)
    return world, world.send(data).file_id


def names(world: World, name: str) -> set[str]:
    folder = f"{STUDY}/{CENTER}/{name}/1/"
    return {key.removeprefix(folder) for key in world.receipts.kept if key.startswith(folder)}


def rows(world: World, name: str, who: Actor = Actor.LAB) -> tuple[str, bytes]:
    return rejected(world.desk, STUDY, file_record(world.desk, STUDY, name, None), who)


def test_file_without_issues_stores_its_receipt_alone():
    world, name = sent(CLEAN)
    assert names(world, name) == {"receipt.json", "effect.json", "receipt.html"}


def test_file_with_a_row_to_fix_stores_its_lists():
    world, name = sent(GOOD)
    assert names(world, name) >= {"issues.csv", "rejected.csv"}


@pytest.mark.parametrize(
    ("file", "above", "between"),
    [("", "", ","), ('delimiter = ";"', "", ";"), ("header_row = 3", "\r\n\r\n", ",")],
)
def test_list_without_rows_has_the_layout_of_the_profile(file, above, between):
    data = (above + CLEAN.decode().replace(",", between)).encode()
    world, name = sent(data, file)
    header = f"{HEADER},{OURS}".replace(",", between)
    assert rows(world, name) == ("rejected.csv", f"\ufeff{above}{header}\r\n".encode())


def test_list_without_rows_has_mapped_columns_alone():
    data = f"Bed,{HEADER}\nx,S-001,2024-03-22 08:30,ALT,45,U/L,final\n".encode()
    world, name = sent(data)
    assert rows(world, name)[1].decode("utf-8-sig") == f"{HEADER},{OURS}\r\n"


def test_list_without_rows_of_a_workbook_is_a_workbook():
    world, name = sent(workbook(*(line.split(",") for line in CLEAN.decode().splitlines())))
    place, data = rows(world, name)
    sheet = load_workbook(io.BytesIO(data)).active
    assert place == "rejected.xlsx"
    assert [[cell.value for cell in row] for row in sheet.rows] == [f"{HEADER},{OURS}".split(",")]


def test_list_without_rows_of_json_records_is_empty():
    world, name = sent(RECORD)
    assert rows(world, name) == ("rejected.ndjson", b"")


def test_nothing_for_the_data_manager_stays_no_list():
    world, name = sent(CLEAN)
    with pytest.raises(Missing):
        rows(world, name, Actor.DATA_MANAGER)


@pytest.mark.parametrize("who", [Actor.LAB, Actor.DATA_MANAGER])
def test_refused_file_has_no_list(who):
    world, name = sent(REFUSED)
    with pytest.raises(Missing):
        rows(world, name, who)


def test_page_of_issues_that_a_file_does_not_have_is_empty():
    world, name = sent(CLEAN)
    page = issues(world.desk, STUDY, file_record(world.desk, STUDY, name, None), 0, 10)
    assert (page.issues, page.after) == ([], None)


def test_trial_of_a_file_without_issues_finds_what_is_new():
    world, name = sent(CLEAN)
    draft = profile_from_toml(profile())
    number = world.registry.head(STUDY).journal_number
    told = try_profile(draft, name, number, world.desk)
    assert (told.found_before, told.found_after) == ({}, {})


@pytest.mark.parametrize("gone", ["issues.csv", "rejected.csv"])
def test_document_that_is_said_to_be_there_and_is_gone_is_missing(gone):
    world, name = sent(GOOD)
    del world.receipts.kept[f"{STUDY}/{CENTER}/{name}/1/{gone}"]
    record = file_record(world.desk, STUDY, name, None)
    with pytest.raises(Missing):
        issues(world.desk, STUDY, record, 0, 10) if gone == "issues.csv" else rows(world, name)


def test_receipt_of_an_earlier_version_says_nothing_about_documents():
    """It stored each of them, so one that is gone is missing."""
    world, name = sent(CLEAN)
    place = f"{STUDY}/{CENTER}/{name}/1/receipt.json"
    told = json.loads(world.receipts.get(place))
    del told["documents"]
    world.receipts.put(StoredFile(place, json.dumps(told).encode(), "application/json"))
    record = file_record(world.desk, STUDY, name, None)
    with pytest.raises(Missing):
        issues(world.desk, STUDY, record, 0, 10)
    with pytest.raises(Missing):
        rows(world, name)


def test_later_run_answers_with_its_own_documents():
    """A refused file that a newer profile reads without issues."""
    world, name = sent(REFUSED)
    assert names(world, name) >= {"issues.csv"}
    world.send(CLEAN, SECOND)
    assert {key for key in world.receipts.kept if key.endswith("issues.csv")} == {
        f"{STUDY}/{CENTER}/{name}/1/issues.csv"
    }
