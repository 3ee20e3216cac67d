import codecs
import csv
import traceback

import pytest

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.delimited.delimited import read_delimited
from hepaflow.readers.sheet import Limits

PLAIN = FileLayout()
LONG = "x" * 40


def everything(data, layout=PLAIN, limits=Limits()):  # noqa: B008 frozen
    sheet = read_delimited(data, layout, limits)
    return sheet.header, sheet.header_line, list(sheet.rows)


def rows(data, layout=PLAIN, limits=Limits()):  # noqa: B008 frozen
    return everything(data, layout, limits)[2]


def refusal(data, layout=PLAIN, limits=Limits()):  # noqa: B008 frozen
    with pytest.raises(Refused) as caught:
        everything(data, layout, limits)
    return caught.value.issue


def test_a_header_is_stripped_and_cells_are_left_as_written():
    assert everything(b" subject ,value\n S1, 1.20 \n") == (("subject", "value"), 1, [(2, [" S1", " 1.20 "])])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " ", "^", "，", "\x1f", "\x01"])
def test_any_character_may_part_the_cells(delimiter):
    data = f"a{delimiter}b\n1{delimiter}2\n".encode()
    assert rows(data, FileLayout(delimiter=delimiter)) == [(2, ["1", "2"])]


def test_a_control_character_may_part_the_cells_in_utf_16_too():
    assert rows("a\x1fb\n1\x1f2\n".encode("utf-16"), FileLayout(delimiter="\x1f")) == [(2, ["1", "2"])]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_end_in_any_of_the_three_ways(end):
    assert rows(end.join(["a,b", "1,2", "3,4"]).encode()) == [(2, ["1", "2"]), (3, ["3", "4"])]


def test_lines_may_end_in_different_ways_in_one_file():
    assert [line for line, _ in rows(b"a\r1\r\n2\n3\r4")] == [2, 3, 4, 5]


def test_quotes_inside_quotes_are_doubled():
    assert rows(b'a,b\n"say ""no""","1,5"\n') == [(2, ['say "no"', "1,5"])]


def test_a_row_after_a_quoted_line_break_keeps_its_line_in_the_file():
    data = b'a,b\r\n"1\r\n2\r3\n4",x\r\n5,y\r\n'
    # counted by hand: header 1, first row 2 to 5, second row 6
    assert rows(data) == [(2, ["1\r\n2\r3\n4", "x"]), (6, ["5", "y"])]


def test_a_header_may_hold_a_line_break():
    assert everything(b'"sub\nject",b\n1,2\n') == (("sub\nject", "b"), 1, [(3, ["1", "2"])])


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "受试者"),
        ("gb18030", "受试者"),
        ("gbk", "受试者"),
        ("big5", "總膽紅素"),
        ("shift_jis", "総ビリルビン"),
        ("euc-kr", "빌리루빈"),
        ("cp1252", "Ångström µ"),
        ("iso2022_jp", "総ビリルビン"),  # shifts by the escape character
        ("utf-16", "上午Ċ"),  # low bytes 0A: line ends for whoever looks at bytes
        ("utf-16-le", "上午Ċ"),
        ("utf-32-be", "上午Ċ"),
    ],
)
def test_text_is_decoded_as_declared(encoding, text):
    text = text.replace("Ċ", "") if "utf" not in encoding else text
    assert rows(f"a,b\n{text},1\n".encode(encoding), FileLayout(encoding=encoding)) == [(2, [text, "1"])]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        ("\ufeff".encode("gb18030"), "gb18030"),
    ],
)
@pytest.mark.parametrize("declared", ["latin-1", "utf-16"])
def test_a_byte_order_mark_is_honoured_over_the_declaration(mark, encoding, declared):
    data = mark + "名,b\n值,1\n".encode(encoding)
    assert everything(data, FileLayout(encoding=declared)) == (("名", "b"), 1, [(2, ["值", "1"])])


@pytest.mark.parametrize("newline", [b"\n", b"\r", b"\r\n"])
@pytest.mark.parametrize("line", [1, 2, 700])
def test_bytes_that_are_not_in_the_encoding_refuse_the_file_with_their_line(newline, line):
    lines = [b"name,value", *[b"Wang,1"] * 899]
    lines[line - 1] = b"\xff\xfe\xfd," + lines[line - 1]
    issue = refusal(newline.join(lines).replace(b"\xff\xfe\xfd", b"\xc3\x28"))
    assert (issue.code, issue.line, issue.found) == (IssueCode.FILE_ENCODING, line, "utf-8")


