"""`hepaflow check ARCHIVE`: every file inside is checked, and told of under its own name."""

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.support.profiles import profile_toml
from tests.unit.pipeline.lab_files import GOOD, text
from tests.unit.readers.workbook.packages import zipped

from hepaflow.cli.main import cli

PROFILE = profile_toml("STUDY", "C-01", version=3, time_zone="America/Chicago")
STUDY = {"study": "STUDY", "version": 1, "title": "A trial", "centers": ["C-01"]}
FINE = text(GOOD)
REJECTED = text((*GOOD[:3], "4O", "U/L"))
REFUSED = b"%PDF-1.7"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("profile.toml").write_text(PROFILE, encoding="utf-8")
    Path("study.json").write_text(json.dumps(STUDY), encoding="utf-8")


def check(data, *options, name="lab.zip"):
    Path(name).write_bytes(data)
    runner = CliRunner(env={"COLUMNS": "100"})
    command = ["check", name, "--profile", "profile.toml", "--definition", "study.json", *options]
    return runner.invoke(cli, command, catch_exceptions=False)


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ([FINE, FINE], 0),
        ([FINE, REJECTED], 1),
        ([REJECTED, REFUSED, FINE], 2),
        ([FINE, gzip.compress(FINE, mtime=0)], 2),
    ],
)
def test_the_exit_status_is_that_of_the_worst_file(files, status):
    data = zipped(*((f"{number}.csv", content) for number, content in enumerate(files)))
    assert check(data).exit_code == status


def test_each_file_is_told_of_under_its_name_in_the_archive():
    lines = check(zipped(("a/fine.csv", FINE), ("b/bad.csv", REJECTED))).output.splitlines()
    assert lines[0] == "a/fine.csv"
    assert "1 row = 1 accepted" in lines[2]
    assert "1 row = 0 accepted" in lines[lines.index("b/bad.csv") + 2]


def test_an_archive_within_is_refused_and_the_files_beside_it_are_read():
    output = check(zipped(("inner.zip", zipped(("a.csv", FINE))), ("a.csv", FINE))).output
    assert "archive-nested" in output
    assert "1 row = 1 accepted" in output


def test_a_name_cannot_steer_the_terminal():
    assert "\x1b" not in check(zipped(("\x1b[2Ja.csv", FINE), ("b.csv", FINE))).output


def test_as_json_each_file_has_its_name():
    told = json.loads(check(zipped(("a.csv", FINE), ("b.csv", REJECTED)), "--json").output)
    assert [(file["file"], file["accepted"]) for file in told] == [("a.csv", 1), ("b.csv", 0)]


@pytest.mark.parametrize("data", [gzip.compress(FINE, mtime=0), zipped(("a.csv", FINE))])
def test_an_archive_of_one_file_is_checked_like_that_file(data):
    done = check(data, "--results", "out.csv", name="lab.csv.gz")
    assert done.exit_code == 0
    assert done.output == check(FINE, name="lab.csv").output
    assert len(Path("out.csv").read_text("utf-8").splitlines()) == 2


@pytest.mark.parametrize("option", ["--results", "--issues", "--rejected"])
def test_tables_are_those_of_one_file(option):
    done = check(zipped(("a.csv", FINE), ("b.csv", FINE)), option, "out.csv")
    assert (done.exit_code, Path("out.csv").exists()) == (
        2,
        False,
    )  # click's own status for wrong usage: see `main`
    assert "unpack the archive first" in done.output


def test_an_archive_that_cannot_be_unpacked_is_refused_as_one_file():
    done = check(zipped(("a.csv", FINE))[:-8])
    assert (done.exit_code, "file-damaged" in done.output) == (2, True)
