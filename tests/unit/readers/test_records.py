"""JSON records are rows like any others: names are columns, digits stay, and nothing nested is flattened."""

import codecs
import json

import pytest
from tests.unit.pipeline.lab_files import GOOD, LONG, long_profile, read

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.profile.parts import FileFormat, FileLayout
from hepaflow.readers.records.json_kind import json_kind
from hepaflow.readers.records.records import read_records
from hepaflow.readers.sheet import Limits

RECORD = dict(zip(LONG, GOOD, strict=True))


def sheet_of(data: object, limits: Limits = Limits(), **layout: object):  # noqa: B008 frozen
    data = data if isinstance(data, bytes) else json.dumps(data).encode()
    return read_records(data, FileLayout.model_validate(layout), limits)


def table_of(data: object, **layout: object):
    sheet = sheet_of(data, **layout)
    return sheet.header, list(sheet.rows)


def refusal_of(data: object, limits: Limits = Limits()):  # noqa: B008 frozen
    with pytest.raises(Refused) as refusal:
        list(sheet_of(data, limits).rows)
    return refusal.value.issue


@pytest.mark.parametrize(
    "data",
    [
        [{"a": "1", "b": "2"}, {"b": "3", "c": "4"}],
        {"made": "2024", "tags": [1, 2], "rows": [{"a": "1", "b": "2"}, {"b": "3", "c": "4"}]},
        b'{"a": "1", "b": "2"}\n{"b": "3", "c": "4"}',
    ],
    ids=["array", "the one array of an object", "lines"],
)
def test_names_are_columns_in_the_order_in_which_they_are_met(data):
    header, rows = table_of(data)
    assert header == ("a", "b", "c")
    assert [cells for _, cells in rows] == [["1", "2", ""], ["", "3", "4"]]


def test_lines_are_physical_and_blank_ones_count():
    assert [line for line, _ in table_of(b'{"a": 1}\n\n  \r\n{"a": 2}\r\n')[1]] == [1, 4]


def test_records_of_an_array_are_counted_from_one():
    assert [line for line, _ in table_of(b'[{"a": 1},\n\n{"a": 2}]')[1]] == [1, 2]


def test_one_object_is_one_record():
    assert table_of({"a": "1", "tags": [1]}) == (("a", "tags"), [(1, ["1", "\ufffc"])])


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (b"0.80", "0.80"),
        (b"1e2", "1e2"),
        (b"12345678901234567890", "12345678901234567890"),
        (b'"<0.1"', "<0.1"),
        (b'"\\u6f02\\ud83d\\ude00"', "漂😀"),
        (b"true", "true"),
        (b"false", "false"),
        (b"null", ""),
        (b"[5.0]", "\ufffc"),
        (b'{"value": 5}', "\ufffc"),
    ],
)
def test_a_value_is_its_text_and_nothing_is_flattened(value, cell):
    assert table_of(b'[{"a": ' + value + b"}]")[1] == [(1, [cell])]


def test_numbers_take_the_decimal_mark_of_the_center():
    assert table_of(b'[{"a": 0.80, "b": "0.80"}]', decimal_mark=",")[1] == [(1, ["0,80", "0.80"])]


@pytest.mark.parametrize("field", LONG)
def test_a_nested_value_in_a_mapped_column_rejects_the_row(field):
    data = json.dumps([RECORD, {**RECORD, field: {"value": RECORD[field]}}]).encode()
    outcome = read(data, long_profile())
    assert (outcome.counts.accepted, outcome.counts.rejected) == (1, 1)


def test_a_nested_value_in_another_column_is_not_looked_at():
    outcome = read(json.dumps([{**RECORD, "meta": {"a": 1}}]).encode(), long_profile())
    assert outcome.counts.accepted == 1


def test_records_become_results_by_the_columns_of_the_profile():
    (panel,) = read(json.dumps([RECORD]).encode(), long_profile()).panels
    assert (panel.subject, panel.observations[0].analyte, str(panel.observations[0].value)) == (
        "S-001",
        "ALT",
        "45",
    )


