"""`hepaflow check` beside the papers of labs."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from tests.support.command import hepaflow
from tests.support.profiles import profile_toml

DATA = "Subject,Collected,Test,Result,Units\nS-001,2024-03-22,ALT,45,U/L\n"
HEAD = 'study = "STUDY"\nlab = "{}"\nversion = 1\n'
PAPERS = '[[papers]]\nname = "Central Lab"\nto = 2024-01-01\n[[ranges]]\nanalyte = "ALT"\nunit = "U/L"\nhigh = 40\n'


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("lab.csv").write_text(DATA, encoding="utf-8")
    pattern = "[subject]\npattern = 'S-[0-9]{3}'\n"
    named = profile_toml("STUDY", "C-01", more=pattern).replace(
        "version = 1\n", 'version = 1\nlab = "LAB-1"\n', 1
    )
    Path("profile.toml").write_text(named, encoding="utf-8")
    Path("papers.toml").write_text(HEAD.format("LAB-1") + PAPERS, encoding="utf-8")
    Path("other.toml").write_text(HEAD.format("LAB-2") + PAPERS, encoding="utf-8")


def check(*options):
    return hepaflow("check", "lab.csv", "--profile", "profile.toml", *options)


def test_papers_give_the_note_and_the_range_that_the_server_gives():
    told = check("--labs", "papers.toml", "--labs", "other.toml", "--results", "results.csv")
    assert (told.status, "lab-not-valid" in told.stdout, told.stderr) == (0, True, "")
    (row,) = csv.DictReader(StringIO(Path("results.csv").read_text("utf-8")))
    assert (row["range_high"], row["range_flag"], row["issues"]) == ("40", "H", "lab-not-valid")
    assert (row["range_from"], row["lab"]) == ("lab", "LAB-1")


def test_without_papers_check_says_which_it_does_not_have():
    told = check("--results", "results.csv")
    assert told.status == 0
    assert "LAB-1" in told.stderr
    (row,) = csv.DictReader(StringIO(Path("results.csv").read_text("utf-8")))
    assert (row["range_high"], row["range_from"], row["lab"]) == ("", "", "LAB-1")
    assert "LAB-1 的资质文件" in check("--lang", "zh").stderr


@pytest.mark.parametrize(
    ("papers", "said"),
    [
        (("other.toml",), "give the papers of the lab, too"),
        (("papers.toml", "papers.toml"), "own file name"),
        (("papers.toml", "twice.toml"), "once"),
        (("study.toml",), "study of the profile"),
        (("unit.toml",), "use a unit"),
        (("not.toml",), "papers"),
        (("latin.toml",), "UTF-8"),
    ],
)
def test_papers_that_the_server_would_not_use_are_refused(papers, said):
    good = HEAD.format("LAB-1") + PAPERS
    Path("twice.toml").write_text(good, encoding="utf-8")
    Path("study.toml").write_text(good.replace("STUDY", "OTHER"), encoding="utf-8")
    Path("unit.toml").write_text(good.replace("U/L", "furlong"), encoding="utf-8")
    Path("not.toml").write_text(HEAD.format("LAB-1"), encoding="utf-8")
    Path("latin.toml").write_bytes(good.replace("Central", "Z\xfcrich").encode("latin-1"))
    told = check(*(part for name in papers for part in ("--labs", name)))
    assert told.status == 64
    assert said in told.stderr
