"""Public FHIR files: every one ends in rows or a named refusal; values are those that a person reads in the file."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.support.profiles import profile_toml

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.issues.places import place_text
from hepaflow.domain.model import Field
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.read_file import read_file
from hepaflow.readers.fhir.observations import read_fhir
from hepaflow.readers.fhir.rows import FHIR_COLUMNS

pytestmark = pytest.mark.real_data

RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)
PROFILE = profile_from_toml(
    profile_toml("REAL", "C-01", {}, time_zone="", decimal_mark="", file='format = "fhir"')
)
WITHOUT_OBSERVATION = {
    "synthea_DiagnosticReport.ndjson", "synthea_Patient1.ndjson", "uscore_Specimen-example-serum-hemolyzed.json",
    "uscore_diagnosticreport-cbc.json", "uscore_diagnosticreport-metabolic-panel.json",
    "uscore_specimen-example-urine.json", "dtm-hour-precision-to-dateTime.fhir",
    "dtm-month-precision-to-dateTime.fhir", "dtm-msec-precision-to-dateTime.fhir",
    "dtm-second-precision-to-dateTime.fhir",
}  # fmt: skip


def outcome_of(path: Path, catalog) -> Outcome:
    return read_file(path.read_bytes(), PROFILE, catalog, RECEIVED)


def cells_at(path: Path, where: str) -> dict[Field, str]:
    sheet = read_fhir(path.read_bytes(), FileLayout())
    cells = next(cells for line, cells in sheet.rows if place_text(line, sheet.places) == where)
    return dict(zip(FHIR_COLUMNS, cells, strict=True))


def test_every_file_ends_in_rows_or_says_what_it_has_instead(real_data: Path, catalog):
    paths = [*(real_data / "fhir").iterdir(), *(real_data / "hl7" / "prs_pairs").glob("*.fhir")]
    assert len(paths) > 50
    for path in paths:
        outcome = outcome_of(path, catalog)
        assert outcome.refused == (path.name in WITHOUT_OBSERVATION), path
        if outcome.refused:
            assert outcome.issues[0].code is IssueCode.FILE_NO_ROWS
            assert outcome.issues[0].found, path
        else:
            assert outcome.counts.balanced()
            assert outcome.counts.rows > 0, path


SHOWN = (
    Field.SUBJECT, Field.COLLECTED_AT, Field.LOINC, Field.CODE, Field.VALUE, Field.UNIT, Field.RANGE, Field.FLAG, Field.STATUS,
)  # fmt: skip
# place, then: subject, collected, LOINC, code, value, unit, range, flag, status; as they stand in the files
READ = [
    ("eu_Bundle-BundleHepatitisPanel.json", "entry[9]", "A225961454", "2022-10-25T13:35:00+01:00", "57006-9", "2002404",
     "9.89", "[arb'U]/mL", "<=0.79", "H", "final"),
    ("eu_Bundle-BundleHepatitisPanel.json", "entry[5]", "A225961454", "2022-10-25T13:35:00+01:00", "5196-1", "0020089",
     "Negative", "", "Negative", "N", "final"),
    ("ms_LAB-ORU-1-expected-bundle.json", "entry[7]", "10006579", "2014-10-06T08:30:00+07:00", "20570-8", "",
     "40.1", "%", "", "N", "preliminary"),
    ("ms_LRI_2.0-NG_CBC_Typ_Message-expected-bundle.json", "entry[8]", "PATID1234", "2011-01-04T04:04:28+05:30",
     "26453-1", "", "4.41", "10*6/uL", "4.3 to 6.2", "N", "final"),
    ("synthea_Observation.ndjson", "8", "913e9363-b137-25f7-9585-ce7970dce7b2", "2012-05-30T20:42:24+12:00", "2093-3",
     "", "181.09", "mg/dL", "", "", "final"),
    ("uscore_observation-cbc-erythrocytes.json", "Observation", "example", "2005-07-05", "789-8", "", "4.58",
     "10*6/uL", "4.1 - 6.1", "N", "final"),
    ("uscore_neutrophils.json", "Observation", "example", "2005-07-05", "770-8", "", "40.0", "%", "37.0 - 67.0", "",
     "final"),
]  # fmt: skip


@pytest.mark.parametrize("row", READ, ids=[f"{row[0]} {row[1]}" for row in READ])
def test_what_stands_in_the_file_stands_in_the_cells(real_data: Path, row):
    name, where, *expected = row
    cells = cells_at(real_data / "fhir" / name, where)
    assert [cells[field] for field in SHOWN] == expected


def test_a_number_keeps_the_digits_of_the_file(real_data: Path):
    """Its `40.0` would be `40` after most JSON libraries, and its `4.58` may become another binary number."""
    text = (real_data / "fhir" / "uscore_neutrophils.json").read_text("utf-8-sig")
    quantity = json.loads(text, parse_float=str)["valueQuantity"]["value"]
    assert (
        cells_at(real_data / "fhir" / "uscore_neutrophils.json", "Observation")[Field.VALUE]
        == quantity
        == "40.0"
    )


def test_synthea_vital_signs_and_surveys_are_skipped(real_data: Path, catalog):
    outcome = outcome_of(real_data / "fhir" / "synthea_Observation.ndjson", catalog)
    # of 174 lines 72 are vital signs, 61 surveys, one a procedure, of which none is a laboratory result
    assert sum(issue.code is IssueCode.NOT_LABORATORY for issue in outcome.issues) == 72 + 61 + 1
    assert (outcome.counts.rows, outcome.counts.skipped) == (174, 134)


def test_the_metabolic_panel_of_us_core_becomes_results(real_data: Path, catalog):
    expected = {
        "calcium": "CA",
        "chloride": "CL",
        "co2": "CO2",
        "glucose": "GLUC",
        "potassium": "K",
        "sodium": "SODIUM",
    }
    for name, analyte in expected.items():
        (panel,) = outcome_of(real_data / "fhir" / f"uscore_observation-serum-{name}.json", catalog).panels
        assert panel.observations[0].analyte == analyte


def test_an_answer_of_a_batch_is_read_without_its_empty_entry(real_data: Path):
    sheet = read_fhir((real_data / "fhir" / "ms_ObservationBundle.json").read_bytes(), FileLayout())
    assert len(list(sheet.rows)) == 1


def test_a_status_that_nobody_knows_is_no_result(real_data: Path, catalog):
    path = real_data / "hl7" / "prs_pairs" / "OBX-to-Observation-nm-value.fhir"
    codes = {issue.code for issue in outcome_of(path, catalog).issues}
    assert IssueCode.STATUS_UNKNOWN in codes  # `"status" : "unknown"`


def test_a_ratio_is_no_number(real_data: Path):
    path = real_data / "hl7" / "prs_pairs" / "OBX-to-Observation-sn-as-ratio-value-colon.fhir"
    assert ":" in cells_at(path, "entry[7]")[Field.VALUE]


def ending_of(data: bytes) -> IssueCode | None:
    try:
        list(read_fhir(data, FileLayout()).rows)
    except Refused as refusal:
        return refusal.issue.code
    return None


def test_every_file_cut_off_is_refused_or_loses_its_end(real_data: Path):
    fitting = {None, IssueCode.FILE_DAMAGED, IssueCode.FILE_NO_ROWS}
    for path in (real_data / "fhir").iterdir():
        data = path.read_bytes()
        ends = range(0, len(data), max(1, len(data) // 40))
        assert {ending_of(data[:end]) for end in ends} <= fitting, path
