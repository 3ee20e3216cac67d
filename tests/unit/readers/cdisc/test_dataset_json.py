"""Dataset-JSON by its specification: members in any order, digits as written, and no guess at what is damaged."""

import gzip
import json
import zlib
from decimal import Decimal

import pytest
from tests.unit.readers.cdisc.cdisc_files import (
    LB,
    ROW,
    about,
    dataset_json,
    dataset_ndjson,
    lb_transport,
    refusal,
)

from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.profile.parts import FileFormat, FileLayout
from hepaflow.readers.cdisc.lb import read_cdisc
from hepaflow.readers.sheet import Limits
from hepaflow.readers.sniff import file_format

MORE = (*LB, "LBSTRESN")
LONG = 1 << 19  # longer than what is unpacked at once


def cells(data, **layout):
    return [row for _, row in read_cdisc(data, FileLayout(**layout)).rows]


def with_rows(text, **more):
    """A file whose rows are written as this text says."""
    return json.dumps({**about(ROW, **more), "rows": "?"}).replace('"?"', text).encode()


def test_numbers_keep_their_digits():
    digits = ["0.80", "1e-3", "-0", "12345678901234567890.10", "39"]
    rows = "[" + ",".join(f'["S-001","ALT","45","U/L","2024",{number}]' for number in digits) + "]"
    assert [row[-1] for row in cells(with_rows(rows, variables=MORE, records=5))] == digits


def test_a_decimal_that_travels_as_text_keeps_its_digits():
    assert cells(dataset_json((*ROW, "0.80"), variables=MORE))[0][-1] == "0.80"


def test_null_is_an_empty_cell_and_a_truth_value_a_word():
    rows = [(*ROW, None), (*ROW, True), (*ROW, False)]
    assert [row[-1] for row in cells(dataset_json(*rows, variables=MORE))] == ["", "TRUE", "FALSE"]


@pytest.mark.parametrize(
    "order",
    [
        ["rows", "datasetJSONVersion", "records", "name", "columns"],
        ["records", "name", "columns", "datasetJSONVersion", "rows"],
        ["datasetJSONVersion", "rows", "name", "columns", "records"],
        ["datasetJSONVersion", "name", "columns", "rows", "records", "label"],
    ],
)
def test_the_members_may_stand_in_any_order(order):
    whole = {**about(ROW, ROW), "rows": [ROW, ROW]}
    assert cells(json.dumps({key: whole[key] for key in order}).encode()) == [list(ROW)] * 2


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zlib.compress])
@pytest.mark.parametrize("written", [dataset_json, dataset_ndjson])
def test_what_is_longer_than_one_piece_is_read_whole(written, pack):
    rows = [(f"S-{number}", "ALT", "阳性", "U/L", "2024-03-22") for number in range(20_000)]
    assert cells(pack(written(*rows))) == [list(row) for row in rows]


def test_a_number_that_a_piece_cuts_in_two_is_one_number():
    for cut in range(-4, 12):
        start = json.dumps(about(ROW))[:-1] + ', "comment": "'
        filler = "x" * ((1 << 18) - len(start) - cut)
        data = f'{start}{filler}", "size": 12.5e+1, "rows": [{json.dumps(ROW)}]}}'
        assert cells(data.encode()) == [list(ROW)]


def test_packed_streams_may_follow_one_another():
    head, row = dataset_ndjson(ROW).splitlines(keepends=True)
    for pack in (gzip.compress, zlib.compress):
        assert cells(pack(head) + pack(row)) == [list(ROW)]


def test_a_byte_order_mark_and_blanks_do_no_harm():
    assert cells(b"\xef\xbb\xbf\r\n " + dataset_json(ROW).replace(b"}", b" }\r\n")) == [list(ROW)]


def test_rows_within_the_object_need_no_count():
    data = json.loads(dataset_json(ROW))
    del data["records"]
    assert cells(json.dumps(data).encode()) == [list(ROW)]


@pytest.mark.parametrize("written", [dataset_json, dataset_ndjson])
@pytest.mark.parametrize("records", [0, 1, 3, "2 "])
def test_more_or_fewer_rows_than_announced_are_damage(written, records):
    issue = refusal(written(ROW, ROW, records=records))
    assert (issue.code, issue.found) == (IssueCode.FILE_DAMAGED, "2 records")


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"datasetJSONVersion": "1.0.0"}, "Dataset-JSON 1.0.0"),
        ({"datasetJSONVersion": "2.0\n"}, "Dataset-JSON 2.0\n"),
        ({"datasetJSONVersion": 2}, "Dataset-JSON 2"),
        ({"datasetJSONVersion": None}, "Dataset-JSON without a version"),
    ],
)
def test_another_version_is_refused_by_name(more, found):
    issue = refusal(dataset_json(ROW, **more))
    assert (issue.code, issue.found) == (IssueCode.FILE_CDISC_VERSION, found)


