"""Messages are found however they are framed, in the character set that each declares, or not at all."""

import codecs

import pytest
from tests.unit.readers.hl7v2.hl7_messages import (
    MSH,
    OBR,
    OBX,
    PID,
    message,
    msh,
    obx,
    read,
    refusal,
    result,
    row,
)

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Field
from hepaflow.readers.hl7v2 import framing as hl7v2_framing

SEGMENTS = (MSH, PID, OBR, OBX)
NAME = "ALT^{}^L"


def count(data: bytes) -> int:
    return len(read(data)[0])


def in_charset(name: str, declared: str, codec: str) -> bytes:
    return message(msh(charset=declared), PID, OBR, obx(f3=NAME.format(name))).decode().encode(codec)


# --- where messages begin and end


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\r\n", "\n\n"])
def test_segments_end_with_cr_lf_or_both(end):
    assert count(message(*SEGMENTS, OBX, end=end)) == 2


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_messages_may_follow_one_another_with_or_without_blank_lines(end):
    one = message(*SEGMENTS, end=end)
    assert count(one + one + end.encode() * 3 + one) == 3


def test_line_ends_may_be_mixed():
    assert count(message(*SEGMENTS[:2], end="\r\n") + message(OBR, end="\n") + message(OBX, OBX)) == 2


def test_mllp_frames_are_no_part_of_the_messages():
    framed = b"\x0b" + message(*SEGMENTS) + b"\x1c\r"
    assert count(framed * 3) == 3


def test_mllp_frames_may_follow_one_another_without_a_line_end():
    assert count((b"\x0b" + message(*SEGMENTS).rstrip() + b"\x1c") * 2) == 2


def test_blanks_before_the_first_message_and_an_end_mark_after_the_last_are_nothing():
    assert count(b" \r\n" + message(*SEGMENTS) + b"\x1a") == 1


def test_a_byte_order_mark_is_no_part_of_the_first_message():
    assert count(codecs.BOM_UTF8 + message(*SEGMENTS)) == 1


def test_a_line_that_begins_no_segment_goes_on_with_the_text_before():
    data = message(MSH, PID, OBR, obx(f2="TX", f5="first line\nsecond line", f6="U/L"), OBX)
    rows, _ = read(data)
    assert [found[Field.VALUE] for found in rows.values()] == ["first line\nsecond line", "45"]
    assert rows[100_001][Field.UNIT] == "U/L"


def test_an_indented_segment_is_one():
    assert count(message(*SEGMENTS[:3], "  " + OBX, "and a text line", end="\n")) == 1


def test_the_letters_msh_within_a_text_begin_no_message():
    data = message(MSH, PID, OBR, obx(f2="TX", f5="see MSH|of the other"), OBX)
    assert count(data) == 2


def test_a_file_without_any_message_has_no_rows():
    assert refusal(b"FHS|^~\\&|LAB\rFTS|0\r").code is IssueCode.FILE_NO_ROWS


def test_a_message_longer_than_any_is_refused(monkeypatch):
    monkeypatch.setattr(hl7v2_framing, "_LONGEST_MESSAGE", 200)
    assert refusal(result(OBX)).code is IssueCode.FILE_TOO_LARGE


# --- batches

FHS, BHS = r"FHS|^~\&|LIS", r"BHS|^~\&|LIS"


def batch(*trailers: str, heads: tuple[str, ...] = (FHS, BHS), messages: int = 2) -> bytes:
    return message(*heads) + message(*SEGMENTS) * messages + message(*trailers)


def notes(data: bytes) -> list[tuple[int, IssueCode, str]]:
    return [(issue.line, issue.code, issue.found) for issue in read(data)[1]]


@pytest.mark.parametrize(
    "data",
    [
        batch(),
        batch("BTS|2", "FTS|1"),
        batch("BTS|2|all there", heads=(BHS,)),
        batch("BTS", "FTS"),
        batch("BTS|", "FTS|"),
        batch("BTS|two"),
        batch("FTS|1", heads=(FHS,)),
        batch("BTS|2", heads=()),
        batch("BTS|2", "FTS|1", heads=(FHS,)),
        batch("BTS|2") + batch("BTS|3", "FTS|2", heads=(BHS,), messages=3),
    ],
)
def test_batches_are_read_with_and_without_headers_and_trailers(data):
    assert notes(data) == []


def test_a_trailer_that_tells_another_number_of_messages_is_noted():
    assert notes(batch("BTS|3", "FTS|1")) == [(200_000, IssueCode.MESSAGE_COUNT, "3 / 2")]


def test_a_trailer_that_tells_another_number_of_batches_is_noted():
    assert notes(batch("BTS|2", "FTS|4")) == [(200_000, IssueCode.MESSAGE_COUNT, "4 / 1")]


def test_trailers_that_go_on_and_on_are_noted_once_for_the_batch_and_once_for_the_file():
    assert len(notes(batch("BTS|3", "FTS|4", *["BTS|9"] * 50))) == 2


def test_the_results_of_a_batch_that_is_counted_otherwise_are_read():
    assert count(batch("BTS|3")) == 2


# --- character sets (HL7 table 0211)


