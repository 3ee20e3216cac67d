"""Real HL7 v2 files: each ends in results or in a refusal that names the cause, and says what the FHIR beside it says."""

import json
import random
import re
from datetime import UTC, datetime
from pathlib import Path

import hl7
import pytest
from tests.support.hl7_mutants import check_outcome, mutant
from tests.support.profiles import profile_toml
from tests.unit.readers.hl7v2.hl7_messages import read, refusal

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.domain.model import Field
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.reading.read_file import read_file
from hepaflow.readers.hl7v2.framing import messages
from hepaflow.readers.hl7v2.moments import moment_text

pytestmark = pytest.mark.real_data

RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)
PROFILE = profile_toml("REAL", "C-01", {}, time_zone="", decimal_mark="", file='format = "hl7v2"')
REFUSED = {
    "pyhl7_sample_file.hl7": IssueCode.FILE_FORMAT,  # an ADT^A04
    # a PID and nothing else
    **dict.fromkeys(
        (f"dtm-{part}-precision-to-dateTime.hl7" for part in ("hour", "month", "msec", "second")),
        IssueCode.FILE_NO_ROWS,
    ),
}


def files(folder: Path) -> list[Path]:
    found = sorted((folder / "hl7").rglob("*.hl7"))
    assert len(found) > 20
    return found


def test_every_file_ends_in_results_or_in_a_refusal_that_names_the_cause(real_data: Path):
    for path in files(real_data):
        issue = refusal(path.read_bytes())
        assert (issue and issue.code) == REFUSED.get(path.name), path.name


def test_every_result_segment_is_a_row_or_set_aside(real_data: Path):
    for path in files(real_data):
        if path.name not in REFUSED:
            rows, asides = read(path.read_bytes())
            asides = [issue for issue in asides if issue.line not in rows]  # a row may have a note
            assert len(rows) + len(asides) == path.read_bytes().count(b"OBX|"), path.name


def test_every_row_of_every_file_is_accounted_for(real_data: Path, catalog):
    profile = profile_from_toml(PROFILE)
    for path in files(real_data):
        outcome = read_file(path.read_bytes(), profile, catalog, RECEIVED)
        assert outcome.refused == (path.name in REFUSED), path.name
        assert outcome.counts.balanced()
        assert all(issue.code in MEANINGS for issue in outcome.issues)


def test_no_name_of_a_patient_comes_into_a_cell(real_data: Path):
    for path in files(real_data):
        if path.name in REFUSED:
            continue
        data = path.read_bytes()
        persons = [
            part
            for message in messages(data, "utf-8", [])
            for segment in message.segments
            if segment.startswith(("PID|", "NK1|"))
            for number in ((5, 6) if segment.startswith("PID") else (2,))
            for part in segment.split("|")[number : number + 1]
        ]
        names = {name for person in persons for name in person.split("^") if len(name) > 3}
        cells = {word for row in read(data)[0].values() for cell in row.values() for word in cell.split()}
        assert not names & cells, path.name


def as_production(path: Path) -> bytes:
    """Return a message that is marked as test data, marked as production: MSH-11 is P."""
    return re.sub(rb"(MSH(?:\|[^|]*){9}\|)[TD]", rb"\1P", path.read_bytes())


def test_the_complete_blood_count_of_the_us_interface_guide(real_data: Path, catalog):
    # NIST test message LRI 2.0-NG CBC: its own numbers, canonical units by the SI prefixes
    data = as_production(real_data / "hl7" / "ms_LRI_2.0-NG_CBC_Typ_Message.hl7")
    outcome = read_file(data, profile_from_toml(PROFILE + '[analytes]\n"*" = "ignore"\n'), catalog, RECEIVED)
    (panel,) = outcome.panels
    values = {report.analyte: str(report.number) + " " + report.raw_unit for report in panel.observations}
    assert values["RBC"] == "4.41 10*6/uL"
    assert (panel.subject, str(panel.collected_at)) == ("PATID1234", "2011-01-03T14:34:28-08:00")