def test_a_file_that_is_cut_inside_a_character_is_refused_with_its_last_line():
    issue = refusal("a\n受试\n者".encode("gb18030")[:-1], FileLayout(encoding="gb18030"))
    assert (issue.code, issue.line, issue.found) == (IssueCode.FILE_ENCODING, 3, "gb18030")


def test_broken_utf_16_is_refused_with_its_line():
    data = codecs.BOM_UTF16_LE + "a\nb\n".encode("utf-16-le") + b"\x00\xd8a\x00"
    assert (refusal(data).code, refusal(data).line) == (IssueCode.FILE_ENCODING, 3)


def test_a_mark_of_damage_that_the_lab_itself_sent_is_text():
    assert refusal("a\n\ufffd\n".encode() + b"\xff").line == 3


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("no-such-encoding", "no-such-encoding: not known"),
        ("hex", "hex: not known"),
        ("utf-16", "utf-16: no byte order mark"),
        ("UTF-32", "UTF-32: no byte order mark"),
    ],
)
def test_an_encoding_that_cannot_be_used_is_told(encoding, found):
    # a profile refuses the first two itself; `model_construct` stands for one from another Python's list of codecs
    issue = refusal(b"a,b\n1,2\n", FileLayout.model_construct(encoding=encoding))
    assert (issue.code, issue.found) == (IssueCode.FILE_ENCODING, found)


@pytest.mark.parametrize("byte", [0x00, 0x01, 0x08, 0x0E, 0x1A, 0x1C, 0x1F])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_control_bytes_refuse_the_file_with_their_line(byte, encoding):
    issue = refusal(f"a\r\nb\rc{chr(byte)}d\n".encode(encoding), FileLayout(encoding=encoding))
    assert (issue.code, issue.line, issue.found) == (IssueCode.FILE_NOT_TEXT, 3, f"byte {byte:02X}")


def test_the_end_mark_of_dos_is_no_fault():
    assert rows(b"a,b\r\n1,2\r\n\x1a") == [(2, ["1", "2"])]


def test_utf_16_without_a_mark_is_not_taken_for_utf_8():
    assert refusal("a,b\n1,2\n".encode("utf-16-le")).code == IssueCode.FILE_NOT_TEXT


def test_a_quote_that_swallows_the_rest_of_the_file_is_told_by_the_line_where_it_opens():
    data = b"a,b\n" + b"1,2\n" * 400 + b'3,"open\n' + b"4,5\n" * 100
    assert (refusal(data).code, refusal(data).line) == (IssueCode.FILE_QUOTES, 402)


def test_so_is_one_that_swallows_more_than_a_cell_may_hold():
    data = b'a,b\n1,"open\n' + b"4,5\n" * 30_000 + b'6,"closed"\n'
    assert (refusal(data).code, refusal(data).line) == (IssueCode.FILE_QUOTES, 2)


def test_so_is_one_that_ends_at_the_next_quote():
    data = b'a,b\n1,"open\n2,3\n4,"x"\n5,6\n'
    assert (refusal(data).code, refusal(data).line) == (IssueCode.FILE_QUOTES, 2)


def test_text_after_a_closing_quote_is_told_by_the_line_of_its_quote():
    assert (refusal(b'a,b\n1,2\n"3"4,5\n').code, refusal(b'a,b\n1,2\n"3"4,5\n').line) == (
        IssueCode.FILE_QUOTES,
        3,
    )


def test_the_quote_at_fault_is_found_in_a_row_of_several_lines():
    data = b'a,b,c\n"one\ntwo","three\n3","four\nfive"\n"x\ny","""z""","open\n'
    # counted by hand: rows start on lines 1, 2 and 6; the last quote opens on line 7
    assert refusal(data).line == 7


def test_a_quote_inside_an_unquoted_cell_is_text():
    assert rows(b"a,b\n5' 3\",1\n") == [(2, ["5' 3\"", "1"])]


