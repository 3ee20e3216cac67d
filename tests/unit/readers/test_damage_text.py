"""Text as programs wrap it: encodings with a mark, a line that speaks to Excel, files called what they are not."""

import gzip

import pytest
from tests.unit.pipeline.lab_files import GOOD, codes, long_profile, read, text
from tests.unit.readers.workbook.packages import written

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.formats import read_table

SEMICOLON = FileLayout(delimiter=";")


def rows(data, layout=SEMICOLON):
    sheet = read_table(data, layout)
    return sheet.header, sheet.header_line, list(sheet.rows)


def refusal(data, layout=SEMICOLON):
    with pytest.raises(Refused) as caught:
        rows(data, layout)
    return caught.value.issue


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("announced", ["sep=;\r\n", "SEP=;\n", ""])
def test_a_line_that_tells_excel_the_separator_is_no_row(encoding, announced):
    data = f"{announced}a;b\r\n1;2\r\n".encode(encoding)
    first = 1 if announced else 0
    assert rows(data) == (("a", "b"), first + 1, [(first + 2, ["1", "2"])])


def test_a_declared_header_row_counts_that_line():
    assert rows(b"sep=;\na;b\n1;2\n", FileLayout(delimiter=";", header_row=2))[0] == ("a", "b")


def test_faults_below_that_line_are_told_at_their_own_line():
    assert refusal(b"sep=;\na;b\n1;\xff\n").line == 3
    assert refusal(b'sep=;\na;b\n1;"2\n').line == 3


def test_another_separator_than_the_declared_one_is_told():
    issue = refusal(b"sep=,\na,b\n1,2\n")
    assert (issue.code, issue.line) == (IssueCode.FILE_FORMAT, 1)
    assert issue.found == "text that is parted by ',', not by ';'"


@pytest.mark.parametrize("header", ["sep=", "sep=;;", "separator", "sep"])
def test_a_header_that_begins_like_that_line_is_a_header(header):
    assert rows(f"{header};b\n1;2;3\n".encode())[1] == 1


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body>PATIENT-Zhang-San</body></html>",
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><a>PATIENT-Zhang-San</a>',
        b"%PDF-1.4 (PATIENT-Zhang-San)",
        b"\x89PNG\r\n\x1a\nPATIENT-Zhang-San",
        gzip.compress(b"PATIENT-Zhang-San", mtime=0),
        b"sep=;\nPATIENT-Zhang-San",
        "PATIENT-Zhang-San\n".encode("utf-16-le"),
    ],
)
def test_a_file_that_is_refused_is_never_repeated(data):
    outcome = read(data, long_profile())
    assert outcome.refused
    assert "Zhang" not in "".join(issue.found + issue.column for issue in outcome.issues)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_text_of_a_spreadsheet_is_read(encoding):
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    outcome = read(mark + text(GOOD).decode().encode(encoding))
    assert (codes(outcome), outcome.counts.accepted) == ([], 1)


def test_a_workbook_is_read_as_one_whatever_it_is_called():
    assert rows(written([["a", "b"], ["1", "2"]])) == (("a", "b"), 1, [(2, ["1", "2"])])
