import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from rich.console import Console
from tests.support.command import hepaflow
from tests.support.profiles import profile_toml
from tests.unit.pipeline.lab_files import GOOD, LONG, text, wide_profile, workbook

from hepaflow.cli.lab import check as checking
from hepaflow.cli.main import cli, main
from hepaflow.domain.issues.issues import Actor, Issue, IssueCode
from hepaflow.domain.issues.who_acts import issues_for

PROFILE = profile_toml("STUDY", "C-01", version=3, time_zone="America/Chicago")
STUDY = {"study": "STUDY", "version": 1, "title": "A trial", "centers": ["C-01"]}
WRONG = ("S-002", "2024-03-22", "Total bilirubin", "1.2", "mg/hl")
HEPAFLOW = Path(sys.executable).with_name("hepaflow")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("profile.toml").write_text(PROFILE, encoding="utf-8")
    Path("study.json").write_text(json.dumps(STUDY), encoding="utf-8")
    return tmp_path


def check(data: bytes, *options: str, profile: str = "profile.toml"):
    Path("lab.csv").write_bytes(data)
    return CliRunner(env={"COLUMNS": "100"}).invoke(
        cli, ["check", "lab.csv", "--profile", profile, *options], catch_exceptions=False
    )


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 our own command
        [HEPAFLOW, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        env={**os.environ, "COLUMNS": "80", **environment},  # noqa: TID251 a test hands the environment on
    )


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (text(GOOD), 0),
        (text(GOOD, GOOD), 0),  # a note
        (text((*GOOD[:3], "pending", "U/L")), 0),  # skipped
        (text(GOOD, WRONG), 1),
        (text((*GOOD[:3], "9999", "U/L")), 1),
        (b"", 2),
        (b"%PDF-1.7", 2),
    ],
)
def test_exit_status_is_the_gravest_outcome_of_the_file(folder, data, status):
    assert check(data).exit_code == status


@pytest.mark.parametrize(("data", "status"), [(text(GOOD), 0), (text(GOOD, WRONG), 1), (b"", 2)])
def test_process_ends_with_the_exit_status(folder, data, status):
    Path("lab.csv").write_bytes(data)
    assert run("check", "lab.csv", "--profile", "profile.toml").returncode == status


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("check",), "Missing argument"),
        (("check", "lab.csv"), "Missing option '--profile'"),
        (("check", "none.csv", "--profile", "profile.toml"), "does not exist"),
        (("check", ".", "--profile", "profile.toml"), "is a directory"),
        (("check", "lab.csv", "--profile", "none.toml"), "does not exist"),
        (("check", "lab.csv", "--profile", "profile.toml", "--lang", "de"), "Invalid value for '--lang'"),
        (("check", "lab.csv", "--profile", "profile.toml", "--verbose"), "No such option"),
        (("check", "lab.csv", "--profile", "lab.csv"), "needs its own file name"),
        (("check", "lab.csv", "--profile", "profile.toml", "--results", "./lab.csv"), "needs its own file name"),
        (("check", "lab.csv", "--profile", "profile.toml", "--issues", "a", "--results", "a"), "needs its own file name"),
        (("check", "lab.csv", "--profile", "profile.toml", "--rejected", "none/out.csv"), "No such file or directory"),
        (("check", "lab.csv", "--profile", "profile.toml", "--results", "none/out.csv"), "No such file or directory"),
        (("sned",), "No such command"),
    ],
)  # fmt: skip
def test_wrong_usage_ends_with_64_and_says_what_is_wrong(folder, arguments, told):
    Path("lab.csv").write_bytes(text(GOOD))
    ended = hepaflow(*arguments)
    assert (ended.status, ended.stdout) == (64, "")
    assert told in ended.stderr
    assert Path("lab.csv").read_bytes() == text(GOOD)


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        (PROFILE.replace("version = 3", "version = three").encode(), "version"),
        (PROFILE.replace('value = "Result"', "").encode(), "[columns] value: add it"),
        (PROFILE.encode() + b'[analytes]\n"x" = "GPT"\n', "ALT"),
        (PROFILE.encode() + b'[units]\nALT = "U/hl"\n', "U/hl"),
        (PROFILE.replace("C-01", "中心").encode("gb18030"), "is not UTF-8 text"),
    ],
)
def test_a_profile_that_is_none_ends_with_64_and_says_why(folder, profile, told):
    Path("profile.toml").write_bytes(profile)
    Path("lab.csv").write_bytes(text(GOOD))
    ended = hepaflow("check", "lab.csv", "--profile", "profile.toml")
    assert (ended.status, ended.stdout) == (64, "")
    assert told in ended.stderr