@pytest.mark.parametrize("data", [b"", b"\n", b" \r\n\t\n", b",,\n,\n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_a_file_without_a_filled_cell_is_empty(data):
    assert refusal(data).code == IssueCode.FILE_EMPTY


@pytest.mark.parametrize("data", [b"a,b", b"a,b\n", b"\n\na,b\n\n , \n"])
def test_a_header_without_rows_is_refused(data):
    assert refusal(data).code == IssueCode.FILE_NO_ROWS


def test_a_header_row_beyond_the_end_is_refused():
    assert refusal(b"a,b\n1,2\n", FileLayout(header_row=3)).code == IssueCode.FILE_NO_ROWS


def test_the_header_is_the_first_row_that_is_not_blank():
    assert everything(b"\n , \na,b\n1,2\n") == (("a", "b"), 3, [(4, ["1", "2"])])


def test_titles_above_the_declared_header_are_skipped():
    data = b'Central "Lab"\n"printed\n2024"\na,b\n1,2\n'
    assert everything(data, FileLayout(header_row=4)) == (("a", "b"), 4, [(5, ["1", "2"])])


def test_a_declared_header_is_taken_even_if_it_is_blank():
    assert everything(b"a,b\n,\n1,2\n", FileLayout(header_row=2)) == (("", ""), 2, [(3, ["1", "2"])])


def test_blank_rows_between_rows_are_rows():
    assert rows(b"a,b\n1,2\n\n , \n3,4\n") == [(2, ["1", "2"]), (3, []), (4, [" ", " "]), (5, ["3", "4"])]


def test_blank_rows_after_the_last_filled_one_are_none():
    assert rows(b"a,b\n1,2\n" + b"\n,\n  \n" * 500) == [(2, ["1", "2"])]


def test_a_thousand_blank_rows_between_rows_are_all_counted():
    found = rows(b"a\n1\n" + b"\n" * 1000 + b"2\n")
    assert [line for line, _ in found] == list(range(2, 1004))
    assert [cells for _, cells in found if any(cells)] == [["1"], ["2"]]


def test_rows_may_be_shorter_or_longer_than_the_header():
    assert rows(b"a,b\n1\n1,2,3\n") == [(2, ["1"]), (3, ["1", "2", "3"])]


def test_as_many_rows_as_the_limit_are_read():
    assert len(rows(b"a\n" + b"1\n" * 5 + b"\n" * 5, limits=Limits(rows=5))) == 5


@pytest.mark.parametrize(
    ("data", "limits", "found"),
    [
        (b"a\n" + b"1\n" * 6, Limits(rows=5), "6 rows"),
        (b"title\na\n" + b"1\n" * 6, Limits(rows=5), "6 rows"),
        (b"a\n1\n" + b"\n" * 2000, Limits(rows=999), "1,000 rows"),
        (b"a\n" + b"," * 10_000, Limits(), "10,001 columns"),
        (b"a," * 3 + b"\n1,2\n", Limits(columns=3), "4 columns"),
        (b"a\n" + b"x" * 41, Limits(cell_characters=40), "41 characters in a cell"),
        (b'a\n"' + b"x" * 99 + b'"\n', Limits(cell_characters=40), "41 characters in a cell"),
        (b"a\n" + b"x," * (5 << 20), Limits(), "9,437,184 bytes in a line"),
    ],
)
def test_what_is_over_a_limit_is_refused_with_its_measure(data, limits, found):
    layout = FileLayout(header_row=2) if data.startswith(b"title") else PLAIN
    assert (refusal(data, layout, limits).code, refusal(data, layout, limits).found) == (
        IssueCode.FILE_TOO_LARGE,
        found,
    )


def test_a_cell_at_the_limit_is_read():
    assert rows(f"a\n{LONG}\n".encode(), limits=Limits(cell_characters=40)) == [(2, [LONG])]


def test_the_process_keeps_its_own_limit_for_cells():
    before = csv.field_size_limit()
    list(read_delimited(b"a\n1\n", PLAIN, Limits(cell_characters=40)).rows)
    refusal(f"a\n{LONG}x\n".encode(), limits=Limits(cell_characters=40))
    assert csv.field_size_limit() == before


def test_two_files_with_different_limits_may_be_read_in_turns():
    small = read_delimited(b"a\n" + b"1\n" * 1000 + LONG.encode(), PLAIN, Limits(cell_characters=30))
    large = read_delimited(b"a\n" + b"1\n" * 1000 + LONG.encode(), PLAIN, Limits())
    assert [cells for _, cells in large.rows][-1] == [LONG]
    with pytest.raises(Refused):
        list(small.rows)


@pytest.mark.parametrize(
    "data",
    [
        b"name\nWang Fang\n\xff",
        b'name\n"Wang Fang"x',
        b'name\n"Wang Fang',
        b"name\nWang Fang\0",
        "name\nWang Fang\0".encode("utf-16"),
    ],
)
def test_no_text_of_the_file_is_in_the_exception(data):
    with pytest.raises(Refused) as caught:
        everything(data)
    report = "".join(traceback.format_exception(caught.value)) + repr(caught.value.issue)
    assert "Fang" not in report


def test_the_beginning_of_a_file_is_read_before_its_end_is_looked_at():
    sheet = read_delimited(b"a\n" + b"1\n" * 5000 + b'"open', PLAIN)
    assert next(sheet.rows) == (2, ["1"])
    with pytest.raises(Refused):
        list(sheet.rows)
