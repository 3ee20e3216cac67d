import csv
import io
import json
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from tests.unit.pipeline.lab_files import workbook
from tests.unit.pipeline.studies import CENTER, FIRST, GOOD, HEADER, REFUSED, STUDY, started

from hepaflow import VERSION
from hepaflow.domain.identity import RunId, file_id, sha256
from hepaflow.domain.study.files import Counts
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.runs.receipt import receipt_folder, receipt_of

FOLDER = f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, GOOD)}/1"


@pytest.fixture
def world():
    world = started()
    world.send(GOOD)
    return world


def of_runs(world):
    """Return where receipts lie, but for those that answer a delivery."""
    return sorted(key for key in world.receipts.kept if "/deliveries/" not in key)


def told(world, key=f"{FOLDER}/receipt.json"):
    data = world.receipts.get(key)
    assert data is not None
    return json.loads(data)


def test_a_receipt_lies_under_study_center_file_and_run():
    assert receipt_folder(RunId("S", "C", "f", 2)) == "S/C/f/2"


def test_a_run_has_a_receipt_its_issues_and_its_rejected_rows(world):
    names = ("effect.json", "issues.csv", "receipt.html", "receipt.json", "rejected.csv")
    assert of_runs(world) == [f"{FOLDER}/{name}" for name in names]


def test_a_receipt_accounts_for_every_row(world):
    assert told(world)["counts"] == {"rows": 4, "accepted": 3, "held": 0, "rejected": 1, "skipped": 0}


def test_a_receipt_names_bytes_run_and_time(world):
    body = told(world)
    assert (body["sha256"], body["run"], body["received"], body["outcome"]) == (
        sha256(GOOD),
        1,
        FIRST,
        "committed",
    )


def test_a_receipt_names_its_recipe(world):
    assert set(told(world)["recipe"]) == {
        "profile_version",
        "catalog_version",
        "code_version",
        "definition_version",
    }


def test_receipt_names_the_version_of_the_claim_whoever_writes_it(world):
    """Newer code that completes an earlier claim writes the same bytes."""
    claim = world.registry.latest_claim(STUDY, file_id(STUDY, CENTER, GOOD))
    assert claim is not None
    earlier = replace(claim, recipe=replace(claim.recipe, code_version="0.0.9"))
    assert receipt_of(RunId(STUDY, CENTER, "f", 1), earlier, Outcome(Counts()), []).hepaflow == "0.0.9"


def test_receipt_names_this_version(world):
    assert told(world)["hepaflow"] == VERSION


def test_a_receipt_says_what_to_do_in_two_languages(world):
    (cause,) = told(world)["causes"]
    assert (cause["code"], cause["lines"], set(cause["remedy"])) == ("value-unreadable", ["5"], {"en", "zh"})


def test_a_cause_says_where_it_is_in_few_words_and_what_stands_there(world):
    (cause,) = told(world)["causes"]
    assert (cause["line_ranges"], cause["columns"]) == ("5", ["Result"])
    assert cause["found"] == [{"text": "fifty", "analyte": "ALT", "count": 1}]


def test_what_cannot_be_converted_says_why_in_both_languages():
    world = started()
    refused = f"{HEADER}\nS-001,2024-03-22,ALT,9,卡门氏单位,final\n".encode()
    name = world.send(refused).file_id
    (cause,) = told(world, f"{STUDY}/{CENTER}/{name}/1/receipt.json")["causes"]
    assert (cause["code"], set(cause["found"][0]["reason"])) == ("unit-unconvertible", {"en", "zh"})


@pytest.mark.slow
def test_a_page_of_very_many_faults_stays_small():
    """Rows are told as ranges, and what was found by its first examples."""
    world = started()
    rows = "".join(f"S-{n:05},2024-03-22,ALT,x{n},U/L,final\n" for n in range(20_000))
    name = world.send(f"{HEADER}\n{rows}".encode()).file_id
    assert len(world.receipts.get(f"{STUDY}/{CENTER}/{name}/1/receipt.html")) < 10_000


def test_issues_are_told_by_line(world):
    data = world.receipts.get(f"{FOLDER}/issues.csv")
    (issue,) = csv.DictReader(io.StringIO(data.decode()))
    assert (issue["line"], issue["code"], issue["found"]) == ("5", "value-unreadable", "fifty")


def test_rejected_rows_come_back_in_the_lab_s_own_layout(world):
    data = world.receipts.get(f"{FOLDER}/rejected.csv")
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert (row["Subject"], row["Result"], row["hepaflow_line"]) == ("S-002", "fifty", "5")


def test_rejected_rows_of_a_workbook_come_back_as_a_workbook():
    world = started(file='format = "workbook"')
    name = world.send(workbook(*(line.split(",") for line in GOOD.decode().splitlines()))).file_id
    data, kind = world.receipts.kept[f"{STUDY}/{CENTER}/{name}/1/rejected.xlsx"]
    assert kind.endswith("spreadsheetml.sheet")
    assert load_workbook(io.BytesIO(data)).active.max_row == 2


RECORD = (
    b'{"Subject":"S-1","Collected":"2024-03-22","Test":"ALT","Result":"x","Units":"U/L","Status":"final"}'
)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (workbook(*(line.split(",") for line in GOOD.decode().splitlines())), "rejected.xlsx"),
        (GOOD, "rejected.csv"),
        (RECORD, "rejected.ndjson"),
    ],
)
@pytest.mark.parametrize("columns", ["refuse", "drop"])
def test_rejected_rows_come_back_in_the_format_that_came_though_none_is_declared(data, name, columns):
    world = started(file=f'personal_columns = "{columns}"')
    file = world.send(data).file_id
    assert f"{STUDY}/{CENTER}/{file}/1/{name}" in world.receipts.kept


def test_texts_name_their_encoding(world):
    assert all("charset=utf-8" in kind for _, kind in world.receipts.kept.values())


def test_a_refused_file_has_no_rejected_rows():
    world = started()
    name = world.send(REFUSED).file_id
    folder = f"{STUDY}/{CENTER}/{name}/1"
    assert of_runs(world) == [f"{folder}/{name}" for name in ("issues.csv", "receipt.html", "receipt.json")]