def test_a_status_reaches_the_shell_without_a_traceback(folder):
    ended = run("check", "none.csv", "--profile", "profile.toml")
    assert ended.returncode == 64
    assert "Traceback" not in ended.stderr


def test_json_gives_counts_and_causes(folder):
    told = json.loads(check(text(GOOD, WRONG, (*GOOD[:3], "9999", "U/L")), "--json").stdout)
    assert {key: told[key] for key in ("study", "center", "profile_version", "refused")} == {
        "study": "STUDY",
        "center": "C-01",
        "profile_version": 3,
        "refused": False,
    }
    assert [told[key] for key in ("rows", "accepted", "held", "rejected", "skipped")] == [3, 1, 1, 1, 0]
    assert told["causes"][0] == {
        "code": "unit-unknown",
        "severity": "reject",
        "skipped": False,
        "title": "This unit is not known.",
        "columns": ["Units"],
        "lines": ["3"],
        "line_ranges": "3",
        "found": [{"text": "mg/hl", "analyte": "BILI", "count": 1, "analyte_name": "Total bilirubin (BILI)"}],
        "who": "data manager",
        "remedy": "Map this text to a unit in `[unit_spellings]` of the profile, and re-run the file.",
    }


def test_json_of_a_refused_file_has_no_lines(folder):
    told = json.loads(check(b"", "--json").stdout)
    assert (told["refused"], told["rows"], [cause["lines"] for cause in told["causes"]]) == (True, 0, [[]])


def test_json_says_why_a_unit_is_refused(folder):
    ammonia = text(("S-001", "2024-03-22", "Ammonia", "80", "ug/dL"))
    english = json.loads(check(ammonia, "--json").stdout)["causes"][0]["found"][0]["reason"]
    chinese = json.loads(check(ammonia, "--json", "--lang", "zh").stdout)["causes"][0]["found"][0]["reason"]
    assert "22 percent" in english
    assert "氨" in chinese


def test_messages_speak_chinese_where_asked(folder):
    told = check(text(GOOD, WRONG, (*GOOD[:3], "pending", "U/L")), "--lang", "zh").stdout
    assert "共 3 行：接受 1、待核实 0、未通过 1、跳过 1" in told
    assert "未知的单位。" in told
    assert "数据管理员：" in told
    assert "第 3 行 · 列“Units”" in told


def test_results_issues_and_rows_to_fix_are_written(folder):
    check(
        text(GOOD, WRONG),
        "--results",
        "r.csv",
        "--issues",
        "i.csv",
        "--rejected",
        "x.csv",
        "--for",
        "data-manager",
        "--lang",
        "zh",
    )
    with Path("r.csv").open(encoding="utf-8", newline="") as results:
        assert [row["raw_value"] for row in csv.DictReader(results)] == ["45"]
    with Path("i.csv").open(encoding="utf-8", newline="") as issues:
        (issue,) = csv.DictReader(issues)
        assert (issue["code"], issue["remedy"][0]) == ("unit-unknown", "请")
    with Path("x.csv").open(encoding="utf-8-sig", newline="") as rejected:
        assert [row["hepaflow_line"] for row in csv.DictReader(rejected)] == ["3"]


def test_rows_once_fixed_are_accepted_under_the_same_profile(folder):
    mistyped = (*GOOD[:3], "4O", "U/L")
    assert check(text(GOOD, mistyped), "--rejected", "fix.csv").exit_code == 1
    again = check(Path("fix.csv").read_bytes().replace(b"4O", b"40"))
    assert (again.exit_code, again.stdout.splitlines()[1]) == (
        0,
        "1 row = 1 accepted + 0 held + 0 rejected + 0 skipped",
    )


def lines_of(path: str) -> list[str]:
    with Path(path).open(encoding="utf-8-sig", newline="") as rows:
        return [row["hepaflow_line"] for row in csv.DictReader(rows)]


