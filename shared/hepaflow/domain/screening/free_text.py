"""Recognize what names a person within free text: a comment, a value's text, a reason."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache

from hepaflow.domain.screening import free_text_words as words_of
from hepaflow.domain.screening.citizens import PRINTED_NUMBER
from hepaflow.domain.screening.personal import identifying_label, is_number_or_range, shape_of_a_person
from hepaflow.domain.screening.personal_words import IDENTIFYING, OF_PATIENT, OF_STAFF_TOO
from hepaflow.domain.screening.titles import has_a_name_with_title
from hepaflow.domain.text import canonical_text


class PersonalKind(StrEnum):
    """What a text holds that identifies a person."""

    IDENTITY_NUMBER = "identity-number"
    TELEPHONE = "telephone-number"
    EMAIL = "e-mail-address"
    PASSPORT = "passport-number"
    NAME = "name"
    PERSONAL_FACT = "personal-number-or-birth-date"


_SHORTEST = 4  # characters: `患者:张` has four
_WORTH_A_LOOK = re.compile(
    r"[:：=＝@＠+＋]|\d[\d ()（）./－—–-]{5}|<<|姓名|护照|旅券|パスポート|pass|여권|先生|女士|小姐|\b(?:m[rs]s?|miss|mme|mlle|mon|mad|frau|herr|s[eri]|mev|dhr)"
    r"|г-|госп|[a-z]{6}\d\d[a-z]\d",
    re.IGNORECASE,
)
_BEFORE = 16  # characters before a number that say what it is

# GB 11643-1989: place, birth as YYMMDD, order; no check digit. The first two digits are a province (GB/T 2260).
_OLD_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z.-])(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])(?!00)[0-9]{2}(?!00)[0-9]{2}([0-9]{6})[0-9]{3}(?![0-9A-Za-z.-])"
)
# +49 30 1234567, +81-3-1234-5678; a code never begins with 0, so +0800 is a time zone.
_FOREIGN = re.compile(
    r"(?<![0-9A-Za-z.^*×+])(?:\+|00(?=[1-9][0-9]{0,2}[ ()/-]))[1-9][0-9]{0,2}(?![ ]?(?:19|20)[0-9]{2}[-./]?[01][0-9][-./]?[0-3][0-9])"
    r"[ ]?(?:\(0?[0-9]{0,4}\))?(?:[ ./()-]{0,2}[0-9]){6,13}(?![0-9.])"
)
_FEWEST, _MOST = 9, 15  # digits of a number with its country's code (ITU-T E.164 has at most 15)
# 010-12345678 and (0571) 8765432 of China; 03-1234-5678, 090-1234-5678 and 010-1234-5678 of Japan and Korea. Numbers in
# other groups, as 01-701-1015, are ids of subjects, too: they need a label.
_LAND_LINE = re.compile(
    r"(?<![0-9A-Za-z.-])(?:\(0(?:10|2[0-9]|[3-9][0-9]{2})\)[ -]?[1-9][0-9]{6,7}|0(?:10|2[0-9]|[3-9][0-9]{2})[- ][1-9][0-9]{6,7}"
    r"|0(?:[236]|10|[5789]0)-[0-9]{4}-[0-9]{4})(?:(?:-|转| ext\.? ?)[0-9]{1,5})?(?![0-9A-Za-z.-])"
)
_LABELLED_NUMBER = re.compile(r"(?<![0-9A-Za-z.])\(?\+?[0-9](?:[ ./()-]{0,2}[0-9]){5,14}(?![0-9])")
_MACHINE_READABLE = re.compile(r"P[A-Z<][A-Z]{3}[A-Z]+<[A-Z]*<[A-Z<]+")  # ICAO 9303, line 1 of a passport
_FILE_ID = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{64}(?![0-9A-Za-z])")
_SEPARATORS = re.compile(r"[,;|、，。!?！？\n()\[\]{}:=]|\.(?= )")
_MARK = re.compile("[:=]")
_LONGEST_LABEL = 48  # characters
_LETTERS = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"[0-9](?:[ ./-]?[0-9]){3}")
_CJK = re.compile("[\u3041-\u30ff\u4e00-\u9fff가-힣]")


@lru_cache(maxsize=16_384)  # cells repeat, and a time has all marks of a telephone number
def person_kind(text: str, *, is_quantity: bool = False) -> PersonalKind | None:
    """Return what a text holds that identifies a person; None where nothing is recognized.

    Args:
        text: a cell, a remark, a reason.
        is_quantity: the cell is of a value or range column, where many digits are a number: HBV DNA reaches 18400000000.

    Examples:
        >>> [
        ...     str(person_kind(text))
        ...     for text in ("患者：张三", "Tel. 030 1234567", "+49 30 1234567", "患者：高血压")
        ... ]
        ['name', 'telephone-number', 'telephone-number', 'None']
    """
    if len(text) < _SHORTEST or not _WORTH_A_LOOK.search(text):
        return None
    folded = canonical_text(text)
    if shape := shape_of_a_person(folded, is_quantity=is_quantity):
        return PersonalKind(shape)
    if is_quantity and is_number_or_range(folded):
        return None
    recognized = (kind for kind, holds in _RECOGNIZERS.items() if holds(folded))
    labelled = map(_announced, *_labelled(folded))
    return next(recognized, None) or next(filter(None, labelled), None) or _kind_of_printed(folded)


def person_kind_in_reason(text: str) -> PersonalKind | None:
    """Return what a reason holds that identifies a person; a file's id is 64 digits that mean nothing."""
    return next((kind for line in _FILE_ID.sub(" ", text).splitlines() if (kind := person_kind(line))), None)


