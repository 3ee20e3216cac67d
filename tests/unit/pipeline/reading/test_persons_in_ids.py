"""A person in an id refuses the file, in every format; ids as laboratories write them do not. All persons are made up."""

import json

import pytest
from tests.support.profiles import made_profile
from tests.unit.pipeline.lab_files import (
    GOOD,
    LONG,
    WIDE,
    codes,
    long_profile,
    read,
    text,
    wide_profile,
    workbook,
)
from tests.unit.readers.fhir.fhir_resources import SPECIMEN, bundle, observation
from tests.unit.readers.hl7v2.hl7_messages import MSH, OBX, PID, message, obr

from hepaflow.domain.issues.issues import IssueCode

JANE = "Mrs. Jane Doe 123-45-6789"
HERS = ["S-2024-00123", "BL 24 0031", "2024/123 A"]
IDS = {"specimen": "Accession", "record": "Order"}
MAPPED = long_profile(IDS)


def refused(outcome):
    return outcome.refused and outcome.issues[0].code is IssueCode.PERSONAL_DATA


def long_file(accession, order="24-001", row=GOOD):
    return text((*row, accession, order), header=(*LONG, "Accession", "Order"))


def hl7(accession):
    return message(MSH, PID, obr(f3=accession), OBX)


def fhir(accession):
    return bundle(
        observation(
            specimen={"reference": "#s"},
            contained=[{**SPECIMEN, "id": "s", "identifier": [{"value": accession}]}],
        )
    )


FORMATS = {
    "delimited": (long_file, MAPPED),
    "wide": (
        lambda accession: text(("S-001", "2024-03-22", "45", "17", accession), header=(*WIDE, "Accession")),
        wide_profile({"specimen": "Accession"}),
    ),
    "workbook": (
        lambda accession: workbook((*LONG, "Accession", "Order"), (*GOOD, accession, "24-001")),
        long_profile(IDS, file={"format": "workbook"}),
    ),
    "json": (
        lambda accession: json.dumps(
            [dict(zip((*LONG, "Accession", "Order"), (*GOOD, accession, "1"), strict=True))]
        ).encode(),
        long_profile(IDS, file={"format": "json"}),
    ),
    "hl7v2": (hl7, made_profile(file={"format": "hl7v2"}, time_zone="Asia/Shanghai")),
    "fhir": (fhir, made_profile(file={"format": "fhir"})),
}


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "name", [JANE, "张三 0012", "Richard Roe", "jane.doe@example.org", "11010519491231002X", "123-45-6789"]
)
def test_an_accession_that_shows_a_person_refuses_the_file(kind, name):
    made, profile = FORMATS[kind]
    outcome = read(made(name), profile)
    assert refused(outcome)
    assert outcome.issues[0].line > 0


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("accession", HERS)
def test_an_accession_as_laboratories_write_it_is_read(kind, accession):
    made, profile = FORMATS[kind]
    outcome = read(made(accession), profile)
    assert not outcome.refused
    assert [panel.specimen for panel in outcome.panels] == [accession]


def test_an_order_id_and_a_code_that_show_a_person_refuse_the_file_with_the_line():
    outcome = read(
        text((*GOOD, "A1", "1"), (*GOOD, "A1", JANE), header=(*LONG, "Accession", "Order")), MAPPED
    )
    assert (refused(outcome), outcome.issues[0].line, outcome.issues[0].column) == (True, 3, "Order")
    coded = long_profile({"code": "Code"})
    outcome = read(text((*GOOD, "Mr. Roe"), header=(*LONG, "Code")), coded)
    assert (refused(outcome), outcome.issues[0].column) == (True, "Code")
    assert not read(text((*GOOD, "13812345678"), header=(*LONG, "Code")), coded).refused


@pytest.mark.parametrize("setting", ["refuse", "drop"])
def test_an_id_is_never_dropped(setting):
    profile = long_profile(IDS, file={"personal_columns": setting})
    assert refused(read(long_file(JANE), profile))


def test_an_id_that_fits_the_pattern_of_the_study_is_one():
    profile = long_profile(IDS, subject={"pattern": "[0-9]{3}-[0-9]{2}-[0-9]{4}"})
    row = ("101-01-0001", *GOOD[1:])
    assert [panel.specimen for panel in read(long_file("101-01-0001", row=row), profile).panels] == [
        "101-01-0001"
    ]
    assert refused(read(long_file("Richard Roe", row=row), profile))


@pytest.mark.parametrize("pattern", [None, "S-[0-9]{3}"])
def test_a_subject_or_a_time_that_shows_a_person_refuses_the_file(pattern):
    profile = long_profile(**({"subject": {"pattern": pattern}} if pattern else {}))
    assert refused(read(text(("Jane Doe", *GOOD[1:])), profile))
    assert refused(read(text((GOOD[0], "张三 2024-03-22", *GOOD[2:])), profile))


@pytest.mark.parametrize(
    "field", ["status", "panel", "specimen_type", "body_site", "range_low", "method", "comment", "lab"]
)
def test_a_title_with_a_name_in_any_other_text_refuses_the_file_or_is_dropped(field):
    more = {"labs": {"Central": "LAB-1"}} if field == "lab" else {}
    columns = {field: "More", **({"range_high": "High"} if field == "range_low" else {})}
    data = text((*GOOD, "Mrs. Jane Doe", "9"), header=(*LONG, "More", "High"))
    assert refused(read(data, long_profile(columns, **more)))
    kept = read(data, long_profile(columns, file={"personal_columns": "drop"}, **more))
    assert not kept.refused
    assert "Jane" not in repr(kept)


def test_a_closing_line_with_a_name_refuses_nothing():
    """Such a line is none of a specimen, and its words are not kept."""
    outcome = read(text(GOOD, ("审核者：", "张三", "", "", "")))
    assert (outcome.refused, codes(outcome)) == (False, [(3, "row-total")])


def test_names_of_labs_pass():
    profile = long_profile(
        {"lab": "Lab"}, labs={"Dr. Lal PathLabs": "LAL", "St. Jude": "JUDE", "同仁医院": "TR", "Mayo": "MAYO"}
    )
    rows = [
        (*GOOD[:1], f"2024-03-2{number} 08:30", *GOOD[2:], name) for number, name in enumerate(profile.labs)
    ]
    outcome = read(text(*rows, header=(*LONG, "Lab")), profile)
    assert (outcome.refused, outcome.counts.accepted) == (False, 4)