def test_a_lab_gets_only_the_rows_that_it_can_mend(folder):
    """Line 3 has an unknown unit, line 4 a mistyped number, line 5 both, line 6 no date."""
    rows = (WRONG, (*GOOD[:3], "4O", "U/L"), (*GOOD[:3], "4O", "U/hl"), (GOOD[0], "", *GOOD[2:]))
    told = check(text(GOOD, *rows), "--rejected", "mend.csv")
    check(text(GOOD, *rows), "--rejected", "manager.csv", "--for", "data-manager")
    assert (lines_of("mend.csv"), lines_of("manager.csv")) == (["4", "5", "6"], ["3"])
    assert "mend.csv: 3 rows for the lab to correct. Further rows for the data manager" in told.stderr


def test_a_wide_row_is_divided_by_its_cells(folder):
    """The row is one line: its first cell is mistyped, its second has a unit that the profile would have to map."""
    profile = wide_profile()
    issues = [
        Issue(IssueCode.VALUE_UNREADABLE, 2, "ALT", "4O", "ALT"),
        Issue(IssueCode.UNIT_UNKNOWN, 2, "BILI", "mg/hl", "BILI"),
        Issue(IssueCode.SUBJECT_MISSING, 3, "Subject"),
        Issue(IssueCode.UNIT_UNKNOWN, 3, "BILI", "mg/hl", "BILI"),
        Issue(IssueCode.DATE_AMBIGUOUS, 4, "Collected", "03/04/2024"),
        Issue(IssueCode.VALUE_UNREADABLE, 4, "ALT", "4O", "ALT"),
        Issue(IssueCode.VALUE_ALERT, 5, "ALT", "900", "ALT"),
    ]
    lab = issues_for(Actor.LAB, issues, profile.wide)
    manager = issues_for(Actor.DATA_MANAGER, issues, profile.wide)
    assert [(issue.line, issue.column) for issue in lab] == [
        (2, "ALT"),
        (3, "Subject"),
        (3, "BILI"),
        (4, "ALT"),
    ]
    assert [(issue.line, issue.column) for issue in manager] == [(2, "BILI"), (4, "Collected")]


@pytest.mark.parametrize(
    ("option", "name"),
    [("--rejected", "fix.xlsx"), ("--rejected", "fix"), ("--results", "r.xlsx"), ("--issues", "i.txt")],
)
def test_an_output_whose_name_says_another_format_is_refused(folder, option, name):
    told = check(text(GOOD, WRONG), option, name)
    assert (told.exit_code, Path(name).exists()) == (click.UsageError.exit_code, False)
    assert f"{name}: give the output a name that ends with .csv" in told.stderr


def test_a_refused_file_writes_no_rows_to_fix(folder):
    check(b"", "--rejected", "fix.csv")
    assert not Path("fix.csv").exists()


def test_nothing_to_do_is_said(folder):
    assert "Nothing to do: every row is accepted." in check(text(GOOD)).stdout


def test_a_refused_file_is_said_to_be_so(folder):
    told = check(b"").stdout
    assert "The file is refused. None of its results are stored." in told
    assert "Export the file again" in told


STEERING = "\x1b[2J\x9b31m\u202e\u2028"


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_cells_cannot_steer_the_terminal(folder, options):
    delimited = text((*GOOD[:3], '"1' + STEERING[1:] + '\r2"', f"U{STEERING[1:]}"))
    told = check(delimited, *options).stdout
    assert not set("\x1b\x9b\u202e\u2028\r").intersection(told)


def test_json_keeps_what_it_writes_out(folder):
    told = check(text((*GOOD[:4], "U\u009b\u202eL")), "--json").stdout
    assert json.loads(told)["causes"][0]["found"][0]["text"] == "U\u009b\u202eL"


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(folder, width, language):
    Path("lab.csv").write_bytes(text(GOOD, WRONG, ("S-001", "2024-03-22", "Ammonia", "80", "ug/dL")))
    words = ("check", "lab.csv", "--profile", "profile.toml", "--lang", language)
    ended, wide = hepaflow(*words, columns=width), hepaflow(*words, columns=2000)
    cells = [sum(2 if mark > "\u2e7f" else 1 for mark in line) for line in ended.stdout.splitlines()]
    assert max(cells) <= width
    assert "".join(ended.stdout.split()) == "".join(wide.stdout.split())
    assert not any(line.endswith(" ") for line in ended.stdout.splitlines()[2:])


