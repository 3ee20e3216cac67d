from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.pipeline.lab_files import (
    GOOD,
    LONG,
    RECEIVED,
    codes,
    long_profile,
    read,
    results,
    text,
    workbook,
)

from hepaflow.catalog.loader import load
from hepaflow.domain.issues.issues import IssueCode, Severity
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.domain.study.files import Counts
from hepaflow.pipeline.reading.read_file import read_file

COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)  # [MS-CFB] 2.2
UTF16 = "utf-16-le"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", IssueCode.FILE_EMPTY),
        (b"\n \r\n\n", IssueCode.FILE_EMPTY),
        (text(), IssueCode.FILE_NO_ROWS),
        (text(GOOD, header=("Subject", "Taken", "Test", "Result", "Units")), IssueCode.FILE_COLUMNS_MISSING),
        (text((*GOOD, "46"), header=(*LONG, "Result")), IssueCode.FILE_COLUMNS_REPEATED),
        (text(GOOD).replace(b"ALT", "总胆".encode("gb18030")), IssueCode.FILE_ENCODING),
        (text(GOOD).replace(b"ALT", b'"ALT'), IssueCode.FILE_QUOTES),
        (text(GOOD).replace(b"ALT", b"A\0T"), IssueCode.FILE_NOT_TEXT),
        (workbook(LONG, GOOD)[:-40], IssueCode.FILE_DAMAGED),
        (COMPOUND + "EncryptedPackage".encode(UTF16), IssueCode.FILE_PASSWORD),
        (COMPOUND + "Workbook\0".encode(UTF16), IssueCode.FILE_NOT_XLSX),  # an XLS
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", IssueCode.FILE_FORMAT),
        (b"<html><table><tr><td>Subject</td></tr></table></html>", IssueCode.FILE_NOT_XLSX),
        (text(*[GOOD] * 2, header=(*LONG, *["x"] * 10_001)), IssueCode.FILE_TOO_LARGE),
        (text((*GOOD[:3], "4" * 40_000, "U/L")), IssueCode.FILE_TOO_LARGE),
        (text(GOOD, header=(*LONG, "Patient name")), IssueCode.PERSONAL_DATA),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_one_issue(data, code):
    outcome = read(data)
    assert [issue.code for issue in outcome.issues] == [code]
    assert (outcome.refused, outcome.counts, outcome.panels) == (True, Counts(), [])
    assert MEANINGS[code].severity is Severity.REFUSE


def test_a_fault_on_the_last_line_refuses_the_whole_file():
    outcome = read(text(*[GOOD] * 3) + b'"S-1')
    assert (outcome.refused, codes(outcome), outcome.panels) == (True, [(5, "file-quotes")], [])


@given(st.binary(max_size=300))
def test_any_bytes_are_answered(data):
    outcome = read(data)
    assert outcome.refused
    assert len(outcome.issues) == 1


@given(st.binary(max_size=120))
def test_any_bytes_below_a_sound_header_are_accounted_for_or_refused(data):
    outcome = read(text() + data)
    assert outcome.counts.balanced()
    assert outcome.refused == any(
        MEANINGS[issue.code].severity is Severity.REFUSE for issue in outcome.issues
    )


def test_columns_may_stand_in_any_order_beside_others():
    data = text(
        ("U/L", "x", "45", "ALT", "2024-03-22", "S-001"),
        header=("Units", "Extra", "Result", "Test", "Collected", "Subject"),
    )
    assert results(read(data)) == [(2, "S-001", "ALT", "45")]


def test_a_workbook_gives_the_same_results_as_text():
    rows = (GOOD, ("S-002", "2024-03-23 09:00", "BILI", "1.2", "mg/dL"))
    assert results(read(workbook(LONG, *rows))) == results(read(text(*rows)))


def test_results_collected_before_the_study_are_noted_where_its_start_is_known():
    start = datetime(2024, 4, 1, tzinfo=UTC).date()
    assert codes(read(text(GOOD), study_start=start)) == [(2, "date-before-study")]


def test_whoever_asks_is_told_how_far_reading_has_come():
    told = []
    read_file(text(*[GOOD] * 12_000), long_profile(), load(), RECEIVED, progress=told.append)
    assert told == [5_000, 10_000]


def test_line_numbers_count_the_lines_of_the_file_where_a_cell_holds_several():
    data = text(GOOD, ("S-001", "2024-03-22 08:30", '"AL\r\nT"', "45", "U/L"), ("S-002", *GOOD[1:]))
    assert [line for line, *_ in results(read(data))] == [2, 3, 5]