def _is_old_identity(text: str) -> bool:
    for found in _OLD_IDENTITY.finditer(text):
        year, month, day = (int(found[1][at : at + 2]) for at in (0, 2, 4))
        try:
            date(1900 + year, month, day)
        except ValueError:
            continue
        if not _is_of_a_thing(text, found.start()):
            return True
    return False


def _kind_of_printed(text: str) -> PersonalKind | None:
    printed = PRINTED_NUMBER.finditer(text)
    is_persons = any(not _is_of_a_thing(text, found.start()) for found in printed)
    return PersonalKind.IDENTITY_NUMBER if is_persons else None


def _is_name(text: str) -> bool:
    return words_of.NAME_WITHOUT_MARK.search(text) is not None or has_a_name_with_title(text)


def _is_telephone(text: str) -> bool:
    for found in _FOREIGN.finditer(text):
        if _FEWEST <= sum(map(str.isdigit, found[0])) <= _MOST and not _is_of_a_thing(text, found.start()):
            return True
    for found in _LAND_LINE.finditer(text):
        if not _is_of_a_thing(text, found.start()):
            return True
    return _is_labelled_telephone(text)


def _is_labelled_telephone(text: str) -> bool:
    return any(
        words_of.TELEPHONE.search(text[max(0, found.start() - _BEFORE) : found.start()])
        for found in _LABELLED_NUMBER.finditer(text)
    )


def _is_of_a_thing(text: str, start: int) -> bool:
    return words_of.OF_A_THING.search(text[max(0, start - _BEFORE) : start]) is not None


def _is_passport(text: str) -> bool:
    return any(found.search(text) for found in (words_of.PASSPORT, _MACHINE_READABLE))


_RECOGNIZERS: Mapping[PersonalKind, Callable[[str], object]] = {
    PersonalKind.IDENTITY_NUMBER: _is_old_identity,
    PersonalKind.PASSPORT: _is_passport,
    PersonalKind.TELEPHONE: _is_telephone,
    PersonalKind.NAME: _is_name,
}


def has_a_labelled_person(text: str) -> bool:
    """Say whether a text in canonical spelling names a person behind a label, or a passport or telephone number behind its word."""
    return (
        _is_passport(text)
        or _is_labelled_telephone(text)
        or words_of.NAME_WITHOUT_MARK.search(text) is not None
        or any(map(_announced, *_labelled(text)))
    )


def _labelled(text: str) -> tuple[list[str], list[str]]:
    """Return the labels within a text, and what stands behind each."""
    marks = list(_MARK.finditer(text))
    labels = [
        _SEPARATORS.split(text[max(0, mark.start() - _LONGEST_LABEL) : mark.start()])[-1] for mark in marks
    ]
    return labels, [text[mark.end() :].strip() for mark in marks]


def _announced(label: str, rest: str) -> PersonalKind | None:
    """Return what a label such as `姓名` or `Patient name` announces, if what stands behind it is that.

    Args:
        label: the words before a colon.
        rest: the text behind it, also beyond what the label is about: a comma parts `Smith, John`.
    """
    words = identifying_label(label)
    whole = "".join(words)
    said = _SEPARATORS.split(rest)[0].strip()
    if not words or not said or words_of.NOT_STATED.fullmatch(said):
        return None
    if whole in words_of.NUMBERED or words_of.NUMBERED_CJK.search(whole):
        return PersonalKind.PERSONAL_FACT if _DIGITS.search(said) else None
    if whole in words_of.DOUBTFUL or _may_be_of_a_thing(frozenset(words)):
        return PersonalKind.NAME if _looks_like_a_name(rest) else None
    return PersonalKind.NAME if _LETTERS.search(said) else None


def _may_be_of_a_thing(words: frozenset[str]) -> bool:
    """Say whether a label may announce a name or an address of something else: `Code name`, but not `Patient name`."""
    identifying = words & IDENTIFYING
    return bool(identifying) and identifying <= OF_STAFF_TOO and words.isdisjoint(OF_PATIENT)


def _looks_like_a_name(text: str) -> bool:
    if any(
        name.match(text) for name in (words_of.CHINESE_NAME, words_of.KOREAN_NAME, words_of.JAPANESE_NAME)
    ):
        return True
    found = words_of.LATIN_NAME.match(text)
    if not found or _CJK.match(text):
        return False
    parts = [part for part in _WORD.findall(found[0]) if part not in words_of.PARTICLES]
    return all(part[0].isupper() and part.casefold() not in words_of.NO_NAMES for part in parts)
