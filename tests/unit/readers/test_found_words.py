"""What readers say of a file in words of their own has words in Chinese."""

import ast
import re
from pathlib import Path

import pytest

import hepaflow
from hepaflow.domain.issues.found_words import chinese_found
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.readers.formats import _NAMES
from hepaflow.readers.sniff import OtherFormat

PACKAGE = Path(hepaflow.__file__).parent
FOLDERS = ("readers", "pipeline/reading")
HAN = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"\b(?:an?|the|of|in|that|is|not|by|no|with|and|between|before)\b")
ALIKE = re.compile(r"[A-Z0-9:/ +-]*|utf-8|Dataset-JSON 12|12")  # names of standards and encodings


def is_chinese(code, text):
    told = chinese_found(code, text)
    return bool(ALIKE.fullmatch(told)) or (bool(HAN.search(told)) and not ENGLISH.search(told))


def words(node):
    """Return the text that an expression makes, with the same number or name in every gap; None for another expression."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "12" for part in node.values)
    if isinstance(node, ast.IfExp):
        return words(node.body)
    return None


def said():
    """Yield code and text of each issue that is written with words in the source of the readers."""
    for folder in FOLDERS:
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    yield from said_by(node)


def said_by(call):
    given = [*call.args, *(one.value for one in call.keywords if one.arg == "found")]
    texts = [text for one in given if (text := words(one))]
    match call.func.id:
        case "Refused" | "Issue" if isinstance(call.args[0], ast.Attribute):
            yield from ((IssueCode[call.args[0].attr].value, text) for text in texts)
        case "too_large":
            yield from (("file-too-large", f"12 {text}") for text in texts)
        case "_refuse":
            yield from (("record-damaged", text) for text in texts)


SAID = sorted({*said(), *(("file-format", name.value) for name in OtherFormat)})


def test_the_source_was_found():
    assert ("file-too-large", "12 bytes unpacked") in SAID
    assert ("sheet-hidden", "rows: 12, columns: 12") in SAID
    assert ("file-encoding", "12: no byte order mark") in SAID


@pytest.mark.parametrize(("code", "text"), SAID)
def test_words_of_a_reader_have_chinese_words(code, text):
    assert is_chinese(code, text)


@pytest.mark.parametrize("name", sorted(set(_NAMES.values())))
def test_names_of_formats_that_can_be_read_have_chinese_words(name):
    assert is_chinese("file-format", name)
