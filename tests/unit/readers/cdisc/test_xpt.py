"""Bytes of SAS transport files: fields by their layout, IBM numbers exactly, and no guess at what is damaged."""

import pytest
from tests.unit.readers.cdisc.cdisc_files import LB, ROW, ibm, lb_transport, member, refusal, transport

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.cdisc.lb import read_cdisc
from hepaflow.readers.cdisc.xpt import is_transport
from hepaflow.readers.cdisc.xpt_fields import number_of

HEAD = transport()
NAMESTR = len(HEAD) + 5 * 80  # where the first variable is described


def cells(data, **layout):
    return [row for _, row in read_cdisc(data, FileLayout(**layout)).rows]


def changed(data, place, bytes_):
    return data[:place] + bytes_ + data[place + len(bytes_) :]


@pytest.mark.parametrize(
    ("field", "number"),
    [
        # IBM z/Architecture Principles of Operation, chapter 18, figure of equivalent HFP numbers
        ("4110000000000000", 1.0),
        ("4080000000000000", 0.5),
        ("3F40000000000000", 1 / 64),
        ("0000000000000000", 0.0),
        ("8000000000000000", 0.0),
        ("C1F0000000000000", -15.0),
        # the usual example of a hexadecimal float, cut off to four bytes
        ("C276A000", -118.625),
        ("4264", 100.0),
        ("401999999999999A", 0.1),
        # unnormalized, and the two ends of the scale
        ("4201000000000000", 1.0),
        ("0010000000000000", 16.0**-65),
        ("7FFFFFFFFFFFFFFF", 16.0**63),
    ],
)  # fmt: skip
def test_an_ibm_number_is_the_number_that_was_written(field, number):
    assert number_of(bytes.fromhex(field)) == number


@pytest.mark.parametrize("first", b"._ABCDEFGHIJKLMNOPQRSTUVWXYZ")
def test_a_missing_number_is_missing_and_no_zero(first):
    assert [number_of(bytes([first]) + bytes(rest)) for rest in (1, 7)] == [None, None]


def test_numbers_are_written_out_and_missing_ones_are_empty():
    numbers = [0, -2, 0.25, 1.1, 123456.75, 2.5e-7, 1.5e16, None]
    rows = [(*ROW, number) for number in numbers]
    assert [row[-1] for row in cells(lb_transport(*rows, variables=(*LB, "LBSTRESN")))] == [
        "0", "-2", "0.25", "1.1", "123456.75", "0.00000025", "1.5E+16", "",
    ]  # fmt: skip


def test_what_arithmetic_left_behind_the_fifteenth_digit_is_not_shown():
    (row,) = cells(lb_transport((*ROW, 0.1 + 0.2), variables=(*LB, "LBSTRESN")))
    assert row[-1] == "0.3"


def test_text_loses_trailing_blanks_and_zeros_only():
    (row,) = cells(lb_transport((" S-001 ", "ALT\0", "", "U/L", "2024-03-22")))
    assert row == [" S-001", "ALT", "", "U/L", "2024-03-22"]


def test_text_is_decoded_as_declared():
    data = lb_transport((*ROW[:2], "阳性", *ROW[3:]), encoding="gb18030")
    assert cells(data, encoding="gb18030")[0][2] == "阳性"
    issue = refusal(lb_transport(ROW, (*ROW[:2], "阳性", *ROW[3:]), encoding="gb18030"))
    assert (issue.code, issue.found, issue.line) == (IssueCode.FILE_ENCODING, "utf-8", 2)


def test_a_control_character_refuses_the_file():
    issue = refusal(lb_transport(ROW, (*ROW[:2], "4\x015", *ROW[3:])))
    assert (issue.code, issue.found, issue.line) == (IssueCode.FILE_NOT_TEXT, "byte 01", 2)


def test_more_distinct_cells_than_are_remembered_are_read_alike():
    rows = [(*ROW[:2], str(number), *ROW[3:], number) for number in range(5_000)]
    assert [row[2] == row[5] for row in cells(lb_transport(*rows, variables=(*LB, "LBSEQ")))] == [
        True
    ] * 5_000