def test_what_does_not_fit_goes_on_below_the_beginning_of_its_text(folder):
    Path("lab.csv").write_bytes(text(WRONG))
    lines = hepaflow("check", "lab.csv", "--profile", "profile.toml").stdout.splitlines()[3:8]
    assert lines == [
        "REJECTED  This unit is not known.  unit-unknown",
        "          line 2 · column Units",
        "          found: “mg/hl” for Total bilirubin (BILI)",
        "       →  data manager: Map this text to a unit in `[unit_spellings]` of the",
        "          profile, and re-run the file.",
    ]


def test_many_examples_and_columns_are_counted_not_listed(folder):
    rows = [("S-001", "2024-03-22", "ALT", f"{number}O", "U/L") for number in range(9)]
    assert "4 more" in check(text(*rows)).stdout


def test_a_terminal_that_knows_no_chinese_is_no_reason_to_break_off(folder):
    Path("lab.csv").write_bytes(text(WRONG))
    ended = run(
        "check",
        "lab.csv",
        "--profile",
        "profile.toml",
        "--definition",
        "study.json",
        "--lang",
        "zh",
        PYTHONIOENCODING="ascii",
        PYTHONUTF8="0",
    )
    assert (ended.returncode, ended.stderr) == (1, "")
    assert "\\u672a\\u901a\\u8fc7" in ended.stdout  # 未通过


def test_a_bar_shows_on_the_error_stream_of_a_terminal_alone(folder, monkeypatch):
    terminals = {"error": io.StringIO(), "output": io.StringIO()}

    def console(*, stderr=False):
        return Console(file=terminals["error" if stderr else "output"], force_terminal=True, width=100)

    monkeypatch.setattr(checking, "Console", console)
    monkeypatch.setattr(checking, "_LONG", 0)
    assert check(text(GOOD)).exit_code == 0
    assert "Reading" in terminals["error"].getvalue()
    assert "Reading" not in terminals["output"].getvalue()


def test_no_bar_is_written_where_the_error_stream_is_no_terminal(folder, monkeypatch):
    monkeypatch.setattr(checking, "_LONG", 0)
    ended = check(text(GOOD), "--definition", "study.json", "--json")
    assert ended.stderr.strip() == ""
    assert json.loads(ended.stdout)["rows"] == 1


def test_a_long_workbook_shows_a_bar_without_end(folder, monkeypatch, tmp_path):
    monkeypatch.setattr(checking, "_LONG", 0)
    Path("profile.toml").write_text(PROFILE, encoding="utf-8")
    assert check(workbook(LONG, GOOD)).exit_code == 0
    assert check(text(GOOD)).exit_code == 0


def test_an_interrupt_ends_with_130(monkeypatch, capsys):
    def interrupted(**_: object) -> None:
        raise click.Abort

    monkeypatch.setattr(cli, "main", interrupted)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130
    assert "Interrupted." in capsys.readouterr().err


def test_version_is_printed():
    ended = hepaflow("--version")
    assert (ended.status, ended.stdout) == (0, "hepaflow, version 0.1.0\n")


def test_report_ends_with_the_checksum_of_the_file_and_the_columns_that_are_not_stored(folder):
    data = text((*GOOD, "canary", "x"), header=(*LONG, "审核者", "canary"))
    Path("lab.csv").write_bytes(data)
    lines = hepaflow("check", "lab.csv", "--profile", "profile.toml", columns=200).stdout.splitlines()
    assert [line[10:] for line in lines[-3:]] == [
        f"SHA-256 of the file: {hashlib.sha256(data).hexdigest()}",
        "Keep the original. Of the file the server stores only the rows, without the columns that it does not need.",
        "Columns that are not stored (by header or number): 审核者, 7",
    ]


def test_json_has_the_checksum_and_the_columns_that_are_not_stored(folder):
    data = text((*GOOD, "canary"), header=(*LONG, "canary"))
    told = json.loads(check(data, "--json").stdout)
    assert told["sha256"] == hashlib.sha256(data).hexdigest()
    assert told["kept"] == {"form": "rows", "dropped_columns": ["6"]}


def test_of_a_refused_file_nothing_is_kept_that_could_name_somebody(folder):
    told = json.loads(check(text((*GOOD, "canary"), header=(*LONG, "姓名")), "--json").stdout)
    assert told["kept"] == {"form": "nothing", "dropped_columns": []}
