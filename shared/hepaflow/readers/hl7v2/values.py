"""Write OBX-5 as a lab would print it, by the data type in OBX-2."""

import re
from functools import lru_cache

from hepaflow.domain.values import LONGEST
from hepaflow.readers.hl7v2.text import Marks, first, plain, split

# HL7 v2 data types, chapter 2A. A document, picture or reference to one is no value.
DOCUMENTS = frozenset({"ED", "RP"})
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

# HL7 DTM: YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]
_MOMENT = re.compile(
    r"([0-9]{4})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2}(?:\.[0-9]{1,4})?))?)?)?)?)?"
    r"([+-][0-9]{4})?"
)
_BETWEEN = ("", "-", "-", "T", ":", ":")
_PRECISIONS = "YLDHMS"  # second component of a TS until HL7 2.5: how far the digits are meant
_HOURS = 4


def value_text(kind: str, text: str, marks: Marks) -> str:
    r"""Return a value as text that says no more and no less.

    A value of several parts keeps them all: what is not a plain value must not become one. What is longer than any
    value is not repeated, for a narrative may name persons.

    Args:
        kind: OBX-2.
        text: OBX-5 as it stands, all repetitions.
        marks: separators of the message.

    Examples:
        >>> from hepaflow.readers.hl7v2.text import marks_of
        >>> marks = marks_of("|", "^~\\&", "utf-8")
        >>> value_text("SN", ">^100", marks), value_text("SN", "^1^:^128", marks)
        ('>100', '1:128')
        >>> value_text("CWE", "260385009^Negative^SCT", marks), value_text("NM", "0.80", marks)
        ('Negative', '0.80')
    """
    if len(text) <= LONGEST:
        return _short_value(kind, text, marks)
    return _value(kind, text, marks) if len(text) <= _LONGEST_CODED else _narrative(len(text))


def _narrative(characters: int) -> str:
    return f"[text, {characters} characters]"


def _value(kind: str, text: str, marks: Marks) -> str:
    repetitions = split(text, marks.repetition)
    shown = " ~ ".join(_one(kind, repetition, marks) for repetition in repetitions)
    return shown if len(shown) <= LONGEST else _narrative(len(shown))


_short_value = lru_cache(maxsize=65536)(_value)  # numbers repeat; narratives are not kept


def _one(kind: str, text: str, marks: Marks) -> str:
    if kind in _TEXTS:
        return plain(text, marks)
    if kind in _CODED:
        return _coded(text, marks)
    if kind in ("SN", "NR"):
        parts = [plain(part, marks).strip() for part in split(text, marks.component)]
        return _structured(parts) if kind == "SN" else "-".join(parts)
    if kind in _TIMES:
        return _time(kind, text, marks)
    # Any other type is no result of a test, and some hold names, addresses and phone numbers.
    return f"[{kind[:3]}]" if text.strip() else ""


def _structured(parts: list[str]) -> str:
    """Comparator, number, separator, number (SN); only a range and a ratio are printed without spaces."""
    comparator, number, separator, other, *_ = [*parts, "", "", "", ""]
    comparator = "" if comparator == "=" else comparator
    if separator in ("-", ":", "/", "+", ""):
        return f"{comparator}{number}{separator}{other}"
    return f"{comparator}{number} {separator} {other}"


def _coded(text: str, marks: Marks) -> str:
    """The words of a coded answer: its text, the alternate one, the original one; else its code."""
    parts = [plain(part, marks).strip() for part in split(text, marks.component)]
    code, words, _, other_code, other_words, _, _, _, original, *_ = [*parts, *[""] * 9]
    return words or other_words or original or _ANSWERS.get(code, code) or other_code


def _time(kind: str, text: str, marks: Marks) -> str:
    """A date or time, so written that nobody takes it for a number."""
    told = first(text, marks).strip()
    if kind == "TM":
        return f"{told[:2]}:{told[2:4]}" if told else ""
    moment = moment_text(text, marks)
    return moment if moment[4:5] == "-" or not moment else f"[{kind}]"  # a year alone would be a number


@lru_cache(maxsize=4096)  # the results of a specimen repeat its time
def moment_text(text: str, marks: Marks) -> str:
    r"""Return a DTM, a TS or the start of a DR as ISO 8601 at the precision given; what is none of them as it stands.

    Examples:
        >>> from hepaflow.readers.hl7v2.text import marks_of
        >>> marks = marks_of("|", "^~\\&", "utf-8")
        >>> (
        ...     moment_text("202403220830+0800", marks),
        ...     moment_text("202403", marks),
        ...     moment_text("20240322000000^D", marks),
        ... )
        ('2024-03-22T08:30+08:00', '2024-03', '2024-03-22')
    """
    components = split(split(text, marks.repetition)[0], marks.component)
    told = plain(split(components[0], marks.subcomponent)[0], marks).strip()
    found = _MOMENT.fullmatch(told)
    if not found:
        return told
    *parts, offset = found.groups()
    precision = components[1].strip() if len(components) > 1 else ""
    meant = _PRECISIONS.find(precision) + 1 if len(precision) == 1 else 0
    given = [part for part in parts if part][: meant or None]
    wall = "".join(mark + part for mark, part in zip(_BETWEEN, given, strict=False))
    return f"{wall}{offset[:3]}:{offset[3:]}" if offset and len(given) >= _HOURS else wall
