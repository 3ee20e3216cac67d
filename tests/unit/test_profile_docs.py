"""Every situation of docs/profiles.md is what hepaflow does."""

import csv
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hepaflow.catalog.loader import load
from hepaflow.domain.issues.places import place_text
from hepaflow.domain.profile.parts import FileFormat
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.profiles.parse import ProfileFault, check_against, profile_from_toml
from hepaflow.pipeline.profiles.references import CatalogReferences
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.read_file import read_file
from hepaflow.writers.tables import write_results

PAGE = (Path(__file__).parents[2] / "docs" / "profiles.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+ ?\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RECEIVED = datetime(2025, 9, 1, tzinfo=UTC)


@dataclass
class Situation:
    profile: str
    file: str
    expected: str


def blocks() -> list[tuple[str, str]]:
    return BLOCK.findall(PAGE)


def situations() -> list[Any]:
    """Return each profile with the file and the expected rows below it, under its heading."""
    found = []
    for section in PAGE.split("\n## ")[1:]:
        parts = BLOCK.findall(section)
        for number in range(0, len(parts), 3):
            profile, file, expected = parts[number : number + 3]
            assert (profile[0][:4], expected[0]) == ("toml", "text expected")
            assert file[0] in {"csv", "csv workbook", "json"}
            found.append(
                pytest.param(Situation(profile[1], file[1], expected[1]), id=section.splitlines()[0])
            )
    return found


def completed(text: str) -> Profile:
    """Return the profile of a block; a fragment adds its tables to the first profile of the page."""
    if text.startswith("study"):
        return profile_from_toml(text)
    whole = tomllib.loads(blocks()[1][1])
    for table, added in tomllib.loads(text, parse_float=Decimal).items():
        whole[table] = {**whole.get(table, {}), **added} if isinstance(added, dict) else added
    return Profile.model_validate(whole)


def as_sent(situation: Situation, profile: Profile) -> bytes:
    if profile.file.format is not FileFormat.WORKBOOK:
        return situation.file.encode(profile.file.encoding)
    book = openpyxl.Workbook()
    book.active.title = profile.file.sheet or "Sheet1"
    for number, (title, text) in enumerate(sheets(situation.file)):
        sheet = book.create_sheet(title) if number and title else book.active
        sheet.title = title or sheet.title
        for row in csv.reader(StringIO(text)):
            sheet.append([cell or None for cell in row])
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def sheets(text: str) -> list[tuple[str, str]]:
    """Return the name and the rows of each sheet; of an example without names, all rows as one sheet."""
    first, *named = re.split(r"^\[sheet\] ", text, flags=re.MULTILINE)
    return [("", first)] if first else [(one.split("\n", 1)[0], one.split("\n", 1)[1]) for one in named]


def place_order(place: str) -> list[tuple[int, str]]:
    """Return what orders places: numbers as numbers, then the letters of a column."""
    letters = re.sub("[^A-Z]", "", place)
    return [*((int(part), "") for part in re.findall("[0-9]+", place)), (0, letters)]


def rows(outcome: Outcome, profile: Profile, columns: list[str]) -> list[list[str]]:
    """Return what became of each row, in line order: its result, or its line and issues only."""
    text = StringIO()
    write_results(outcome.panels, profile, text, places=outcome.places)
    results = list(csv.DictReader(StringIO(text.getvalue())))
    told: dict[str, list[str]] = {}
    for issue in outcome.issues:
        told.setdefault(place_text(issue.line, outcome.places), []).append(issue.code)
    without = told.keys() - {result["line"] for result in results}
    results += [{"line": line, "issues": ";".join(dict.fromkeys(told[line]))} for line in without]
    results.sort(key=lambda result: (result["line"].startswith("SHEET"), place_order(result["line"])))
    return [[result.get(column, "") for column in columns] for result in results]


@pytest.mark.parametrize("situation", situations())
def test_each_situation_becomes_what_the_page_says(situation):
    profile = completed(situation.profile)
    header, *expected = csv.reader(StringIO(situation.expected))
    outcome = read_file(as_sent(situation, profile), profile, load(), RECEIVED)
    assert not outcome.refused, outcome.issues
    assert rows(outcome, profile, header) == expected


@pytest.mark.parametrize("situation", situations())
def test_each_profile_refers_to_what_the_catalog_knows(situation):
    assert check_against(completed(situation.profile), CatalogReferences(load())) == []


def test_the_message_that_the_page_shows_is_one():
    text = blocks()[1][1] + '[units]\nCREAT = [{unit = "mg/dL"}, {unit = "umol/L", from = "2024-14-01"}]\n'
    with pytest.raises(ProfileFault) as caught:
        profile_from_toml(text)
    assert (blocks()[0][0], blocks()[0][1].strip()) == ("text message", str(caught.value))


def test_every_key_of_a_profile_is_on_the_page():
    keys = [
        key
        for shown in (Profile, *(field.annotation for field in Profile.model_fields.values()))
        if hasattr(shown, "model_fields")
        for key in shown.model_fields
    ]
    assert [key for key in keys if not re.search(rf"\b{key}\b", PAGE)] == []
