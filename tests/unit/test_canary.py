"""A name put wherever a lab can type comes out nowhere but where it belongs."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.support.command import hepaflow
from tests.support.profiles import ENGLISH, profile_toml

NAME = "Zhangsancanary"  # nothing marks it as a name, so no rule of the screening refuses the file
SUBJECT = "canary-001"
HEADER = (
    "Subject",
    "Collected",
    "Test",
    "Result",
    "Units",
    "Flag",
    "Status",
    "Barcode",
    "Visit",
    "Remark",
    "Comment",
)
COLUMNS = {"flag": "Flag", "status": "Status", "specimen": "Barcode", "visit": "Visit", "comment": "Comment"}
ROWS = [  # accepted, rejected, held, skipped, noted, ragged; every one with the canary where nothing may repeat it
    (SUBJECT, "2024-03-22", "ALT", "45", "U/L", NAME, "", NAME, NAME, NAME, NAME),
    (SUBJECT, "2024-03-22", "AST", "4O", "U/L", NAME, NAME, NAME, NAME, NAME, NAME),
    (SUBJECT, "2034-03-22", "ALT", "45", "U/L", "", "", NAME, NAME, NAME, NAME),
    (SUBJECT, "2024-03-22", "ALP", "pending", "U/L", "", "", NAME, NAME, NAME, NAME),
    (SUBJECT, "03/04/2024", "ALP", "45", "U/hl", "", "", NAME, NAME, NAME, NAME),
    (f"{NAME}", "2024-03-22", "ALT", "45", "U/L", "", "", NAME, NAME, NAME, NAME),
    (SUBJECT, "2024-03-22", "ALT", "46", "U/L", "", "", NAME, NAME, NAME, NAME, NAME),
]  # fmt: skip
HEPAFLOW = Path(sys.executable).with_name("hepaflow")


def data(rows=ROWS, header=HEADER) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


def profile(pattern="canary-[0-9]+", personal="refuse") -> str:
    return profile_toml(
        "STUDY",
        "C-01",
        ENGLISH | COLUMNS,
        file=f'personal_columns = "{personal}"',
        more=f"[subject]\npattern = '{pattern}'",
    )


def arguments(folder: Path, content: bytes, declared: str = "", suffix: str = "csv") -> list[str]:
    """Write a file that bears the name; return the command that checks it."""
    file = folder / f"{NAME} {SUBJECT}.{suffix}"
    file.write_bytes(content)
    (folder / "profile.toml").write_text(declared or profile(), encoding="utf-8")
    return ["check", str(file), "--profile", str(folder / "profile.toml")]


def check(folder: Path, content: bytes, *options: str, **file: str) -> str:
    """Return all that the command says of a file that bears the name."""
    ended = hepaflow(*arguments(folder, content, **file), *options)
    assert ended.status in (1, 2), ended.stderr
    return ended.stdout + ended.stderr


def test_process_prints_no_name_and_no_subject(tmp_path):
    command = [HEPAFLOW, *arguments(tmp_path, data())]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    assert (ended.returncode, ended.stderr) == (1, "")
    assert ended.stdout
    assert "canary" not in ended.stdout


@pytest.mark.parametrize("options", [(), ("--json",), ("--lang", "zh"), ("--json", "--lang", "zh")])
def test_no_name_and_no_subject_is_printed(tmp_path, options):
    told = check(tmp_path, data(), *options)
    assert told
    assert "canary" not in told


def test_no_name_and_no_subject_stands_in_the_issues(tmp_path):
    check(tmp_path, data(), "--issues", str(tmp_path / "issues.csv"))
    told = (tmp_path / "issues.csv").read_text("utf-8")
    assert "date-ambiguous" in told
    assert "canary" not in told


def test_the_subject_stands_in_the_results_and_what_is_unmapped_does_not(tmp_path):
    rows = [(*row[:5], "", "", "B1", "V1", NAME, NAME, *row[11:]) for row in ROWS]
    check(tmp_path, data(rows), "--results", str(tmp_path / "results.csv"))
    told = (tmp_path / "results.csv").read_text("utf-8")
    assert SUBJECT in told
    assert NAME not in told


def test_the_rows_to_fix_are_the_lab_s_own_without_what_is_unmapped(tmp_path):
    rows = [(*row[:5], "", "", "B1", "V1", NAME, "", *row[11:]) for row in ROWS if row[0] == SUBJECT]
    check(tmp_path, data(rows), "--rejected", str(tmp_path / "rejected.csv"))
    told = (tmp_path / "rejected.csv").read_text("utf-8-sig")
    assert SUBJECT in told
    assert NAME not in told


@pytest.mark.parametrize("person", [f"{NAME}@example.org", f"{NAME} 13912345678"])
@pytest.mark.parametrize("options", [(), ("--json",), ("--lang", "zh")])
@pytest.mark.parametrize("place", [2, 3, 4, 5, 10])
def test_a_person_in_a_mapped_cell_refuses_the_file_and_is_not_named(tmp_path, person, options, place):
    row = [*ROWS[0][:5], "", "", "", "", "", ""]
    row[place] = person
    told = check(tmp_path, data([tuple(row)]), *options, "--issues", str(tmp_path / "issues.csv"))
    told += (tmp_path / "issues.csv").read_text("utf-8")
    assert "personal-data" in told
    assert "canary" not in told


def test_a_person_in_a_comment_that_is_dropped_is_in_no_output(tmp_path):
    rows = [(*row[:5], "", "", "", "", "", f"ask {NAME}@example.org") for row in ROWS if row[0] == SUBJECT]
    outputs = {name: tmp_path / f"{name}.csv" for name in ("results", "issues", "rejected")}
    options = [part for name, path in outputs.items() for part in (f"--{name}", str(path))]
    told = check(tmp_path, data(rows), *options, declared=profile(personal="drop"))
    told += "".join(path.read_text("utf-8-sig") for path in outputs.values())
    assert NAME not in told


@pytest.mark.parametrize(
    "content",
    [
        data(header=(NAME, *HEADER[1:])),
        data(header=(*HEADER[:-2], f"姓名：{NAME}", HEADER[-1])),
        data() + f'"{NAME}'.encode(),
        data() + f"{NAME}\0".encode(),
        data() + NAME.encode("gb18030"),
        f"%PDF-1.7 {NAME}".encode(),
        f"<html>{NAME}".encode(),
        b"PK\x03\x04" + NAME.encode(),
    ],
)
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_refused_file_names_nobody(tmp_path, content, options):
    told = check(tmp_path, content, *options)
    assert "canary" not in told


def test_the_names_of_a_workbook_s_sheets_are_not_repeated(tmp_path):
    book, saved = Workbook(), io.BytesIO()
    book.active.title = NAME
    book.active.append(HEADER)
    book.save(saved)
    declared = profile().replace("[file]", '[file]\nsheet = "Results"')
    assert "canary" not in check(tmp_path, saved.getvalue(), declared=declared, suffix="xlsx")


def test_json_of_the_canary_file_tells_of_every_row(tmp_path):
    """The canary file is a real one: rows of it go to every place."""
    told = json.loads(check(tmp_path, data(), "--json"))
    assert [told[kind] for kind in ("rows", "accepted", "held", "rejected", "skipped")] == [7, 1, 1, 4, 1]
