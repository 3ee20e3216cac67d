"""The files in examples/ are what scripts/build_examples.py makes, and what examples/README.md says of them is true."""

import csv
import re
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from scripts.build_examples import EXAMPLES
from scripts.published import TESTS, in_si, visits

from hepaflow.catalog.loader import load
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.profiles.parse import check_against, profile_from_toml
from hepaflow.pipeline.profiles.references import CatalogReferences
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.read_file import read_file

FOLDER = Path(__file__).parents[2] / "examples"
README = (FOLDER / "README.md").read_text(encoding="utf-8")
RECEIVED = datetime(2025, 9, 1, tzinfo=UTC)
GOOD = sorted(EXAMPLES.keys() - {"mistakes.csv"})


def profile_of(name: str) -> Profile:
    return profile_from_toml((FOLDER / name).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def outcome_of(name: str) -> Outcome:
    return read_file((FOLDER / name).read_bytes(), profile_of(name), load(), RECEIVED)


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_file_is_rebuilt_byte_for_byte(name):
    assert (FOLDER / name).read_bytes() == EXAMPLES[name]()


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_file_is_large(name):
    assert (FOLDER / name).stat().st_size < 300_000


def test_every_published_number_survives_the_si_center():
    for test in TESTS:
        for visit in (visit for group in visits().values() for visit in group if test.code in visit.values):
            published = visit.values[test.code]
            back = Fraction(in_si(test, published)) / test.si_factor
            places = -min(0, int(published.as_tuple().exponent))
            assert round(back, places) == Fraction(published)


def test_a_number_printed_in_si_is_the_published_one():
    bilirubin = TESTS[0]
    assert in_si(bilirubin, Decimal("14.5")) == "248.0"  # 14.5 mg/dL x 10,000,000 / 584,673


@pytest.mark.parametrize("name", GOOD)
def test_nothing_in_a_good_file_is_refused_or_rejected(name):
    outcome = outcome_of(name)
    assert (outcome.refused, outcome.counts.rejected) == (False, 0), outcome.issues[:5]
    assert outcome.counts.balanced()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_readme_counts_rows_as_hepaflow_does(name):
    counts = outcome_of(name).counts
    line = next(line for line in README.splitlines() if line.startswith(f"| `{name}`"))
    told = [int(cell.replace(",", "")) for cell in line.split("|")[-6:-1]]
    assert told == [counts.rows, counts.accepted, counts.held, counts.rejected, counts.skipped]


def test_the_readme_tells_every_mistake_as_hepaflow_does():
    told = {
        int(line): codes for line, codes in re.findall(r"^\| (\d+) \|.*\| ([^|]*) \|$", README, re.MULTILINE)
    }
    found: dict[int, set[str]] = {}
    for issue in outcome_of("mistakes.csv").issues:
        found.setdefault(issue.line, set()).add(issue.code)
    assert {line: set(re.findall("`([a-z-]+)`", codes)) for line, codes in told.items()} == {
        line: found.get(line, set()) for line in sorted(told.keys() | found.keys())
    }


def test_one_subject_is_measured_by_two_centers():
    reports = {
        (panel.subject, name): [report.raw_unit for report in panel.observations if report.analyte == "BILI"]
        for name in ("us-long.csv", "central-lab.csv")
        for panel in outcome_of(name).panels
    }
    assert (reports["US01-0004", "us-long.csv"], reports["US01-0004", "central-lab.csv"]) == (
        ["mg/dL"],
        ["umol/L"],
    )


def test_no_made_up_date_lies_after_2025():
    assert max(visit.collected_at for group in visits().values() for visit in group).year <= 2025


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_profile_refers_to_what_the_catalog_knows(name):
    assert check_against(profile_of(name), CatalogReferences(load())) == []


def test_the_mistakes_stand_where_the_readme_counts_them():
    physical = (FOLDER / "mistakes.csv").read_text(encoding="utf-8").count("\n")
    rows = sum(1 for _ in csv.reader(StringIO((FOLDER / "mistakes.csv").read_text(encoding="utf-8"))))
    assert (physical, rows) == (46, 44)  # two cells hold a line break


def test_the_list_of_draws_says_what_is_expected_not_done_and_who_withdrew():
    outcome = outcome_of("clinical/us-draws.csv")
    assert outcome.counts.accepted == outcome.counts.rows == 16
    told = {
        (panel.subject, panel.collected_at.wall, report.analyte): str(report.number)
        for panel in outcome.panels
        for report in panel.observations
        if panel.visit == "NEXT VISIT"
    }
    assert told == {
        ("US01-0001", "2026-01-12", "DRAWEXP"): "1",  # a day to come
        ("US01-0002", "2025-06-16", "DRAWDONE"): "0",
        ("US01-0003", "2025-06-23", "WITHDRWN"): "1",
        ("US01-0004", "2025-06-30", "DRAWEXP"): "0",
    }


@pytest.mark.parametrize("name", ["clinical/us-edc.csv", "clinical/cn-edc.csv"])
def test_statements_of_an_edc_become_grades(name):
    first = outcome_of(name).panels[0]
    told = {report.analyte: str(report.number) for report in first.observations}
    assert told == {
        "ASCITES": "1", "ASCTRT": "1", "HE": "1", "HETRT": "0", "DIALYSIS": "0", "ALBINF": "0", "TRANSPL": "0", "TIPS": "0",
    }  # fmt: skip
    last = outcome_of(name).panels[-1].observations
    assert [str(report.number) for report in last if report.analyte == "TIPS"] == ["1"]
