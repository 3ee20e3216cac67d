"""Real SDTM LB: one dataset in four exchange formats, and LBSTRESN in LBSTRESU as the oracle of its results."""

import csv
import io
import json
from collections import Counter
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from tests.support.profiles import SDTM
from tests.support.real_files import REST_OF_SDTM, real_profile

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.read_file import read_file
from hepaflow.readers.archive import unpacked
from hepaflow.readers.cdisc.lb import read_cdisc

pytestmark = pytest.mark.real_data

RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)
TOLERANCE = Fraction(12, 10_000)  # the oracles are printed with 3 to 6 digits, factors with 4
FORMS = ("xpt", "json", "ndjson", "dsjc")
CDISC = real_profile({}, REST_OF_SDTM, file='format = "cdisc"')
CSV = real_profile(SDTM | {"standard_value": "LBSTRESN", "standard_unit": "LBSTRESU"}, REST_OF_SDTM)


def dataset(real_data: Path, form: str) -> bytes:
    return (real_data / "cdisc" / f"msg_sdtm_lb.{form}").read_bytes()


def read(data: bytes, toml: str, catalog) -> Outcome:
    outcome = read_file(data, profile_from_toml(toml), catalog, RECEIVED)
    assert not outcome.refused, outcome.issues
    assert outcome.counts.balanced()
    return outcome


def noted(outcome: Outcome) -> Counter:
    return Counter(issue.analyte for issue in outcome.issues if issue.code is IssueCode.CONVERTED_ELSEWHERE)


@pytest.mark.parametrize("form", FORMS)
def test_every_cell_of_the_dataset_is_read_alike(real_data: Path, form):
    content = json.loads(dataset(real_data, "json"), parse_float=str, parse_int=str)
    sheet = read_cdisc(dataset(real_data, form), FileLayout())
    assert list(sheet.header) == [column["name"] for column in content["columns"]]
    expected = [[cell or "" for cell in row] for row in content["rows"]]
    assert list(sheet.rows) == list(enumerate(expected, 1))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_results(real_data: Path, form, catalog):
    data = dataset(real_data, form)
    # this one is packed by gzip, which is opened like any archive before its content is looked at
    (data,) = (member.data for member in unpacked(data)) if form == "dsjc" else (data,)
    assert read(data, CDISC, catalog) == read(dataset(real_data, "xpt"), CDISC, catalog)


def test_the_results_agree_with_the_standardized_ones(real_data: Path, catalog):
    content = json.loads(dataset(real_data, "json"), parse_float=Fraction, parse_int=Fraction)
    names = [column["name"] for column in content["columns"]]
    outcome = read(dataset(real_data, "xpt"), CDISC, catalog)
    reports = {
        line: report
        for panel in outcome.panels
        for line, report in zip(panel.lines, panel.observations, strict=True)
    }
    units = {code: analyte.unit.cdisc for code, analyte in catalog.analytes.items()}
    compared = Counter()
    for line, cells in enumerate(content["rows"], 1):
        row = dict(zip(names, cells, strict=True))
        code = {"BUN": "UREAN"}.get(row["LBTESTCD"], row["LBTESTCD"])
        if code not in units or row["LBCAT"] == "URINALYSIS":
            assert line not in reports, row
            continue
        assert (reports[line].analyte, reports[line].raw.value) == (code, row["LBORRES"])
        if row["LBSTRESU"] == units[code] and row["LBSTRESN"] is not None:
            value, oracle = Fraction(reports[line].value), row["LBSTRESN"]
            assert abs(value - oracle) <= TOLERANCE * abs(oracle), row
            compared[code] += 1
    assert sum(compared.values()) > 2000, compared
    assert not noted(outcome)


# How many rows have a standard result that can be compared with ours. Not: haemoglobin in mmol/L (308) and its means in fmol
# and mmol/L (308 and 307), which have no one meaning, and a bilirubin and a glucose without a standard number (2).
# The white cells but neutrophils and lymphocytes are 3 x 296 counts and 3 x 12 fractions, mean volumes 307, thyrotropin 45.
COMPARABLE = {
    "psdtm_lb_site701_702_full.csv": 7386 - 308 - 2 + 3 * 296 + 3 * 12 + 307 + 45,
    "psdtm_lb_metabolic.csv": 278,
}


@pytest.mark.parametrize("name", COMPARABLE)
def test_the_pilot_study_was_standardized_as_we_would(real_data: Path, name, catalog):
    outcome = read((real_data / "cdisc" / name).read_bytes(), CSV, catalog)
    assert not noted(outcome)


@pytest.mark.parametrize("name", COMPARABLE)
def test_each_standard_result_that_is_one_percent_too_high_is_noted(real_data: Path, name, catalog):
    rows = list(csv.DictReader(io.StringIO((real_data / "cdisc" / name).read_text("utf-8-sig"))))
    written = io.StringIO()
    table = csv.DictWriter(written, rows[0])
    table.writeheader()
    for row in rows:
        number = row["LBSTRESN"]
        zero = number and not float(number)
        table.writerow(row | {"LBSTRESN": "0.01" if zero else number and f"{float(number) * 1.01:.9g}"})
    assert sum(noted(read(written.getvalue().encode(), CSV, catalog)).values()) == COMPARABLE[name]
