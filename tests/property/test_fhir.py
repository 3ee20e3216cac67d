"""Whatever becomes of the bytes, JSON is read or refused; and what was written is what is read."""

import json

from hypothesis import given
from hypothesis import strategies as st
from tests.support.examples import tried
from tests.unit.readers.fhir.fhir_resources import (
    OBSERVATION,
    PATIENT,
    SPECIMEN,
    bundle,
    coded,
    ndjson,
    observation,
)

from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.fhir.observations import read_fhir
from hepaflow.readers.fhir.rows import FHIR_COLUMNS
from hepaflow.readers.records.json_kind import json_kind
from hepaflow.readers.records.json_source import members, read_json
from hepaflow.readers.records.records import read_records

FULL = observation(
    subject={"reference": "Patient/p1"},
    specimen={"reference": "Specimen/s1"},
    referenceRange=[{"low": {"value": 9, "unit": "U/L"}, "high": {"value": 50}}],
    interpretation=[coded("H")],
    component=[{"code": {"text": "AST"}, "valueQuantity": {"value": 40.5}}],
    note=[{"text": "溶血 \\u6f02"}],
)
REPORT = json.dumps(
    {"resourceType": "DiagnosticReport", "contained": [PATIENT, FULL]}, ensure_ascii=False
).encode()
RECORDS = b'[{"a": 1, "b": "x"},\n {"a": 0.80, "c": null}]'
SEEDS = (
    bundle(PATIENT, SPECIMEN, FULL),
    json.dumps(json.loads(bundle(SPECIMEN, FULL)), indent=1).encode(),
    ndjson(PATIENT, FULL, OBSERVATION),
    json.dumps(FULL).encode(),
    REPORT,
    RECORDS,
    b'{"a": 1, "b": "x"}\n{"a": 2}\n',
)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
elements = st.sampled_from(
    (
        "status", "category", "code", "subject", "effectiveDateTime", "effectivePeriod", "issued", "specimen",
        "method", "note", "interpretation", "referenceRange", "component", "contained", "dataAbsentReason",
        "valueQuantity", "valueCodeableConcept", "valueString", "valueRange", "valueRatio", "hasMember",
    )
)  # fmt: skip


def read_to_the_end(data: bytes) -> bool:
    json_kind(data)
    for reader in (read_fhir, read_records):
        try:
            sheet = reader(data, FileLayout())
            rows = list(sheet.rows)
        except Refused:
            continue
        if not all(len(cells) == len(sheet.header) for _, cells in rows) or not (rows or sheet.asides):
            return False
        if not all(type(cell) is str and cell.encode() is not None for _, cells in rows for cell in cells):
            return False
    return True


@st.composite
def mutants(draw):
    """A file with some bytes exchanged, a piece dropped or doubled, or its end cut off."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    marks = st.sampled_from(b'{}[]",:\\u0\n\xff 9en') | st.integers(0, 255)
    for _ in range(draw(st.integers(0, 4))):
        data[draw(st.integers(0, len(data) - 1))] = draw(marks)
    start, length = draw(st.integers(0, len(data))), draw(st.integers(0, 60))
    piece = data[start : start + length]
    data[start : start + length] = draw(st.sampled_from([piece, b"", piece * 2]))
    return bytes(data[: draw(st.just(len(data)) | st.integers(0, len(data)))])


@tried(15)
@given(mutants())
def test_damaged_json_becomes_rows_or_a_refusal(data):
    assert read_to_the_end(data)


@tried(3)
@given(st.binary(max_size=60) | st.text('{}[]",:0ae \n', max_size=60).map(str.encode))
def test_any_bytes_become_rows_or_a_refusal(data):
    assert read_to_the_end(data)


@tried(8)
@given(st.dictionaries(elements, values, min_size=1, max_size=4))
def test_elements_of_any_kind_become_rows_or_a_refusal(strange):
    assert read_to_the_end(json.dumps({**FULL, **strange}).encode())


@given(
    st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), values, max_size=6),
    st.booleans(),
)
def test_an_object_taken_apart_is_the_object(document, spaced):
    text = json.dumps(document, indent=2 if spaced else None).encode()
    assert {name: read_json(bytes(value)) for name, value in members(text).items()} == read_json(text)


@given(st.lists(st.decimals(-1000, 1000, places=3), min_size=1, max_size=20))
def test_every_number_is_read_with_its_digits_from_every_form(numbers):
    lines = [
        json.dumps(OBSERVATION).replace('"value": 45', f'"value": {number}').encode() for number in numbers
    ]
    entries = b",".join(b'{"resource": ' + line + b"}" for line in lines)
    whole = b'{"resourceType": "Bundle", "entry": [' + entries + b"]}"
    place = list(FHIR_COLUMNS).index("value")
    for data in (b"\n".join(lines), whole, b"[" + b",".join(lines) + b"]"):
        assert [cells[place] for _, cells in read_fhir(data, FileLayout()).rows] == [str(n) for n in numbers]
