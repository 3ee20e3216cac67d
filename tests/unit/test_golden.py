"""What hepaflow makes of the examples changes only on purpose, and agrees with the published numbers."""

import csv
from decimal import Decimal
from fractions import Fraction
from io import StringIO

import pytest
from scripts.build_golden import FILES, FOLDER, golden
from scripts.published import TESTS, visits

from hepaflow.domain.issues.issues import IssueCode

AGAIN = "if the change is wanted: make golden, look at the difference, and commit it"


@pytest.mark.parametrize("name", FILES)
def test_the_outputs_of_an_example_are_byte_for_byte_the_golden_ones(name):
    for output, content in golden(name).items():
        assert content == (FOLDER / output).read_bytes(), f"{output} differs; {AGAIN}"


def test_there_is_no_other_golden_file():
    assert {path.name for path in FOLDER.iterdir()} == {
        output for name in FILES for output in golden(name)
    }, AGAIN


def results(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO((FOLDER / f"{name}.results.csv").read_text("utf-8"), newline="")))


def issues(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO((FOLDER / f"{name}.issues.csv").read_text("utf-8"), newline="")))


def published() -> dict[tuple[int, str, str], Fraction]:
    """The published number in SI by case, wall time and analyte: exact, computed apart from hepaflow."""
    return {
        (visit.subject, f"{visit.collected_at:%Y-%m-%dT%H:%M}", test.code): Fraction(value) * test.si_factor
        for group in visits().values()
        for visit in group
        for test, value in visit.results
    }


def case(row: dict[str, str]) -> tuple[int, str, str]:
    return int(row["subject"][-4:]), row["collected_at"][:16], row["analyte"]


@pytest.mark.parametrize("name", ["us-long", "de-workbook"])
def test_results_are_the_published_numbers_in_si(name):
    """Centers that print the published unit: hepaflow's rounding to 6 digits is all that may differ."""
    exact = published()
    for row in results(name):
        assert abs(Fraction(row["value"]) / exact[case(row)] - 1) <= Fraction(5, 10**6)


@pytest.mark.parametrize("name", ["cn-wide", "central-lab"])
def test_results_of_si_centers_are_the_published_numbers_as_they_round_them(name):
    places = {test.code: test.si_places for test in TESTS}
    exact = published()
    for row in results(name):
        allowed = Fraction(Decimal(1).scaleb(-places[row["analyte"]])) / 2
        assert abs(Fraction(row["value"]) - exact[case(row)]) <= allowed


@pytest.mark.parametrize(
    ("name", "rows"), [("us-long", 632), ("cn-wide", 1433), ("de-workbook", 679), ("central-lab", 106)]
)
def test_no_published_number_is_lost_or_told_twice(name, rows):
    told = [case(row) for row in results(name)]
    assert len(told) == len(set(told)) == rows


def test_alerts_are_the_values_beyond_the_bounds_of_the_catalog():
    # alert bounds in SI: ALP above 1,000 U/L, CHOL above 10 mmol/L, BILI above 342 umol/L (20 mg/dL), ALB below 20 g/L, …
    bounds = {"ALP": (0, 1000), "CHOL": (0, 10), "BILI": (2, 342), "ALB": (20, 55), "AST": (0, 1000), "PLAT": (20, 1000), "PT": (0, 30)}  # fmt: skip
    for name in ("us-long", "cn-wide", "de-workbook", "central-lab"):
        beyond = [
            row["line"] + row["analyte"]
            for row in results(name)
            if not bounds[row["analyte"]][0] <= Fraction(row["value"]) <= bounds[row["analyte"]][1]
        ]
        assert [
            row["line"] + row["analyte"] for row in issues(name) if row["code"] == "value-alert"
        ] == beyond


def test_flags_are_those_of_the_made_up_ranges():
    ranges = {
        test.code: (Fraction(test.low or 0) * test.si_factor, Fraction(test.high) * test.si_factor)
        for test in TESTS
    }
    exact = published()
    for row in results("us-long"):
        low, high = ranges[row["analyte"]]
        value = exact[case(row)]
        edge = row["analyte"] == "CHOL" and value == high  # its range is `<200`: 200 itself is high
        expected = "L" if value < low else "H" if value > high or edge else "N"
        assert row["range_flag"] == expected


def test_the_codes_of_the_mistakes_are_known():
    assert {row["code"] for row in issues("mistakes")} <= set(IssueCode)
