"""What a workbook shows where its cells store something else: formats, struck-through text, results of formulas.

Expected texts are what Excel shows, at the digits that it stores (ECMA-376-1, 18.8.30 and 18.8.31).
"""

import datetime as dt

import pytest
from tests.unit.readers.workbook.packages import (
    struck,
    text_cell,
    with_shared_strings,
    with_sheet_data,
    written,
)

from hepaflow.domain.profile.parts import FileLayout
from hepaflow.domain.screening.damage import STRUCK
from hepaflow.readers.workbook.cell_text import cell_text
from hepaflow.readers.workbook.number_formats import displayed, number_format
from hepaflow.readers.workbook.workbook import read_workbook


def rows(data, layout=None):
    return [cells for _, cells in read_workbook(data, layout or FileLayout()).rows]


def shown(value, number_format, layout=None):
    """The text of a cell with this value and format."""
    return rows(written([["a"], [value]], formats={(1, 0): number_format}), layout)[0][0]


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        (0.725, "0.0%", "72.5%"),
        (0.725, "0%", "72.5%"),
        (0.183, "0.00%", "18.3%"),
        (0.07, "0%", "7%"),
        (1, "0%", "100%"),
        (-0.05, "0.0%", "-5%"),
        (0.725, "[Red]0.0%;[Blue]-0.0%", "72.5%"),
    ],
)
def test_percent_format_shows_a_hundred_times_the_number(stored, code, text):
    assert shown(stored, code) == text


def test_percent_format_keeps_the_declared_decimal_mark():
    assert shown(0.725, "0.0%", FileLayout(decimal_mark=",")) == "72,5%"


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        (0.5, '"<"0.0', "<0.5"),
        (20, "\\<0", "<20"),
        (1210, '"> "0', "> 1210".replace(" ", "")),
        (0.5, '[<1]"<1";0.0', "<1"),
        (5, '[<1]"<1";0.0', "5"),
        (0, '0.0;-0.0;"neg"', "neg"),
        (1, '[=0]"阴性";[=1]"阳性";0', "阳性"),
        (85, '0.0"×10^9/L"', "85×10^9/L"),
        (2.6, '0.0 "mg/dL"', "2.6mg/dL"),
        (72.5, "0.0\\%", "72.5%"),
        (72.5, '0.0"%"', "72.5%"),
    ],
)
def test_operator_unit_and_words_of_a_format_are_shown(stored, code, text):
    assert shown(stored, code) == text


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        (85000, "#,##0,", "85"),
        (85123, "0.0,", "85.123"),
        (5200000, "0.0,,", "5.2"),
        (85000, "#,##0", "85000"),
    ],
)
def test_format_that_scales_shows_the_scaled_number(stored, code, text):
    assert shown(stored, code) == text


# --- what shows the stored number


@pytest.mark.parametrize(
    "code",
    [
        "General", "0", "0.00", "#,##0.00", "@", "0.0E+00", "0.0_);(0.0)", "[Red]0.0;[Blue]-0.0", '0.0" d"', "0.0\\↑",
        '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)', "[>=100]0;0.0", "# ?/?", "0.0_M", '0.0"pts"', '[$€-407]0.0',
    ],
)  # fmt: skip
def test_other_formats_show_the_stored_number(code):
    assert shown(45.2, code) == "45.2"


def test_text_in_a_percent_cell_is_left_as_written():
    assert shown("0.725", "0.0%") == "0.725"


def test_style_of_a_cell_changes_no_other_cell():
    data = written([["a", "b"], [0.5, 0.5], [0.25, 0.25]], at=(3, 4), formats={(1, 1): "0%"})
    assert rows(data) == [["0.5", "50%"], ["0.25", "0.25"]]


def test_a_date_that_shows_its_day_is_read_whole():
    assert shown(dt.date(2024, 3, 22), "d-mmm-yy") == "2024-03-22"


# --- struck-through text


def test_struck_cell_is_shown_as_such():
    assert rows(struck(written([["a", "b"], [45, 54]]), "A2")) == [[STRUCK, "54"]]


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ("<r><rPr><strike/></rPr><t>45</t></r><r><t>54</t></r>", "54"),
        ('<r><rPr><strike val="1"/></rPr><t>45 </t></r><r><t> 54</t></r>', "54"),
        ("<r><rPr><strike/></rPr><t>45</t></r>", STRUCK),
        ('<r><rPr><strike val="0"/></rPr><t>4</t></r><r><t>5</t></r>', "45"),
        ("<r><t>4</t></r><r><t>5</t></r>", "45"),
        ("<r><rPr><strike/></rPr><t> </t></r><r><t>45</t></r>", "45"),
    ],
)
def test_struck_run_is_no_part_of_a_text(runs, text):
    header = text_cell("A1", "a")
    inline = with_sheet_data(
        f'<row r="1">{header}</row><row r="2"><c r="A2" t="inlineStr"><is>{runs}</is></c></row>'
    )
    shared = with_shared_strings("<t>a</t>", runs)
    assert (rows(inline), rows(shared)) == ([[text]], [[text]])


# --- results of formulas


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="A2" t="str"><f>IF(B2="","",B2)</f><v></v></c>', ""),
        ('<c r="A2" t="str"><f>IF(B2="","",B2)</f><v/></c>', ""),
        ('<c r="A2" t="str"><f>B2</f></c>', "=B2"),
        ('<c r="A2"><f>B2</f><v></v></c>', "=B2"),
    ],
)
def test_empty_text_is_the_result_of_a_formula(cell, text):
    data = with_sheet_data(
        f'<row r="1">{text_cell("A1", "a")}{text_cell("B1", "b")}</row><row r="2">{cell}{text_cell("B2", "x")}</row>'
    )
    assert rows(data) == [[text, "x"]]


# --- formats of ids


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        (12, "0000", "0012"),
        (12, '"S-"000', "S-012"),
        (12, r"\C\N\-0000", "CN-0012"),
        (12, '"CN01-"0000', "CN01-0012"),
        (12, '000"-B"', "012-B"),
        (12345, "000", "12345"),
        (0, "00", "00"),
    ],
)
def test_zeros_and_texts_of_a_format_for_ids_are_shown(stored, code, text):
    assert shown(stored, code) == text


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        (12, "0", "12"),
        (12.5, "0000", "12.5"),
        (-12, "0000", "-12"),
        (1.2, "00.0", "1.2"),
        (1234, "0,000", "1234"),
        (12, "#000", "12"),
        (12, '"ca. "0', "12"),
        ("12", "0000", "12"),
    ],
)
def test_other_formats_pad_no_number(stored, code, text):
    assert shown(stored, code) == text


@pytest.mark.parametrize(
    ("code", "stored", "shown"),
    [
        (";;;", 45, ""), (";;", 0, ""), ("0;-0;;@", 0, ""), ("0.0;;", 0, ""), ('""', 45, ""), ('[=0]"";0', 0, ""), ("0;-0;;@", 45, "45"), ("0;-0;;@", -3, "-3"),
        ("", 0, "0"), ("[Red]", 45, "45"), ("[White]0", 45, "45"), ("0;(0)", 0, "0"), ("General;;General", 0, "0"), ("@", 45, "45"),
    ],
)  # fmt: skip
def test_a_number_whose_format_shows_nothing_is_an_empty_cell(code, stored, shown):
    look = number_format(code)
    assert (displayed(stored, look, ".") if look else cell_text(stored, ".")) == shown
