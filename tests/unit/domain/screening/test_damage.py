"""What spreadsheets and wrong encodings leave of a cell is told; what a lab writes is not taken for it."""

import re
from pathlib import Path

import pytest

import hepaflow.catalog
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Field
from hepaflow.domain.screening.damage import damage
from hepaflow.domain.screening.mojibake import is_blotted_out, is_garbled

TABLES = sorted((Path(hepaflow.catalog.__file__).parent / "data").glob("*.tsv"))


def spellings() -> list[str]:
    """Every cell of the catalog, and every spelling in it, that is not plain ASCII."""
    lines = [line for table in TABLES for line in table.read_text("utf-8").splitlines() if line[:1] != "#"]
    cells = {cell for line in lines for cell in line.split("\t")}
    parts = {part.strip() for cell in cells for part in re.split(r"[|;]", cell)}
    return sorted(text for text in cells | parts if not text.isascii())


@pytest.mark.parametrize(
    ("field", "cell", "code"),
    [
        (Field.SPECIMEN, "1.67683E+15", IssueCode.ID_SCIENTIFIC),
        (Field.CODE, "1.67683E+15", IssueCode.ID_SCIENTIFIC),
        (Field.SUBJECT, " 1,6E+15 ", IssueCode.ID_SCIENTIFIC),
        (Field.SPECIMEN, "1E+15", IssueCode.ID_SCIENTIFIC),
        (Field.VALUE, "=A1*2", IssueCode.CELL_FORMULA),
        (Field.VALUE, "=$B$2", IssueCode.CELL_FORMULA),
        (Field.VALUE, "=1*2", IssueCode.CELL_FORMULA),
        (Field.VALUE, "=-(A1)", IssueCode.CELL_FORMULA),
        (Field.VALUE, "=ROUND(B2,1)", IssueCode.CELL_FORMULA),
        (Field.VALUE, "='Sheet 2'!B2", IssueCode.CELL_FORMULA),
        (Field.VALUE, "=结果!B2", IssueCode.CELL_FORMULA),
        (Field.VALUE, "=", IssueCode.CELL_FORMULA),
        (Field.RANGE, '=B2&"-"&C2', IssueCode.CELL_FORMULA),
        (Field.COLLECTED_AT, "=TODAY()", IssueCode.CELL_FORMULA),
        (Field.FLAG, '=IF(B2>5,"H","")', IssueCode.CELL_FORMULA),
        (Field.UNIT, "Âµmol/L", IssueCode.TEXT_GARBLED),
        (Field.ANALYTE, "鎬昏儐绾㈢礌", IssueCode.TEXT_GARBLED),
        (Field.ANALYTE, "?????", IssueCode.TEXT_GARBLED),
        (Field.COMMENT, "锟斤拷", IssueCode.TEXT_GARBLED),
    ],
)
def test_damage_is_told_by_its_kind(field, cell, code):
    assert damage(field, cell) is code


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        (Field.VALUE, "=5"),
        (Field.VALUE, "= 5.2 U/L"),
        (Field.VALUE, "=>5"),
        (Field.VALUE, "=5*10^9/L"),
        (Field.VALUE, "1.67683E+15"),  # a viral load may be printed so
        (Field.VALUE, "???"),  # doubt, not damage: the cell is unreadable either way
        (Field.SPECIMEN, "12E04"),
        (Field.FLAG, "="),
        (Field.COMMENT, "== repeated =="),
        (Field.COMMENT, "???"),
        (Field.UNIT, ""),
        (Field.UNIT, "µmol/L"),
        (Field.UNIT, "×10⁹/L"),
        (Field.ANALYTE, "γ-谷氨酰转移酶"),
    ],
)
def test_what_a_lab_writes_is_no_damage(field, cell):
    assert damage(field, cell) is None


@pytest.mark.parametrize(
    "text",
    [
        "Größe",
        "Gesamteiweiß",
        "αβγ",
        "°C",
        "±2σ",
        "½",
        "Ångström",
        "联通",
        "ßen",
        "Éà",
        "肌酐",
        "¥",
        "测定值",
    ],
)
def test_words_of_other_languages_are_not_garbled(text):
    assert not is_garbled(text)


def test_nothing_in_the_catalog_is_garbled():
    assert len(spellings()) > 300
    assert [text for text in spellings() if is_garbled(text) or is_blotted_out(text)] == []


# What a program that knows one encoding makes of text in another, with what it puts where it gives up.
MISREAD = {
    "UTF-8 as Latin-1": ("utf-8", "latin-1"),
    "UTF-8 as Windows-1252": ("utf-8", "cp1252"),
    "UTF-8 as GB 18030": ("utf-8", "gb18030"),
    "GB 18030 as UTF-8": ("gb18030", "utf-8"),
    "GB 18030 as Latin-1": ("gb18030", "latin-1"),
}


@pytest.mark.parametrize(("written", "read"), MISREAD.values(), ids=MISREAD)
def test_every_chinese_name_of_the_catalog_that_is_misread_is_told(written, read):
    # four hanzi: a shorter name may look like a word of another language
    names = [text for text in spellings() if re.search("[\u4e00-\u9fff]{4}", text)]
    assert len(names) > 100
    misread = [name.encode(written).decode(read, "replace") for name in names]
    assert [text for text in misread if not is_garbled(text)] == []


@pytest.mark.parametrize("text", ["Ã©", "Âµmol/L", "â‰¤5", "Ã—10â�¹", "9â€“50"])
def test_signs_of_units_and_ranges_that_are_misread_are_told(text):
    assert is_garbled(text)


@pytest.mark.parametrize("text", ["锟斤拷", "项目锟斤拷", "锟斤", "锘縮ubject", "ALT\ufffd"])
def test_what_a_decoder_leaves_of_lost_characters_is_told(text):
    assert is_garbled(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("????", True), ("???_??", True), ("??", False), ("ALT?", False), ("", False)]
)
def test_a_name_of_question_marks_is_told(text, expected):
    assert is_blotted_out(text) is expected