def test_blanks_that_fill_the_last_record_are_no_observations():
    # six bytes each: ten observations fill 60 of 80 bytes
    rows = [("S", "A", "4", "U", "20")] * 10
    assert len(cells(lb_transport(*rows))) == 10


def test_a_blank_observation_before_the_last_record_counts():
    rows = [("", "", "", "", "2024-03-22")] * 3 + [("S", "A", "4", "U", "")] + [("", "", "", "", "")] * 50
    data = lb_transport(*rows)
    assert len(cells(data)) > 40


def test_descriptors_of_vms_are_four_bytes_shorter():
    assert cells(lb_transport(descriptor=136)) == [list(ROW)]


def test_the_variables_stand_by_their_position_not_by_their_number():
    data = lb_transport(ROW)
    first, second = data[NAMESTR : NAMESTR + 140], data[NAMESTR + 140 : NAMESTR + 280]
    assert cells(changed(data, NAMESTR, second + first)) == [list(ROW)]


def test_among_several_members_the_laboratory_results_are_read():
    data = transport(
        member("DM", ("USUBJID",), [("S-001",)]), member("LB", LB, [ROW]), member("VS", LB, [ROW, ROW])
    )
    assert cells(data) == [list(ROW)]


@pytest.mark.parametrize(
    ("names", "code", "found"),
    [
        (["DM", "VS"], IssueCode.FILE_FORMAT, "the datasets DM, VS"),
        (["LBCH", "DM", "LBHE"], IssueCode.FILE_DATASETS, "LBCH, LBHE"),
    ],
)
def test_members_of_which_none_or_two_hold_results_are_refused_by_name(names, code, found):
    issue = refusal(transport(*(member(name, LB, [ROW]) for name in names)))
    assert (issue.code, issue.found) == (code, found)


def test_the_words_of_a_header_within_a_cell_start_no_member():
    text = "HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!"
    assert cells(lb_transport((*ROW[:2], text, *ROW[3:])))[0][2] == text


def test_version_8_is_refused_by_name():
    data = lb_transport().replace(b"LIBRARY HEADER", b"LIBV8   HEADER")
    assert is_transport(data)
    issue = refusal(data)
    assert (issue.code, issue.found) == (IssueCode.FILE_CDISC_VERSION, "a SAS transport file of version 8")


def test_a_file_that_is_cut_off_is_damaged():
    data = lb_transport(ROW, ROW, ROW, ROW)
    for end in (len(data) - 1, len(data) - 80, len(HEAD), NAMESTR, NAMESTR + 5 * 140 + 20, NAMESTR - 80):
        assert refusal(data[:end]).code is IssueCode.FILE_DAMAGED, end


@pytest.mark.parametrize(
    ("place", "bytes_"),
    [
        (len(HEAD) + 74, b"0999"),  # size of a descriptor
        (len(HEAD) + 80, b"X"),  # member header without its descriptor header
        (NAMESTR - 80, b"X"),  # no header of the variables
        (NAMESTR - 80 + 54, b"00X5"),  # their count
        (NAMESTR - 80 + 54, b"0000"),
        (NAMESTR - 80 + 54, b"9999"),
        (NAMESTR + 1, b"\3"),  # neither number nor text
        (NAMESTR + 1, b"\1"),  # a number of five bytes: right, but the next overlaps
        (NAMESTR + 4, b"\0\0"),  # no length
        (NAMESTR + 4, b"\0\x09"),  # overlaps the next
        (NAMESTR + 4, b"\0\x01"),  # leaves a gap
        (NAMESTR + 4, b"\xff\xff"),
    ],
)
def test_a_layout_that_contradicts_itself_is_damaged(place, bytes_):
    data = changed(lb_transport(ROW), place, bytes_)
    if (place, bytes_) == (NAMESTR + 1, b"\1"):
        data = changed(data, NAMESTR + 4, b"\0\x01")
    assert refusal(data).code is IssueCode.FILE_DAMAGED


def test_a_dataset_without_variables_is_damaged():
    assert refusal(transport(member("LB", (), []))).code is IssueCode.FILE_DAMAGED


def test_the_numbers_that_these_tests_write_are_those_of_the_standard():
    assert [ibm(number).hex().upper() for number in (1, -15, 100)] == [
        "4110000000000000", "C1F0000000000000", "4264000000000000",
    ]  # fmt: skip
