"""Real public files with an oracle column: every value agrees, none is missing, none is of another specimen."""

import csv
from collections import Counter
from datetime import UTC, datetime
from fractions import Fraction
from io import StringIO
from pathlib import Path

import pytest
from tests.support.real_files import EICU, PBC, SDTM, dated, wide_profile

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Comparator, Observation
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.read_file import read_file

pytestmark = pytest.mark.real_data

RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)
TOLERANCE = Fraction(12, 10_000)  # the oracles are printed with 3 to 4 digits


def read(data: bytes, toml: str, catalog) -> Outcome:
    outcome = read_file(data, profile_from_toml(toml), catalog, RECEIVED)
    assert not outcome.refused, outcome.issues
    assert outcome.counts.balanced()
    return outcome


def by_line(outcome: Outcome) -> dict[tuple[int, str], Observation]:
    return {
        (line, report.analyte): report
        for panel in outcome.panels
        for line, report in zip(panel.lines, panel.observations, strict=True)
    }


def agrees(value: Fraction, oracle: Fraction) -> bool:
    return abs(value - oracle) <= TOLERANCE * abs(oracle)


def lines(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"))))


# --- CDISC pilot study, SDTM LB as CSV: LBSTRESN in LBSTRESU is the oracle


@pytest.mark.parametrize("name", ["psdtm_lb_site701_702_full.csv", "psdtm_lb_metabolic.csv"])
def test_sdtm_results_agree_with_the_standardized_ones(real_data: Path, name, catalog):
    data = (real_data / "cdisc" / name).read_bytes()
    outcome = read(data, SDTM, catalog)
    reports = {line: report for (line, _), report in by_line(outcome).items()}
    canonical = {code: analyte.unit.cdisc for code, analyte in catalog.analytes.items()}
    compared = Counter()
    for line, row in enumerate(lines(data), start=2):
        code = {"BUN": "UREAN"}.get(row["LBTESTCD"], row["LBTESTCD"])
        if code not in catalog.analytes or row["LBCAT"] == "URINALYSIS":
            assert line not in reports, row
            continue
        report = reports[line]
        assert report.analyte == code
        unit = {"GI/L": "10^9/L", "TI/L": "10^12/L", "1": "L/L", "mU/L": "mIU/L"}.get(
            row["LBSTRESU"], row["LBSTRESU"]
        )
        if unit == canonical[code] and row["LBSTRESN"]:
            assert agrees(Fraction(report.value), Fraction(row["LBSTRESN"])), row
            compared[code] += 1
        elif row["LBORRES"].startswith("<"):
            assert report.operator is Comparator.LT
        else:  # haemoglobin in mmol/L and its means, HbA1c in mmol/mol: another basis than ours; ours is the reported one, scaled
            assert code in ("HGB", "HBA1CHGB", "LYMLE", "EOSLE", "MONOLE", "BASOLE", "MCH", "MCHC"), row
    assert sum(compared.values()) > 200, compared


# --- eICU demo: labresult in the unit of labmeasurenamesystem; labs typed the interface unit in 60 ways

# name in the file: analyte, and canonical units in one system unit (AMA Manual of Style 11th ed., table of SI
# conversion factors; electrolytes: definition)
EICU_FACTORS = {
    "BUN": ("UREAN", "0.357"), "creatinine": ("CREAT", "88.4"), "total bilirubin": ("BILI", "17.104"),
    "direct bilirubin": ("BILDIR", "17.104"), "albumin": ("ALB", "10"), "total protein": ("PROT", "10"),
    "AST (SGOT)": ("AST", "1"), "ALT (SGPT)": ("ALT", "1"), "alkaline phos.": ("ALP", "1"), "LDH": ("LDH", "1"),
    "amylase": ("AMYLASE", "1"), "lipase": ("LIPASET", "1"), "CPK": ("CK", "1"), "sodium": ("SODIUM", "1"),
    "potassium": ("K", "1"), "chloride": ("CL", "1"), "bicarbonate": ("BICARB", "1"), "Total CO2": ("CO2", "1"),
    "calcium": ("CA", "0.2495"), "magnesium": ("MG", "0.4114"), "phosphate": ("PHOS", "0.3229"),
    "glucose": ("GLUC", "0.0555"), "uric acid": ("URATE", "59.485"), "triglycerides": ("TRIG", "0.0113"),
    "total cholesterol": ("CHOL", "0.02586"), "HDL": ("HDL", "0.02586"), "LDL": ("LDL", "0.02586"),
    "PT": ("PT", "1"), "PTT": ("APTT", "1"), "PT - INR": ("INR", "1"), "fibrinogen": ("FIBRINO", "0.01"),
    "Hgb": ("HGB", "10"), "Hct": ("HCT", "0.01"), "RBC": ("RBC", "1"), "WBC x 1000": ("WBC", "1"),
    "platelets x 1000": ("PLAT", "1"), "CRP": ("CRP", "10"), "ammonia": ("AMMONIA", "1"),
    "MCV": ("MCV", "1"), "MCH": ("MCH", "1"), "MCHC": ("MCHC", "10"), "RDW": ("RDW", "1"), "MPV": ("MPV", "1"), "Fe": ("IRON", "0.179"),
    "Ferritin": ("FERRITIN", "1"), "TSH": ("TSH", "1"), "lactate": ("LACTICAC", "1"),
}  # fmt: skip
# the interface unit says another thing than the system unit: the file contradicts itself, ours follows the interface
EICU_OTHER_UNIT = {("magnesium", "meq/L"): "0.5"}
# rows that must not become results: a red cell count and a concentration in percent, a carbon dioxide without a unit
EICU_REJECTED = {
    ("RBC", "%"): IssueCode.UNIT_MISMATCH,
    ("MCHC", "%"): IssueCode.UNIT_MISMATCH,
    ("Total CO2", ""): IssueCode.UNIT_MISSING,
}


def test_eicu_results_agree_with_the_numeric_column(real_data: Path, catalog):
    data = (real_data / "eicu" / "eicu_demo_lab_open.csv").read_bytes()
    outcome = read(data, EICU, catalog)
    reports = {line: report for (line, _), report in by_line(outcome).items()}
    rejected = {issue.line: issue.code for issue in outcome.issues}
    compared = Counter()
    for line, row in enumerate(lines(data), start=2):
        name, unit = row["labname"], row["labmeasurenameinterface"]
        if name not in EICU_FACTORS:
            assert line not in reports, row
        elif (name, unit) in EICU_REJECTED:
            assert rejected[line] is EICU_REJECTED[name, unit]
        elif row["labresult"]:
            analyte, factor = EICU_FACTORS[name]
            expected = Fraction(row["labresult"]) * Fraction(EICU_OTHER_UNIT.get((name, unit), factor))
            assert reports[line].analyte == analyte
            assert reports[line].unit == catalog.analytes[analyte].unit.code
            assert agrees(Fraction(reports[line].value), expected), (row, reports[line].value)
            compared[analyte] += 1
    assert sum(compared.values()) > 3000, compared


def test_eicu_several_values_at_one_time_are_all_there_and_flagged(real_data: Path, catalog):
    data = (real_data / "eicu" / "eicu_demo_lab_open.csv").read_bytes()
    outcome = read(data, EICU, catalog)
    reports = by_line(outcome)
    told: dict[int, set[IssueCode]] = {}
    for issue in outcome.issues:
        told.setdefault(issue.line, set()).add(issue.code)
    groups: dict[tuple[str, str, str], list[tuple[int, str]]] = {}
    for line, row in enumerate(lines(data), start=2):
        groups.setdefault((row["patientunitstayid"], row["collected_at"], row["labname"]), []).append(
            (line, row["labresult"])
        )
    several = 0
    for (_, _, name), entries in groups.items():
        present = [
            (line, value) for line, value in entries if (line, EICU_FACTORS.get(name, ("",))[0]) in reports
        ]
        if len({value for _, value in present}) > 1:
            several += 1
            assert all(IssueCode.CONFLICT in told[line] for line, _ in present), (name, present)
    assert several > 0


# --- NHANES standard biochemistry profile: each analyte in two units side by side; the file has no dates

NHANES = {  # US column: analyte, unit, SI column
    "Albumin, refrigerated serum (g/dL)": ("ALB", "g/dL", "Albumin, refrigerated serum (g/L)"),
    "Blood Urea Nitrogen (mg/dL)": ("UREAN", "mg/dL", "Blood Urea Nitrogen (mmol/L)"),
    "Creatinine, refrigerated serum (mg/dL)": ("CREAT", "mg/dL", "Creatinine, refrigerated serum (umol/L)"),
    "Globulin (g/dL)": ("GLOBUL", "g/dL", "Globulin (g/L)"),
    "Glucose, refrigerated serum (mg/dL)": ("GLUC", "mg/dL", "Glucose, refrigerated serum (mmol/L)"),
    "Phosphorus (mg/dL)": ("PHOS", "mg/dL", "Phosphorus (mmol/L)"),
    "Total Bilirubin (mg/dL)": ("BILI", "mg/dL", "Total Bilirubin (umol/L)"),
    "Total Calcium (mg/dL)": ("CA", "mg/dL", "Total Calcium (mmol/L)"),
    "Cholesterol, refrigerated serum (mg/dL)": ("CHOL", "mg/dL", "Cholesterol, refrigerated serum (mmol/L)"),
    "Total Protein (g/dL)": ("PROT", "g/dL", "Total Protein (g/L)"),
    "Triglycerides, refrig serum (mg/dL)": ("TRIG", "mg/dL", "Triglycerides, refrig serum (mmol/L)"),
    "Uric acid (mg/dL)": ("URATE", "mg/dL", "Uric acid (umol/L)"),
}  # fmt: skip


# its calcium in mmol/L is mg/dL times 0.25, a rounded factor: 0.19 % above the atomic weight's 0.2495
NHANES_ROUNDED_FACTOR = {"CA": (Fraction("0.25"), Fraction("0.2495"))}


def last_digits(rows: list[dict[str, str]], column: str) -> Fraction:
    """Return what the last printed digit of a column is worth."""
    return Fraction(1, 10 ** max(len(row[column].partition(".")[2]) for row in rows))


def test_nhanes_us_units_agree_with_its_si_columns(real_data: Path, catalog):
    data = dated((real_data / "nhanes" / "biopro_j_wide_labels_400.csv").read_bytes())
    profile = wide_profile("Respondent Sequence Number", {name: entry[:2] for name, entry in NHANES.items()})
    reports = by_line(read(data, profile, catalog))
    rows = lines(data)
    compared, by_digit = Counter(), Counter()
    for us_column, (analyte, _, si_column) in NHANES.items():
        rounded_factor, exact_factor = NHANES_ROUNDED_FACTOR.get(analyte, (Fraction(1), Fraction(1)))
        digit = last_digits(rows, si_column)
        for line, row in enumerate(rows, start=2):
            assert bool(row[us_column]) == ((line, analyte) in reports)
            if row[us_column]:
                value = Fraction(reports[line, analyte].value)
                oracle = Fraction(row[si_column]) / rounded_factor * exact_factor
                compared[analyte] += 1
                by_digit[analyte] += not agrees(value, oracle)
                assert agrees(value, oracle) or abs(value - oracle) <= digit, (
                    us_column,
                    row[us_column],
                    oracle,
                )
    assert sum(compared.values()) > 4000


# --- Mayo Clinic PBC trial: published in US units, no dates


def test_pbc_values_are_all_there_in_canonical_units(real_data: Path, catalog):
    data = dated((real_data / "cohorts" / "pbc.csv").read_bytes())
    reports = by_line(
        read(data, wide_profile("id", {name: entry[:2] for name, entry in PBC.items()}), catalog)
    )
    for line, row in enumerate(lines(data), start=2):
        for column, (analyte, _, factor) in PBC.items():
            if row[column] and row[column] != "NA":
                assert agrees(
                    Fraction(reports[line, analyte].value), Fraction(row[column]) * Fraction(factor)
                ), row
            else:
                assert (line, analyte) not in reports
