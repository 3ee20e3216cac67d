"""Every example of docs/formats.md is what hepaflow does, and every format has one."""

import csv
import io
import re
import tomllib
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.fuzz.seeds import READERS

from hepaflow.catalog.loader import load
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.places import place_text
from hepaflow.domain.profile.parts import FileFormat
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.intake.archives import read_all
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.read_file import read_file
from hepaflow.writers.tables import write_results

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+ ?\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEAD = {"study": "S", "center": "C-1", "version": 1, "time_zone": "Asia/Shanghai"}
RECEIVED = datetime(2025, 9, 1, tzinfo=UTC)


@dataclass
class Example:
    title: str
    profile: Profile
    file: bytes
    expected: str


def sections() -> list[Any]:
    found = []
    for section in PAGE.split("\n## ")[1:]:
        title, text = section.split("\n", 1)
        profile, file, expected = BLOCK.findall(text)
        assert (profile[0], expected[0]) == ("toml", "text expected")
        told = Profile.model_validate({**HEAD, **tomllib.loads(profile[1], parse_float=Decimal)})
        found.append(pytest.param(Example(title, told, as_sent(*file), expected[1]), id=title))
    return found


def as_sent(kind: str, text: str) -> bytes:
    if kind == "csv workbook":
        book = openpyxl.Workbook()
        for row in csv.reader(io.StringIO(text)):
            book.active.append([cell or None for cell in row])
        saved = io.BytesIO()
        book.save(saved)
        return saved.getvalue()
    if kind == "csv zip":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("results.csv", text)
        return packed.getvalue()
    return text.encode()


def rows(outcome: Outcome, profile: Profile, columns: list[str]) -> list[list[str]]:
    """What became of each row, in the order of the file; one without a result has its place and its issues."""
    text = io.StringIO()
    write_results(outcome.panels, profile, text)
    results = list(csv.DictReader(io.StringIO(text.getvalue())))
    told: dict[int, list[str]] = {}
    for issue in outcome.issues:
        told.setdefault(issue.line, []).append(issue.code)
    without = told.keys() - {int(result["line"]) for result in results}
    results += [{"line": str(line), "issues": ";".join(dict.fromkeys(told[line]))} for line in without]
    results.sort(key=lambda result: int(result["line"]))
    shown = [{**result, "line": place_text(int(result["line"]), outcome.places)} for result in results]
    return [[result.get(column, "") for column in columns] for result in shown]


@pytest.mark.parametrize("example", sections())
def test_each_example_becomes_what_the_page_says(example):
    header, *expected = csv.reader(io.StringIO(example.expected))
    read = read_all("file", example.file, lambda data: read_file(data, example.profile, load(), RECEIVED))
    assert [outcome.issues for _, outcome in read if outcome.refused] == []
    assert [row for _, outcome in read for row in rows(outcome, example.profile, header)] == expected


def test_every_format_has_an_example():
    shown = {section.values[0].profile.file.format for section in sections()}
    assert shown >= set(FileFormat)


def test_every_format_is_fuzzed():
    assert set(READERS) >= set(FileFormat)


def test_every_code_on_the_page_is_one():
    named = set(
        re.findall(
            r"`((?:file|row|message|record|archive|cell|sheet|value|quality|not|converted)-[a-z-]+)`", PAGE
        )
    )
    assert named <= set(IssueCode)
