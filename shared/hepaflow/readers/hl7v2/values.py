"""Write OBX-5 as a lab would print it, by the data type in OBX-2."""

import re
from functools import lru_cache

from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.findings import finding_of
from hepaflow.domain.values.values import LONGEST_VALUE
from hepaflow.readers.hl7v2.moments import moment_text
from hepaflow.readers.hl7v2.text import Marks, first_component, split, unescaped

# HL7 v2 data types, chapter 2A. A document, picture or reference to one is no value.
DOCUMENTS = frozenset({"ED", "RP"})
_TYPES = frozenset(
    [
        "AD",
        "AUI",
        "CCD",
        "CCP",
        "CD",
        "CE",
        "CF",
        "CK",
        "CM",
        "CN",
        "CNE",
        "CNN",
        "CP",
        "CQ",
        "CSU",
        "CWE",
        "CX",
        "DDI",
        "DIN",
        "DLD",
        "DLN",
        "DLT",
        "DR",
        "DT",
        "DTM",
        "DTN",
        "ED",
        "EI",
        "EIP",
        "ELD",
        "ERL",
        "FC",
        "FN",
        "FT",
        "GTS",
        "HD",
        "ICD",
        "ID",
        "IN",
        "IS",
        "JCC",
        "LA1",
        "LA2",
        "MA",
        "MO",
        "MOC",
        "MOP",
        "MSG",
        "NA",
        "NDL",
        "NM",
        "NR",
        "OCD",
        "OG",
        "OSD",
        "OSP",
        "PIP",
        "PL",
        "PLN",
        "PN",
        "PPN",
        "PRL",
        "PT",
        "PTA",
        "QIP",
        "QSC",
        "RCD",
        "RFR",
        "RI",
        "RMC",
        "RP",
        "RPL",
        "RPT",
        "SAD",
        "SCV",
        "SI",
        "SN",
        "SNM",
        "SPD",
        "SPS",
        "SRT",
        "ST",
        "TM",
        "TN",
        "TQ",
        "TS",
        "TX",
        "UD",
        "UVC",
        "VH",
        "VID",
        "VR",
        "WVI",
        "WVS",
        "XAD",
        "XCN",
        "XON",
        "XPN",
        "XTN",
    ]
) | {""}  # until HL7 2.2 the type could be left out
_NUMERIC = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_WITH_COMMA = re.compile(r"[<>=+-]*[0-9. ]*,[0-9., ]*")
_TEXTS = frozenset({"ST", "TX", "FT", "ID", "IS", "NM", ""})
_CODED = frozenset({"CE", "CWE", "CNE", "CF"})
_TIMES = frozenset({"DT", "TM", "TS", "DTM", "DR"})

_LONGEST_CODED = 2_000  # characters of a value with its codes, systems and escapes

# SNOMED CT qualifier values, for answers that come without their text.
_ANSWERS = {
    "10828004": "positive",
    "260385009": "negative",
    "260373001": "detected",
    "260415000": "not detected",
    "11214006": "reactive",
    "131194007": "non-reactive",
    "42425007": "equivocal",
    "419984006": "inconclusive",
    "82334004": "indeterminate",
}


def value_text(kind: str, text: str, marks: Marks, decimal_mark: str = ".") -> str:
    r"""Return a value as text that says no more and no less.

    A value of several parts keeps them all: what is not a plain value must not become one. What is longer than any
    value is not repeated, for a narrative may name persons.

    Args:
        kind: OBX-2.
        text: OBX-5 as it stands, all repetitions.
        marks: separators of the message.
        decimal_mark: of the text that is returned; NM and SN have a point, whatever the center writes elsewhere (2.A.46).

    Examples:
        >>> from hepaflow.readers.hl7v2.text import marks_of
        >>> marks = marks_of("|", "^~\\&", "utf-8")
        >>> value_text("SN", ">^100", marks), value_text("SN", "^1^:^128", marks)
        ('>100', '1:128')
        >>> value_text("CWE", "260385009^Negative^SCT", marks), value_text("NM", "0.80", marks)
        ('Negative', '0.80')
    """
    if len(text) <= LONGEST_VALUE:
        return _short_value(kind, text, marks, decimal_mark)
    return _value(kind, text, marks, decimal_mark) if len(text) <= _LONGEST_CODED else _narrative(len(text))