@pytest.mark.parametrize(
    "data",
    [
        dataset_json(ROW)[:-1],
        dataset_json(ROW)[:-3],
        dataset_json(ROW)[: -len(json.dumps(ROW))],
        dataset_json(ROW) + b"x",
        dataset_json(ROW)[:-1] + b', "rows": []}',
        dataset_json(ROW)[:-1] + b', "name": "LB"}',
        dataset_ndjson(ROW)[:-3],
        dataset_json(ROW, name=None),
        dataset_json(ROW, columns={}),
        dataset_json(ROW, columns=["USUBJID"]),
        dataset_json(ROW, columns=[{"name": []}]),
        dataset_json(ROW, columns=[{"name": "\0"}]),
        with_rows("[" + json.dumps(ROW) + ",]"),
        with_rows("{}"),
        with_rows("[[NaN]]"),
        with_rows("[" * 100_000),
        with_rows("[[" + '{"a":' * 100_000),
        with_rows('[["' + "x" * LONG),
        b"{}",
        b"[]",
        b"{1: 2}",
        gzip.compress(dataset_ndjson(ROW), mtime=0)[:-9],
        gzip.compress(dataset_ndjson(ROW), mtime=0)[:-1] + b"\xff",
        gzip.compress(dataset_ndjson(ROW), mtime=0) + bytes(9),
        zlib.compress(dataset_ndjson(ROW))[:-1],
        b"\x1f\x8b" + bytes(30),
    ],
)
def test_what_is_cut_off_or_no_dataset_is_damage(data):
    assert refusal(data).code is IssueCode.FILE_DAMAGED


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('["S-001", []]', IssueCode.CELL_NESTED),
        ('["S-001", {"a": 1}]', IssueCode.CELL_NESTED),
        ("null", IssueCode.RECORD_DAMAGED),
        ("1", IssueCode.RECORD_DAMAGED),
        ('{"USUBJID": "S-001"}', IssueCode.RECORD_DAMAGED),
    ],
)
def test_a_row_that_is_none_is_set_aside_and_the_others_are_read(row, code):
    for rows, read in ((f"[{row}]", []), (f"[{json.dumps(ROW)}, {row}, {json.dumps(ROW)}]", [1, 3])):
        sheet = read_cdisc(with_rows(rows, records=max(read, default=1)), FileLayout())
        assert [line for line, _ in sheet.rows] == read
        assert sheet.asides == [Issue(code, 2 if read else 1)]


def test_another_encoding_is_refused():
    issue = refusal(dataset_json((*ROW[:2], "阳性", *ROW[3:])).decode().encode("gb18030"))
    assert (issue.code, issue.found) == (IssueCode.FILE_ENCODING, "utf-8")


@pytest.mark.parametrize(
    ("escape", "found"), [("\\u0000", "U+0000"), ("\\ud800", "U+D800"), ("\\u001b", "U+001B")]
)
def test_an_escape_that_stands_for_no_text_is_refused(escape, found):
    data = with_rows(json.dumps([ROW]).replace("45", "4" + escape))
    issue = refusal(data)
    assert (issue.code, issue.found, issue.line) == (IssueCode.FILE_NOT_TEXT, found, 1)


def test_an_escape_that_stands_for_text_is_that_text():
    assert cells(with_rows(json.dumps([(*ROW[:3], "µmol/L 🧪", ROW[4])])))[0][3] == "µmol/L 🧪"


def test_a_file_that_unpacks_to_more_than_a_file_may_hold_is_refused_before_it_is_unpacked():
    bomb = zlib.compress(dataset_ndjson(ROW)[:-1] + b" " * 50_000_000)
    issue = refusal(bomb, Limits(bytes=1_000_000))
    assert issue.code is IssueCode.FILE_TOO_LARGE
    assert int(issue.found.split()[0].replace(",", "")) < 2_000_000


@pytest.mark.parametrize(
    "data", [dataset_json(), dataset_ndjson(), zlib.compress(dataset_ndjson()), lb_transport()]
)
def test_each_form_is_told_by_its_content(data):
    assert file_format(data) is FileFormat.CDISC


def test_a_column_may_say_anything_of_its_type():
    columns = [{"name": name, "dataType": []} for name in LB]
    assert cells(dataset_json(ROW, columns=columns), decimal_mark=",") == [list(ROW)]


def test_rows_that_are_none_count_as_rows():
    issue = refusal(with_rows("[1, 1, 1]", records=3), Limits(rows=2))
    assert issue.code is IssueCode.FILE_TOO_LARGE


@pytest.mark.slow
def test_a_row_without_end_is_refused_before_all_of_it_is_in_memory():
    assert refusal(with_rows("[[" + "1," * (20 << 20))).code is IssueCode.FILE_TOO_LARGE


def test_a_long_row_of_short_cells_is_no_long_cell():
    assert len(list(read_cdisc(dataset_json(ROW), FileLayout(), Limits(cell_characters=16)).rows)) == 1


def test_the_digits_are_those_of_an_exact_parser():
    data = dataset_json((*ROW, 0.1), variables=MORE)
    ((*_, digits),) = cells(data)
    assert Decimal(digits) == json.loads(data, parse_float=Decimal)["rows"][0][-1]


@pytest.mark.parametrize("variables", [LB, (*LB[:-1], "LBSTAT")])
@pytest.mark.parametrize("row", [ROW[:-1], (*ROW, "", "more"), ()])
def test_a_row_of_another_width_is_left_as_it_is(variables, row):
    assert cells(dataset_json(row, ROW, variables=variables))[0] == list(row)


def test_a_narrow_row_has_no_numbers_to_mark():
    columns = [{"name": name, "dataType": "float" if name == "LBDTC" else "string"} for name in LB]
    assert cells(dataset_json(ROW[:-1], columns=columns), decimal_mark=",") == [list(ROW[:-1])]


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_content_as_long_as_its_pieces_is_read_whole(pack):
    data = dataset_ndjson(ROW)
    assert cells(pack(data + b" " * ((1 << 18) - len(data)))) == [list(ROW)]
