"""What the page says of a file is what `hepaflow check` says of it, with what the study's definition adds."""

import csv
import io
import json
import zipfile

import pytest
from click.testing import CliRunner
from tests.support.engine_files import DEFINITION, EXAMPLES, NAMES, RECEIVED, asked_for, content_of_example
from tests.support.profiles import profile_toml

from hepaflow.browser.checking import check_file, fix_file, issues_csv, results_csv, verdict
from hepaflow.cli.main import cli

HEADER = "Subject,Collected,Test,Result,Unit\n"
ROW = "S-1,2024-03-22,ALT,45,U/L\n"
COLUMNS = {
    "subject": "Subject",
    "collected_at": "Collected",
    "analyte": "Test",
    "value": "Result",
    "unit": "Unit",
}


def definition(**more):
    return json.dumps({"study": "S1", "version": 1, "title": "A trial", "centers": ["C-01"], **more})


def checked(text, *, profile=None, name="a.csv", told=lambda *_: None, labs=(), **defined):
    asked = {
        "profile": profile or profile_toml("S1", "C-01", COLUMNS),
        "definition": definition(**defined),
        "labs": list(labs),
        "received": RECEIVED,
    }
    return check_file(name, text if isinstance(text, bytes) else text.encode(), json.dumps(asked), told)


def told(found, *, chinese=False):
    return json.loads(verdict(found, chinese=chinese))


def of_example(name):
    return check_file(name, content_of_example(name), json.dumps(asked_for(name)), lambda *_: None)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_of_a_file_is_that_of_the_command(name, language):
    (file,) = told(of_example(name), chinese=language == "zh")["files"]
    path = EXAMPLES / name
    command = ["check", str(path), "--profile", str(path.with_suffix(".toml")), "--json", "--lang", language]
    report = json.loads(CliRunner().invoke(cli, command).stdout)
    assert {key: file[key] for key in report} == report


@pytest.mark.parametrize("name", NAMES)
def test_the_tables_are_those_of_the_command(name, tmp_path):
    found, path = of_example(name), EXAMPLES / name
    command = ["check", str(path), "--profile", str(path.with_suffix(".toml"))]
    CliRunner().invoke(
        cli, [*command, "--results", str(tmp_path / "r.csv"), "--issues", str(tmp_path / "i.csv")]
    )
    assert results_csv(found, 0) == (tmp_path / "r.csv").read_bytes()
    assert issues_csv(found, 0, chinese=False) == (tmp_path / "i.csv").read_bytes()


@pytest.mark.parametrize("who", ["lab", "data manager"])
def test_the_rows_to_fix_are_those_of_the_command(who, tmp_path):
    path = EXAMPLES / "mistakes.csv"
    command = [
        "check",
        str(path),
        "--profile",
        str(path.with_suffix(".toml")),
        "--for",
        who.replace(" ", "-"),
    ]
    CliRunner().invoke(cli, [*command, "--rejected", str(tmp_path / "fix.csv")])
    found = of_example("mistakes.csv")
    assert fix_file(found, 0, who, chinese=False) == (tmp_path / "fix.csv").read_bytes()
    assert fix_file(found, 0, who, chinese=False) == (tmp_path / "fix.csv").read_bytes()  # again


def test_rows_are_shown_with_the_cells_at_fault():
    """Lines and cells by hand from examples/README.md."""
    (file,) = told(of_example("mistakes.csv"))["files"]
    lab = file["to_fix"]["lab"]
    by_place = {row["place"]: row for row in lab["rows"]}
    assert lab["count"] == len(lab["rows"]) == 15
    at = {place: [lab["header"][cell] for cell in row["marked"]] for place, row in by_place.items()}
    assert (at["10"], at["11"], at["13"]) == (["Result"], ["Subject ID"], ["Collected"])
    assert (at["33"], at["39"]) == (["Result", "Units"], [])
    assert by_place["17"]["cells"][5] == "1O35"
    manager = file["to_fix"]["data manager"]
    assert {"9", "12", "24", "34", "44"} <= {row["place"] for row in manager["rows"]}


def test_a_row_of_another_width_is_shown_as_it_stands_and_saved_without_its_cells():
    found = checked(HEADER + ROW + ROW.rstrip("\n") + ",one more\n" + ROW.partition(",")[0] + "\n")
    (file,) = told(found)["files"]
    lab = file["to_fix"]["lab"]
    cells = ROW.rstrip("\n").split(",")
    assert [row["whole"] for row in lab["rows"]] == [[*cells, "one more"], cells[:1]]
    assert lab["whole_header"] == HEADER.rstrip("\n").split(",")
    assert [any(row["cells"]) for row in lab["rows"]] == [False, False]
    assert b"one more" not in fix_file(found, 0, "lab", chinese=False)