def _narrative(characters: int) -> str:
    return f"[text, {characters} characters]"


def _value(kind: str, text: str, marks: Marks, decimal_mark: str) -> str:
    repetitions = split(_without_trailing(text, marks.repetition), marks.repetition)
    shown = " ~ ".join(_one(kind, repetition, marks, decimal_mark) for repetition in repetitions)
    return shown if len(shown) <= LONGEST_VALUE else _narrative(len(shown))


_short_value = lru_cache(maxsize=65536)(_value)  # numbers repeat; narratives are not kept


def _without_trailing(text: str, separator: str) -> str:
    """Return a text without separators at its end, which part nothing (HL7 v2.5.1, 2.6)."""
    return text.rstrip(separator) if separator else text


def _one(kind: str, text: str, marks: Marks, decimal_mark: str) -> str:
    if kind in _TEXTS:
        told = unescaped(_without_trailing(text, marks.component), marks)
        return _number(told, decimal_mark) if kind == "NM" else told
    if kind in _CODED:
        return _coded(text, marks)
    if kind in ("SN", "NR"):
        parts = [_number(unescaped(part, marks), decimal_mark) for part in split(text, marks.component)]
        return _structured(parts) if kind == "SN" else "-".join(parts)
    if kind in _TIMES:
        return _time(kind, text, marks)
    # Any other type is no result of a test, and some hold names, addresses and phone numbers.
    return f"[{kind[:3]}]" if text.strip() else ""


def _number(text: str, decimal_mark: str) -> str:
    """Return a numeric without its plus sign and with the mark; what is none as it stands."""
    told = text.strip()
    return told.lstrip("+").replace(".", decimal_mark) if _NUMERIC.fullmatch(told) else told


def is_of_type(kind: str, text: str, marks: Marks, decimal_mark: str) -> bool:
    """Say whether OBX-5 can be of the type that OBX-2 gives.

    It cannot if HL7 does not have the type, if a structured numeric lacks its first number, or if a numeric has a
    comma that is not the center's decimal mark. An empty OBX-5 can be of every type.

    Args:
        kind: the data type in OBX-2, such as `NM` or `SN`.
        text: OBX-5 as sent, with its escapes.
        marks: the separators of the message.
        decimal_mark: the center's decimal mark, `.` or `,`.
    """
    if not text.strip():
        return True
    if kind == "SN":
        _, number, *others = [*(part.strip() for part in split(text, marks.component)), "", ""]
        return bool(number) or not any(others)
    if kind == "NM" and decimal_mark != ",":
        return not _WITH_COMMA.fullmatch(text.strip())
    return kind in _TYPES


def _structured(parts: list[str]) -> str:
    """Comparator, number, separator, number (SN); only a range and a ratio are printed without spaces."""
    comparator, number, separator, other, *_ = [*parts, "", "", "", ""]
    comparator = "" if comparator == "=" else comparator
    if separator in ("-", ":", "/", "+", ""):
        return f"{comparator}{number}{separator}{other}"
    return f"{comparator}{number} {separator} {other}"


def _coded(text: str, marks: Marks) -> str:
    """Return the words of a coded answer: its text, the alternate one, the original one; else its code.

    Words and codes that answer differently (`Positive` beside the code of `Negative`) stand together, to be read by nobody.
    """
    parts = [unescaped(part, marks).strip() for part in split(text, marks.component)]
    code, words, _, other_code, other_words, _, _, _, original, *_ = [*parts, *[""] * 9]
    told = (words, other_words, original, _ANSWERS.get(code, ""), _ANSWERS.get(other_code, ""))
    answers = {answer[0]: part for part in told[::-1] if (answer := finding_of(canonical_text(part)))}
    if len(answers) > 1:
        return " / ".join(list(answers.values())[::-1])
    return words or other_words or original or _ANSWERS.get(code, code) or other_code


def _time(kind: str, text: str, marks: Marks) -> str:
    """A date or time, so written that nobody takes it for a number."""
    told = first_component(text, marks).strip()
    if kind == "TM":
        return f"{told[:2]}:{told[2:4]}" if told else ""
    moment = moment_text(text, marks)
    return moment if moment[4:5] == "-" or not moment else f"[{kind}]"  # a year alone would be a number