def test_a_batch_counts_what_its_trailer_counts(real_data: Path):
    rows, asides = read((real_data / "hl7" / "prs_batch_message.hl7").read_bytes())
    assert ({line // 100_000 for line in rows}, asides) == ({1, 2}, [])


def test_pending_results_are_not_the_ones_that_stand(real_data: Path, catalog):
    data = as_production(real_data / "hl7" / "ms_LAB-ORU-1.hl7")
    outcome = read_file(data, profile_from_toml(PROFILE), catalog, RECEIVED)
    pending = [issue.line for issue in outcome.issues if issue.code is IssueCode.VALUE_PENDING]
    waiting = [line for line, row in read(data)[0].items() if row[Field.VALUE] == "pending"]
    assert len(waiting) == data.count(b"||||||||I|")
    assert set(pending) <= set(waiting)


# --- one thing said twice: v2 and FHIR of the same report

PAIRS = ("nm-value", "sn-as-quantity-value", "sn-as-ratio-value-colon", "st-value")
PAIRS += ("data-absent-n-value", "data-absent-st-but-empty-value")


def resources(path: Path) -> dict[str, dict]:
    bundle = json.loads(path.read_text("utf-8"))
    return {entry["resource"]["resourceType"]: entry["resource"] for entry in bundle["entry"]}


def said_in_fhir(found: dict) -> tuple[str, str]:
    """Value and unit of an Observation, as they would be printed."""
    if "valueQuantity" in found:
        quantity = found["valueQuantity"]
        extra = "".join(f" {part['valueString']}" for part in quantity.get("extension", ()))
        return f"{quantity.get('comparator', '')}{quantity['value']}{extra}", quantity["unit"]
    if "valueRatio" in found:
        ratio = found["valueRatio"]
        sign = next(part["valueString"] for part in ratio["extension"] if part["url"] == "SN.1")
        parts = ratio["numerator"], ratio["denominator"]
        return f"{sign}{parts[0]['value']}:{parts[1]['value']}", parts[0]["unit"]
    return found.get("valueString", ""), ""


@pytest.mark.parametrize("name", PAIRS)
def test_value_comparator_unit_status_and_time_are_those_of_the_fhir(real_data: Path, name):
    path = real_data / "hl7" / "prs_pairs" / f"OBX-to-Observation-{name}.hl7"
    fhir = resources(path.with_suffix(".fhir"))
    observation = fhir["Observation"]
    (row,) = read(path.read_bytes())[0].values()
    absent = observation.get("dataAbsentReason", {}).get("coding", [{}])[0].get("code")
    # an Observation of unknown status is an OBX without one: there the report's holds
    status = (
        observation["status"] if observation["status"] != "unknown" else fhir["DiagnosticReport"]["status"]
    )
    told = "".join(row[Field.VALUE].split()) if "sn-as-quantity" in name else row[Field.VALUE]
    value, unit = said_in_fhir(observation)
    assert (told, row[Field.UNIT]) == ("".join(value.split()) if "sn-as-quantity" in name else value, unit)
    assert row[Field.STATUS] == ("not-asked" if absent == "not-asked" else status)
    assert row[Field.COLLECTED_AT] == observation.get("effectiveDateTime", "")
    assert row[Field.LOINC] == observation["code"]["coding"][0]["code"]


@pytest.mark.parametrize("part", ["hour", "month", "msec", "second"])
def test_times_are_those_of_the_fhir_at_their_precision(real_data: Path, part):
    path = real_data / "hl7" / "prs_pairs" / f"dtm-{part}-precision-to-dateTime.hl7"
    (message,) = messages(path.read_bytes(), "utf-8", [])
    told = moment_text(message.segments[0].split("|")[29].strip(), message.marks)
    known = resources(path.with_suffix(".fhir"))["Patient"]["deceasedDateTime"]
    # FHIR has no time of an hour alone, nor one without its offset: the converter put both in
    assert known in (told, f"{told}Z", f"{told}:00:00Z")


# --- python-hl7 as the oracle, and broken copies


def test_segments_and_fields_are_those_of_python_hl7(real_data: Path):
    for path in files(real_data):
        for message in messages(path.read_bytes(), "utf-8", []):
            header = "|".join(message.header)
            parsed = hl7.parse("\r".join([header, *(one.replace("\n", " ") for one in message.segments)]))
            theirs = [[str(field) for field in segment] for segment in parsed[1:]]
            ours = [one.replace("\n", " ").split("|") for one in message.segments]
            assert [[field.rstrip() for field in one] for one in ours] == [
                [field.rstrip() for field in one] for one in theirs
            ], path.name


def test_broken_copies_are_rows_or_a_refusal(real_data: Path):
    chance = random.Random(1)  # noqa: S311 the same copies in every run
    for path in files(real_data):
        data = path.read_bytes()
        for _ in range(60):
            check_outcome(mutant(data, chance))