def test_what_a_refused_file_is_has_a_name_in_each_language():
    pdf = checked(b"%PDF-1.7\n")
    shown = [
        told(pdf, chinese=chinese)["files"][0]["causes"][0]["found"][0]["text"] for chinese in (False, True)
    ]
    assert shown == ["a PDF document", "PDF 文档"]


def test_a_file_without_faults_has_no_rows_to_fix():
    (file,) = told(checked(HEADER + ROW))["files"]
    assert (file["accepted"], file["to_fix"]["lab"]) == (
        1,
        {"count": 0, "ending": "", "header": [], "whole_header": [], "rows": []},
    )


def test_a_refused_file_has_none_either():
    (file,) = told(checked("a;b\n"))["files"]
    assert (file["refused"], file["to_fix"]["lab"]["count"], file["to_fix"]["data manager"]["count"]) == (
        True,
        0,
        0,
    )


def test_the_pattern_of_the_study_holds_where_the_profile_has_none():
    (file,) = told(checked(HEADER + ROW, subject_pattern="T-[0-9]+"))["files"]
    assert (file["rejected"], file["causes"][0]["code"]) == (1, "subject-pattern")
    (file,) = told(checked(HEADER + ROW, subject_pattern="S-[0-9]+"))["files"]
    assert file["accepted"] == 1


def test_days_before_the_start_of_the_study_are_noted():
    (file,) = told(checked(HEADER + ROW, start="2024-04-01"))["files"]
    assert [cause["code"] for cause in file["causes"]] == ["date-before-study"]
    (file,) = told(checked(HEADER + ROW, start="2024-03-01"))["files"]
    assert file["causes"] == []


def test_a_pattern_that_takes_too_long_lets_the_file_wait():
    profile = profile_toml("S1", "C-01", COLUMNS)
    assert checked(HEADER + ROW, profile=profile, subject_pattern="(S+)+-1") is None


def test_each_file_of_an_archive_has_its_own_report():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("one.csv", HEADER + ROW)
        archive.writestr("two.csv", HEADER + ROW.replace("45", "4O"))
    files = told(checked(out.getvalue(), name="both.zip"))["files"]
    assert [(file["file"], file["accepted"], file["rejected"]) for file in files] == [
        ("one.csv", 1, 0),
        ("two.csv", 0, 1),
    ]


def test_a_name_of_a_file_that_shows_a_person_is_told():
    assert told(checked(HEADER + ROW, name="姓名_张三.csv"))["name_shows_a_person"] is True
    assert told(checked(HEADER + ROW))["name_shows_a_person"] is False


def test_a_name_of_a_file_in_an_archive_that_shows_a_person_is_told():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("姓名_张三.csv", HEADER + ROW)
    assert told(checked(out.getvalue(), name="months.zip"))["name_shows_a_person"] is True


PAPERS = """study = "S1"
lab = "L1"
version = 1
[[papers]]
name = "Central lab"
[[ranges]]
analyte = "ALT"
low = "7"
high = "40"
unit = "U/L"
"""


def test_labs_whose_papers_are_not_at_hand_are_named():
    profile = 'lab = "L1"\n' + profile_toml("S1", "C-01", COLUMNS)
    assert told(checked(HEADER + ROW, profile=profile))["labs_without_papers"] == ["L1"]
    found = checked(HEADER + ROW, profile=profile, labs=[PAPERS, PAPERS.replace("L1", "L2")])
    assert told(found)["labs_without_papers"] == []
    (row,) = csv.DictReader(io.StringIO(results_csv(found, 0).decode()))
    assert (row["range_low"], row["range_high"]) == ("7", "40")


def test_progress_counts_the_lines_of_the_file():
    heard = []
    checked(HEADER + ROW * 12_000, told=lambda *at: heard.append(at))
    assert [whole for _, whole in heard] == [12_001] * len(heard)
    assert [line for line, _ in heard] == sorted(line for line, _ in heard)
    assert 2 <= len(heard) <= 3


def test_the_definition_of_these_tests_is_read_as_the_api_gives_it():
    assert json.loads(DEFINITION)["fold_version"] == 3
