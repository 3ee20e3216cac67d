import csv
import io
import json

import pytest
from openpyxl import load_workbook
from tests.unit.pipeline.lab_files import workbook
from tests.unit.pipeline.studies import CENTER, FIRST, GOOD, REFUSED, STUDY, started

from hepaflow.domain.identity import RunId, file_id, sha256
from hepaflow.pipeline.receipts import keep_failure, receipt_folder

FOLDER = f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, GOOD)}/1"


@pytest.fixture
def world():
    world = started()
    world.send(GOOD)
    return world


def told(world, key=f"{FOLDER}/receipt.json"):
    data = world.receipts.get(key)
    assert data is not None
    return json.loads(data)


def test_a_receipt_lies_under_study_center_file_and_run():
    assert receipt_folder(RunId("S", "C", "f", 2)) == "S/C/f/2"


def test_a_run_has_a_receipt_its_issues_and_its_rejected_rows(world):
    assert sorted(world.receipts.kept) == [
        f"{FOLDER}/{name}" for name in ("issues.csv", "receipt.json", "rejected.csv")
    ]


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


def test_a_receipt_says_what_to_do_in_two_languages(world):
    (cause,) = told(world)["causes"]
    assert (cause["code"], cause["lines"], set(cause["remedy"])) == ("value-unreadable", [5], {"en", "zh"})


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


def test_texts_name_their_encoding(world):
    assert all("charset=utf-8" in kind for _, kind in world.receipts.kept.values())


def test_a_refused_file_has_no_rejected_rows():
    world = started()
    name = world.send(REFUSED).file_id
    folder = f"{STUDY}/{CENTER}/{name}/1"
    assert sorted(world.receipts.kept) == [f"{folder}/issues.csv", f"{folder}/receipt.json"]


def test_a_failure_is_told_as_ours(world):
    delivery = world.arrive(GOOD, name="other.csv")
    keep_failure(delivery, world.services)
    body = told(world, f"{STUDY}/{CENTER}/deliveries/{delivery.version_id}/receipt.json")
    assert body["outcome"] == "failed"
    assert "our side" in body["message_en"]
