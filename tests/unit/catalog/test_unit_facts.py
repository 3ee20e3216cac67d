"""Every raw unit spelling that was collected for this project gets the action and exact factor it lists."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from hepaflow.catalog.loader import Catalog
from hepaflow.domain.analytes.resolve import resolve_unit
from hepaflow.domain.issues.issues import IssueCode, Refused

pytestmark = pytest.mark.real_data

REFUSALS = {
    IssueCode.UNIT_REFUSED,
    IssueCode.UNIT_UNCONVERTIBLE,
    IssueCode.UNIT_MISMATCH,
    IssueCode.UNIT_MISSING,
}
# the condition in the facts, and the basis that a profile declares for it
BASES = {
    "lab declares Hb(Fe) monomer basis": "Hb(Fe)",
    "lab declares mass is expressed as NH3": "NH3",
    "lab declares mass is expressed as nitrogen (NH3-N)": "N",
    "all values in file <= 1": "fraction",
    "unit explicitly fraction and value <= 2": "fraction",
    "value < 0.25": "fraction",
    "lab declares platform factor": "WHO 72/225",
    "lab declares CO2CP volumes percent": "CO2CP",
    "activity assay confirmed": "activity",
}


def tsv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def codes(facts: Path, catalog: Catalog) -> dict[str, str]:
    return {
        row["code"]: next(code for code in (row["cdisc_testcd"], row["code"]) if code in catalog.analytes)
        for row in tsv(facts / "analytes.tsv")
    }


def answer(row: dict[str, str], code: str, catalog: Catalog) -> str:
    """Return what hepaflow does with a raw unit, in the words of the facts."""
    bases = frozenset({BASES[row["condition"]]} if row["action"] == "SCALE_IF_DECLARED" else ())
    try:
        unit = resolve_unit(row["raw_unit"], catalog.analytes[code], catalog, bases)
    except Refused as refusal:
        return "REFUSE" if refusal.issue.code in REFUSALS else refusal.issue.code
    if unit.conversion.power:
        return "POW10"
    return f"{unit.conversion.factor} {unit.conversion.offset}"


def expected(row: dict[str, str]) -> str:
    if row["action"] in ("REFUSE", "POW10"):
        return row["action"]
    return f"{Fraction(row['factor_rational'])} {Fraction(row['offset_rational'])}"


def test_every_spelling_gets_its_action_and_exact_factor(facts, catalog):
    analytes = codes(facts, catalog)
    rows = tsv(facts / "units.tsv")
    wrong = [
        (
            row["analyte_code"],
            row["raw_unit"],
            expected(row),
            answer(row, analytes[row["analyte_code"]], catalog),
        )
        for row in rows
        if answer(row, analytes[row["analyte_code"]], catalog) != expected(row)
    ]
    assert len(rows) == 3687
    assert wrong == []


def test_a_declared_fact_is_needed_where_the_facts_say_so(facts, catalog):
    analytes = codes(facts, catalog)
    for row in tsv(facts / "units.tsv"):
        if row["action"] == "SCALE_IF_DECLARED":
            undeclared = {**row, "action": "REFUSE"}
            assert answer(undeclared, analytes[row["analyte_code"]], catalog) == "REFUSE", row


def test_typing_faults_are_understood_and_marked(facts, catalog):
    analytes = codes(facts, catalog)
    for row in tsv(facts / "units.tsv"):
        if row["note"].startswith("typo") and row["action"] in ("IDENTITY", "SCALE"):
            unit = resolve_unit(row["raw_unit"], catalog.analytes[analytes[row["analyte_code"]]], catalog)
            assert unit.repaired, row


# published real values lie above the collected bound: Mayo PBC trial, ALP 13,862 U/L and cholesterol 1,775 mg/dL
RAISED = {("ALP", "hard_high"): "25000", ("CHOL", "hard_high"): "60"}


# The facts hold total carbon dioxide and bicarbonate for one; they are two analytes (LOINC 2028-9 and 1963-8).
SPLIT = {"CO2": {"Carbon dioxide, total", "总二氧化碳"}}


def test_all_analytes_of_the_facts_are_known(facts, catalog):
    analytes = codes(facts, catalog)
    assert len(analytes) == 74
    for row in tsv(facts / "analytes.tsv"):
        analyte = catalog.analytes[analytes[row["code"]]]
        assert analyte.unit.code == row["canonical_unit_ucum"]
        assert [str(bound) if bound is not None else "" for bound in (*analyte.hard, *analyte.alert)] == [
            RAISED.get((analyte.code, column), row[column])
            for column in ("hard_low", "hard_high", "alert_low", "alert_high")
        ]
        named = SPLIT.get(analyte.code, {row["name"], row["chinese_name"]})
        assert named == {analyte.name_en, analyte.name_zh}