@pytest.mark.parametrize(
    ("declared", "codec", "name"),
    [
        ("ASCII", "ascii", "Albumin"),
        ("UNICODE UTF-8", "utf-8", "总胆红素 µ"),
        ("UNICODE", "utf-8", "总胆红素"),
        ("UTF-8", "utf-8", "总胆红素"),
        ("8859/1", "latin-1", "Gesamteiweiß µ"),
        ("ISO 8859-1", "latin-1", "Gesamteiweiß"),
        ("8859/2", "iso8859-2", "żółć"),
        ("8859/5", "iso8859-5", "билирубин"),
        ("8859/15", "iso8859-15", "œ €"),
        ("GB 18030-2000", "gb18030", "总胆红素"),
        ("GBK", "gbk", "谷丙转氨酶"),
        ("GB2312", "gb2312", "白蛋白"),
        ("BIG-5", "big5", "總膽紅素"),
        ("KS X 1001", "euc_kr", "빌리루빈"),
        ("~ISO IR87", "iso2022_jp", "総ビリルビン"),
        ("ASCII~ISO IR87", "iso2022_jp", "アルブミン"),
        ("WINDOWS-1252", "cp1252", "µ–"),
        ('""', "utf-8", "总胆红素"),
    ],
)
def test_a_message_is_read_in_the_character_set_that_it_declares(declared, codec, name):
    assert row(in_charset(name, declared, codec))[Field.ANALYTE] == name


def test_messages_of_one_file_may_differ_in_their_character_set():
    rows, _ = read(
        in_charset("白蛋白", "GB 18030-2000", "gb18030") + in_charset("Eiweiß", "8859/1", "latin-1")
    )
    assert [found[Field.ANALYTE] for found in rows.values()] == ["白蛋白", "Eiweiß"]


def test_a_message_that_declares_none_is_in_the_encoding_of_the_profile():
    assert row(in_charset("白蛋白", "", "gb18030"), "gb18030")[Field.ANALYTE] == "白蛋白"


def test_a_header_in_the_encoding_of_the_profile_may_hold_bytes_that_look_like_separators():
    # 0x7C, the bar, is the second byte of 瓅 in GB 18030
    assert b"|" in "瓅".encode("gb18030")
    data = in_charset("白蛋白", "GB 18030-2000", "utf-8").decode().replace("|LAB|", "|瓅|").encode("gb18030")
    assert row(data, "gb18030")[Field.ANALYTE] == "白蛋白"


def test_a_byte_order_mark_stands_above_what_is_declared():
    assert row(codecs.BOM_UTF8 + in_charset("白蛋白", "ASCII", "utf-8"))[Field.ANALYTE] == "白蛋白"


def test_the_structure_is_told_by_characters_not_bytes():
    # 0x5E and 0x7C, component and field separator, are second bytes of characters in Big5
    name = "功^許"
    assert row(in_charset(name.replace("^", ""), "BIG-5", "cp950"))[Field.ANALYTE] == "功許"


@pytest.mark.parametrize(
    ("declared", "codec", "found"),
    [
        ("ASCII", "utf-8", "ascii"),
        ("UNICODE UTF-8", "gb18030", "utf-8"),
        ("", "gb18030", "utf-8"),
        ("CNS 11643-1992", "utf-8", "MSH-18: CNS 11643-1992"),
        ("UNICODE UTF-16", "utf-8", "MSH-18: UNICODE UTF-16"),
        ("白蛋白", "utf-8", "MSH-18: not known"),
    ],
)
def test_bytes_of_another_character_set_refuse_the_file_with_the_message(declared, codec, found):
    issue = refusal(message(*SEGMENTS) + in_charset("白蛋白", declared, codec))
    assert (issue.code, issue.line, issue.found) == (IssueCode.FILE_ENCODING, 200_000, found)


def test_broken_bytes_after_a_byte_order_mark_are_refused():
    assert refusal(codecs.BOM_UTF8 + result(OBX) + b"\xff").code is IssueCode.FILE_ENCODING


def test_an_encoding_in_which_there_is_no_header_is_refused():
    assert refusal(result(OBX) + b"\r", "utf-16-le").code is IssueCode.FILE_ENCODING


@pytest.mark.parametrize("byte", [b"\0", b"\x01", b"\x1f"])
def test_binary_data_refuse_the_file_with_the_message(byte):
    issue = refusal(result(OBX) + result(obx(f5="4")) + byte)
    assert (issue.code, issue.line) == (IssueCode.FILE_NOT_TEXT, 200_000)


# --- separators


def test_other_separators_are_those_that_the_message_declares():
    usual = result(obx(f3="A\\T\\B^ALT & more^L^1742-6^^LN", f8="H~A")).decode()
    other = usual.translate(str.maketrans("|^~\\&", "#*+!%"))
    assert row(other.encode()) == row(usual.replace("ALT & more", "ALT % more").encode()) | {
        Field.CODE: "A%B",
    }


@pytest.mark.parametrize("marks", ["^", "^~", "^~\\", "^~\\&#"])
def test_separators_that_are_not_declared_are_not_there(marks):
    data = message(f"MSH|{marks}|LIS|LAB|||||ORU^R01|1|P|2.5", PID, OBR, obx(f7="<5 ~ 6 & 7"))
    assert row(data)[Field.RANGE] == "<5 ~ 6 & 7"


@pytest.mark.parametrize("marks", ["", "^^", "^~\\&#%", "A~\\&", "^~ &"])
def test_separators_that_cannot_be_told_apart_break_the_message(marks):
    rows, asides = read(message(f"MSH|{marks}|LIS|LAB|||||ORU^R01|1|P|2.5", PID, OBR, OBX) + result(OBX))
    assert (len(rows), [issue.code for issue in asides][:1]) == (1, [IssueCode.RECORD_DAMAGED])


def test_a_header_of_three_letters_and_a_bar_breaks_the_message():
    assert refusal(b"MSH|\rPID|1\r").code is IssueCode.FILE_DAMAGED