@pytest.mark.parametrize("broken", [b'{"a": 1', b'{"a": 1, "a": 2}', b'{"a": "\xff"}', b"5", b'{"a": \x001}'])
def test_one_broken_line_rejects_that_line(broken):
    sheet = sheet_of(b'{"a": 1}\n' + broken + b'\n{"a": 3}')
    assert [cells for _, cells in sheet.rows] == [["1"], ["3"]]
    assert [(issue.code, issue.line) for issue in sheet.asides] == [(IssueCode.RECORD_DAMAGED, 2)]


def test_lines_of_which_the_first_is_broken_are_lines():
    sheet = sheet_of(b'{"a": 1\n{"a": 2}\n{"a": 3}')
    assert [line for line, _ in sheet.rows] == [2, 3]


def test_an_element_that_is_no_object_is_set_aside():
    sheet = sheet_of([{"a": "1"}, 5])
    assert [line for line, _ in sheet.rows] == [1]
    assert [(issue.code, issue.line) for issue in sheet.asides] == [(IssueCode.RECORD_DAMAGED, 2)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"[]", IssueCode.FILE_NO_ROWS),
        (b'[{"a": 1}, ]', IssueCode.FILE_DAMAGED),
        (b'[{"a": 1}', IssueCode.FILE_DAMAGED),
        (b"[" * 100_000, IssueCode.FILE_DAMAGED),
        (b'{"a": [{"b": 1}], "a": [{"b": 2}]}', IssueCode.FILE_DAMAGED),
        (b'[{"a": "\xff"}]', IssueCode.FILE_ENCODING),
        (codecs.BOM_UTF16_LE + '[{"a": 1}]'.encode("utf-16-le"), IssueCode.FILE_ENCODING),
        (b'{"a": [{"b": 1}], "c": [{"d": 2}]}', IssueCode.FILE_FORMAT),
    ],
)
def test_what_is_no_table_of_records_is_refused(data, code):
    assert refusal_of(data).code is code


@pytest.mark.parametrize(
    "limits",
    [Limits(rows=1), Limits(columns=1), Limits(cell_characters=8)],
    ids=["rows", "columns", "characters of a cell"],
)
def test_records_beyond_a_limit_are_refused(limits):
    assert refusal_of([{"a": "1"}, {"a": "x" * 9, "b": "2"}], limits).code is IssueCode.FILE_TOO_LARGE


def test_a_long_record_of_short_cells_is_read():
    assert len(list(sheet_of([{"a": "12345", "b": "12345"}], Limits(cell_characters=8)).rows)) == 1


# --- which kind of JSON it is


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'{"resourceType": "Bundle"}', FileFormat.FHIR),
        (b'\xef\xbb\xbf \n{"status": "final",\n "resourceType" : "Observation"}', FileFormat.FHIR),
        (b'[{"resourceType": "Observation"}]', FileFormat.FHIR),
        (rb'{"resource\u0054ype": "Bundle"}', FileFormat.FHIR),
        (rb'{"\u0072\u0065source\u0054\u0079pe": "Bundle"}', FileFormat.FHIR),
        (rb'{"dataset\u004aSON\u0056ersion": "1.1.0"}', FileFormat.CDISC),
        (rb'{"resource\\u0054ype": "Bundle"}', FileFormat.JSON),  # a backslash of its own
        (rb'{"note": "\u0022resourceType\u0022: x"}', FileFormat.JSON),
        (b'{"datasetJSONCreationDateTime": "2024", "datasetJSONVersion": "1.1.0"}', FileFormat.CDISC),
        (b'{"clinicalData": {"itemGroupData": {}}}', FileFormat.CDISC),
        (b'[{"subject": "S1"}]', FileFormat.JSON),
        (b'{"subject": "resourceType"}', FileFormat.JSON),
        (b"{}", FileFormat.JSON),
        (b"[]", FileFormat.JSON),
        (b'["S1", 5]', FileFormat.JSON),
        ('\ufeff{"resourceType": "Bundle"}'.encode("utf-16-le"), FileFormat.FHIR),
        ('\ufeff[{"a": 1}]'.encode("utf-16-be"), FileFormat.JSON),
        (b"[ID],name\n1,2", None),
        (b"{rtf1}", None),
        (b"subject,value\n", None),
        (b"", None),
    ],
)
def test_json_is_told_apart_by_its_names(data, kind):
    assert json_kind(data) is kind
