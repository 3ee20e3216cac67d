"""Each row of ctcae.tsv holds on both sides of each of its bounds, in exact decimals.

The rows are copied from a reading of the texts of CTCAE. The catalog names analytes by CDISC codes, and keeps one bound a line.
"""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from tests.support.day_reports import reported
from tests.support.graded import baselines, graded, one_day

from hepaflow.catalog.grades import grade_table_of
from hepaflow.catalog.loader import load
from hepaflow.domain.grades.facts import GradeFacts
from hepaflow.domain.grades.table import Basis

with (Path(__file__).parent / "ctcae.tsv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file, delimiter="\t"))
CDISC = {
    "TBIL": "BILI", "CREA": "CREAT", "FIB": "FIBRINO", "GLU": "GLUC", "PLT": "PLAT",
    "TC": "CHOL", "TG": "TRIG", "AMY": "AMYLASE", "LIPASE": "LIPASET",
}  # fmt: skip
GRADED = [row for row in ROWS if row["ctcae_version"] in ("5.0", "6.0")]
JUST = Decimal("0.0001")
AT_BASELINE = "2024-03-01T08:30"


def analyte_of(row: dict[str, str]) -> str:
    return CDISC.get(row["analyte_code"], row["analyte_code"])


def limits_of(row: dict[str, str]) -> tuple[Decimal, Decimal]:
    """A lower and an upper limit with which no other row of the term is in the way."""
    same = [one for one in GRADED if all(one[key] == row[key] for key in ("ctcae_version", "term"))]
    numbers = [
        Decimal(one[end]) for one in same for end in ("lower_bound", "upper_bound") if one[end][:1].isdigit()
    ]
    match row["bound_basis"]:
        case "ULN" | "LLNx" | "MAX(BASE,ULN)":
            return Decimal(4), Decimal(40)
        case "ULN+offset":
            return Decimal(120), Decimal(160)
        case "BASE":
            return Decimal(4), Decimal(1000) if analyte_of(row) == "CREAT" else Decimal(40)
        case "LLN" if numbers:
            return max(numbers) * Decimal("1.1"), max(numbers) * 3
        case _ if row["direction"] == "H":
            return Decimal(0), min(numbers, default=Decimal(40)) * Decimal("0.9")
        case _:
            return max(numbers, default=Decimal(4)) * Decimal("1.1"), max(numbers, default=Decimal(4)) * 3


def baseline_of(row: dict[str, str], lower: Decimal, upper: Decimal) -> Decimal:
    match row["variant"]:
        case "baseline_above_ULN":
            return upper * 2
        case "baseline_below_LLN":
            return lower / 2
        case "on_anticoagulation":
            return Decimal(2)
        case "baseline_arm":
            return Decimal(60)
        case "above_both_baseline_and_ULN":
            return Decimal(50)
        case _:
            return upper


def bound_of(row: dict[str, str], end: str, lower: Decimal, upper: Decimal) -> Decimal | None:
    text, basis = row[end], row["bound_basis"]
    if not text:
        return None
    if text in ("ULN", "LLN"):
        return {"ULN": upper, "LLN": lower}[text]
    number = Decimal(text)
    if basis == "ULN+offset":
        return upper + number
    base = baseline_of(row, lower, upper)
    factors = {"ULN": upper, "LLNx": lower, "BASE": base, "MAX(BASE,ULN)": max(base, upper)}
    return number * factors.get(basis, Decimal(1))


def grade_at(row: dict[str, str], value: Decimal, lower: Decimal, upper: Decimal) -> Decimal:
    analyte, variant = analyte_of(row), row["variant"]
    range_ = {"lower": str(lower), "upper": str(upper)}
    sents = [reported(analyte, str(value), **range_)]
    if analyte == "CA":
        sents.append(reported("ALB", "40", line="3"))
    facts = GradeFacts(
        symptoms={analyte: True}, anticoagulated=variant == "on_anticoagulation", fasting=variant == "fasting"
    )
    base = reported(analyte, str(baseline_of(row, lower, upper)), AT_BASELINE, **range_)
    found = graded(
        one_day(*sents),
        baselines(base),
        version=row["ctcae_version"],
        direction=row["direction"],
        analyte=analyte,
        facts=facts,
    )
    # readings of fibrinogen differ for a decrease from the baseline: these rows are about the limits
    return found.by_limits.value if analyte == "FIBRINO" else found.grade.value


@pytest.mark.parametrize(
    "row", GRADED, ids=lambda row: "{ctcae_version} {term} {variant} {grade}".format(**row)
)
def test_a_grade_begins_and_ends_at_its_bounds(row):
    lower, upper = limits_of(row)
    grade = int(row["grade"])
    beyond = {"H": 1, "L": -1}[row["direction"]]
    low, high = (bound_of(row, end, lower, upper) for end in ("lower_bound", "upper_bound"))
    for end, bound, is_included in ((-1, low, row["lower_inclusive"]), (1, high, row["upper_inclusive"])):
        if bound is None:
            continue
        inside = grade_at(row, bound - end * JUST, lower, upper)
        outside = grade_at(row, bound + end * JUST, lower, upper)
        at = grade_at(row, bound, lower, upper)
        assert inside == grade, (bound, "inside")
        assert (at == grade) is (is_included == "Y"), (bound, "at")
        assert (outside > grade) if end == beyond else (outside < grade), (bound, "outside", outside)
        assert at in (inside, outside)


def test_every_row_of_both_versions_is_there():
    assert len(GRADED) == 279
    assert {row["ctcae_version"] for row in ROWS if row not in GRADED} == {"4.03"}


@pytest.mark.parametrize("version", ["5.0", "6.0"])
def test_terms_that_the_text_grades_without_a_number_are_not_in_the_table(version):
    table = grade_table_of(version)
    assert "PHOS" not in table
    assert ("GLUC", "H") in [(one.analyte, one.direction) for one in table["GLUC"]] or version == "5.0"
    assert {one.direction for one in grade_table_of("5.0")["GLUC"]} == {"L"}


@pytest.mark.parametrize("version", ["5.0", "6.0"])
def test_the_table_names_analytes_of_the_catalog_in_their_unit(version):
    analytes = load().analytes
    units = {
        (row["analyte_code"], row["unit"])
        for row in GRADED
        if row["ctcae_version"] == version and row["unit"]
    }
    for code, unit in units:
        assert analytes[CDISC.get(code, code)].unit.code == unit
    assert set(grade_table_of(version)) == {
        analyte_of(row) for row in GRADED if row["ctcae_version"] == version
    }


def test_a_version_that_nobody_read_is_not_there():
    with pytest.raises(KeyError):
        grade_table_of("4.03")


def test_what_is_our_reading_is_marked():
    proposed = [
        bound for term in grade_table_of("5.0")["SODIUM"] for bound in term.bounds if bound.is_proposed
    ]
    assert {float(bound.bound) for bound in proposed} == {129.5, 125.0}
    assert {bound.basis for bound in proposed} == {Basis.ABS}
