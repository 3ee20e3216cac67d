"""`hepaflow check` beside the study's definition, and what `send` refuses that the server would refuse."""

import json
from pathlib import Path

import pytest
from tests.support.api_office import CENTER, HEADER, STUDY, lab_toml, profile, reply, request
from tests.support.command import hepaflow as run
from tests.support.profiles import profile_toml

ROW = f"{HEADER}S-1,2024-03-22,ALT,45,U/L\n"
DATA = "Subject,Collected,Test,Result,Units\nS-001,2024-03-22,ALT,45,U/L\n"


def defined(**more):
    known = {"study": "STUDY", "version": 1, "title": "A trial", "centers": ["C-01"], **more}
    Path("study.json").write_text(json.dumps(known), encoding="utf-8")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("lab.csv").write_text(DATA, encoding="utf-8")
    Path("profile.toml").write_text(profile_toml("STUDY", "C-01"), encoding="utf-8")


def check(*options):
    return run("check", "lab.csv", "--profile", "profile.toml", "--definition", "study.json", *options)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("known", "status", "code"),
    [
        ({"subject_pattern": "S-[0-9]{3}"}, 0, ""),
        ({"subject_pattern": "T-[0-9]{3}"}, 1, "subject-pattern"),
        ({"start": "2024-04-01"}, 0, "date-before-study"),
    ],
)
def test_pattern_and_start_of_the_study_hold_as_on_the_server(known, status, code):
    defined(**known)
    told = check("--json")
    causes = [cause["code"] for cause in json.loads(told.stdout)["causes"]]
    assert (told.status, causes, told.stderr) == (status, [code] if code else [], "")


@pytest.mark.usefixtures("folder")
def test_without_the_definition_check_says_what_it_does_not_compare():
    told = run("check", "lab.csv", "--profile", "profile.toml")
    assert (told.status, "--definition" in told.stderr) == (0, True)
    assert "研究定义" in run("check", "lab.csv", "--profile", "profile.toml", "--lang", "zh").stderr
    own = profile_toml("STUDY", "C-01", more="[subject]\npattern = 'S-[0-9]{3}'\n")
    Path("profile.toml").write_text(own, encoding="utf-8")
    assert run("check", "lab.csv", "--profile", "profile.toml").stderr == ""


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"study": "OTHER"}, "another study"),
        ({"centers": ["C-02"]}, "does not have the center C-01"),
        ({"subject_pattern": "(S+)+-1"}, "too long"),
        ({"titel": "x"}, "titel"),
    ],
)
def test_a_definition_under_which_the_server_would_not_read_the_file_is_refused(known, said):
    defined(**known)
    told = check()
    assert (told.status, said in told.stderr) == (64, True), told.stderr


@pytest.mark.usefixtures("folder")
def test_a_feed_that_the_definition_does_not_have_is_refused():
    fed = profile_toml("STUDY", "C-01").replace('center = "C-01"', 'center = "C-01"\nfeed = "edc"')
    Path("profile.toml").write_text(fed, encoding="utf-8")
    defined()
    assert "feed edc" in check().stderr
    defined(feeds={"C-01": ["edc"]})
    assert check().status == 0


@pytest.fixture
def ask(office):
    return lambda call, *args: reply(request(call, *args), office.desk)


def test_send_compares_subject_ids_with_the_pattern_of_the_study(ask, hepaflow, tmp_path):
    known = ask(f"GET /studies/{STUDY}/definition").json
    more = {**known, "version": 2, "subject_pattern": "T-[0-9]+"}
    assert ask(f"PUT /studies/{STUDY}/definition", {"reason": "ids"}, more).status == 200
    (tmp_path / "a.csv").write_text(ROW, encoding="utf-8")
    told = hepaflow("send", "a.csv", "--center", CENTER, "--wait", "0", folder=tmp_path)
    assert "subject-pattern" in told.stderr


def test_send_reads_with_the_papers_of_the_lab_that_the_profile_names(ask, hepaflow, tmp_path):
    papers = lab_toml(2, '[[ranges]]\nanalyte = "ALT"\nunit = "U/L"\nhigh = 40\n').replace(
        "2024-12-31", "2024-01-31"
    )
    assert ask(f"PUT /studies/{STUDY}/labs/LAB-1", {"reason": "renewed"}, papers).status == 200
    named = profile(CENTER, version=2).replace("version = 2", 'lab = "LAB-1"\nversion = 2')
    assert ask(f"PUT /studies/{STUDY}/centers/{CENTER}/profile", {"reason": "its lab"}, named).status == 200
    text = f"{HEADER}S-1,2024-03-22,ALT,45,U/L\nS-1,2024-03-22,ALT,45,furlong\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    told = hepaflow("send", "a.csv", "--center", CENTER, "--wait", "0", folder=tmp_path)
    assert "lab-not-valid" in told.stderr


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_file_whose_name_shows_a_person_is_not_sent(lang, office, hepaflow, tmp_path, monkeypatch):
    monkeypatch.setattr(type(office.desk.uploads), "form", lambda *_: pytest.fail("a form was asked for"))
    (tmp_path / "姓名_张三.csv").write_text(ROW, encoding="utf-8")
    told = hepaflow("send", "姓名_张三.csv", "--center", CENTER, "--yes", "--lang", lang, folder=tmp_path)
    assert (told.status, told.stdout) == (2, "")
    assert {"en": "Rename it", "zh": "请改名"}[lang] in told.stderr
    assert "张三" not in told.stderr
