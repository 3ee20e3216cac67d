"""`hepaflow plot` draws what the API answers, page after page, and prints the marks for programs."""

import csv
import io
import json

import pytest
from tests.support.answer_office import open_trial, panel
from tests.support.api_office import CENTER, SUBJECT, empty_office

KINDS = {
    "panel": ("panel", SUBJECT),
    "edish": ("edish",),
    "mdish": ("mdish",),
    "completeness": ("completeness",),
}


@pytest.fixture
def office(catalog):
    office = open_trial(empty_office(catalog), catalog)
    office.send(panel("2024-03-24", {"ALT": "60"}), "2024-04-10")
    office.send(panel("2024-02-25", {"ALT": "30"}), "2024-04-11")
    office.send(panel("2024-03-24", {"ALT": "90", "BILI": "20"}, "CN01-0002"), "2024-04-12")
    return office


def cells(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_printed_or_written_in_the_language_of_the_user(kind, hepaflow, tmp_path):
    printed = hepaflow("plot", *KINDS[kind], "--lang", "zh").stdout
    assert printed.startswith("<svg ")
    assert "截至日志编号" in printed
    ended = hepaflow("plot", *KINDS[kind], "--lang", "zh", "--out", "picture.svg", folder=tmp_path)
    assert (ended.status, ended.stdout) == (0, "")
    assert (tmp_path / "picture.svg").read_text("utf-8") + "\n" == printed


def test_the_report_is_written_as_a_page(hepaflow, tmp_path):
    assert hepaflow("plot", "panel", SUBJECT, "--report", "--out", "report.html", folder=tmp_path).status == 0
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert f"Report of subject {SUBJECT}" in page
    assert '<html lang="zh-Hans">' in hepaflow("plot", "panel", SUBJECT, "--report", "--lang", "zh").stdout


def test_marks_of_a_panel_are_one_row_each(hepaflow):
    rows = cells(hepaflow("plot", "panel", SUBJECT, "--csv").stdout)
    albumin = [row for row in rows if row["about"] == "ALB"]
    assert [
        (row["day"], row["study_day"], row["low"], row["high"], row["reported"], row["unit"])
        for row in albumin
    ] == [
        ("2024-02-25", "-14", "28", "28", "28 g/L", "g/L"),
        ("2024-03-24", "15", "31", "31", "31 g/L", "g/L"),
    ]
    assert {row["is_held"] for row in albumin} == {"false"}
    assert ("ALT", "LIMIT_MISSING_ALT", "") in {(row["about"], row["reasons"], row["high"]) for row in rows}


def test_points_of_mdish_are_one_row_each(hepaflow):
    """60 of 30 is 2; bilirubin 51.3 of 34.2 is 1.5. The other subject has no baseline."""
    rows = {row["subject"]: row for row in cells(hepaflow("plot", "mdish", "--csv").stdout)}
    assert (rows[SUBJECT]["transaminase_low"], rows[SUBJECT]["bilirubin_high"]) == ("2", "1.5")
    assert (rows["CN01-0002"]["bilirubin_high"], rows["CN01-0002"]["reasons"]) == ("", "MISSING_DAY_ONE")


def test_cells_of_the_map_are_one_row_each(hepaflow):
    rows = cells(hepaflow("plot", "completeness", "--csv").stdout)
    assert [(row["visit_name"], row["state"], row["counts"]) for row in rows][2] == (
        "WEEK 2",
        "received",
        "received=2",
    )
    assert {row["is_open"] for row in rows} == {"false"}


@pytest.mark.parametrize("kind", ["edish", "completeness"])
def test_all_pages_are_one_picture(kind, hepaflow, monkeypatch):
    whole = hepaflow("plot", kind, "--json").stdout
    monkeypatch.setattr("api.pictures.study_pictures._MOST", 1)
    told = json.loads(hepaflow("plot", kind, "--json").stdout)
    assert told == json.loads(whole)
    assert told["next"] is None


def test_a_picture_may_be_of_one_center_and_of_an_earlier_number(hepaflow):
    points = json.loads(hepaflow("plot", "edish", "--center", CENTER, "--json").stdout)["picture"]["points"]
    assert [one["subject"] for one in points] == [SUBJECT, "CN01-0002"]
    earlier = json.loads(hepaflow("plot", "edish", "--as-of", "6", "--json").stdout)["picture"]["points"]
    assert [one["subject"] for one in earlier] == [SUBJECT]


def test_an_unknown_subject_is_refused(hepaflow):
    assert hepaflow("plot", "panel", "NOBODY").status == 3
