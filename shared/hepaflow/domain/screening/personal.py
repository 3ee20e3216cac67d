"""Detect what names a person in a lab file: headers, and shapes of values."""

import re
import unicodedata
from itertools import pairwise

from hepaflow.domain.screening import personal_words as words_of
from hepaflow.domain.screening.citizens import CITIZENS_FORM, PRINTED_NUMBER, has_valid_check_digit
from hepaflow.domain.screening.titles import has_a_name_with_title
from hepaflow.domain.text import canonical_text

_WORD = re.compile(r"[^\W\d_]+")
_ACCENTS = re.compile("[\u0300-\u036f]")  # of Latin and Cyrillic letters, not the voicing marks of kana
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SEPARATORS = re.compile("[,;|、]")
_IDENTITY = re.compile(r"(?<![0-9])([1-9][0-9]{16}[0-9Xx])(?![0-9])")
_MOBILE = re.compile(r"(?<![0-9.])(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9.])")
_NUMBER = r"(?:0|[1-9][0-9]*)(?:[.,][0-9]+)?"
_QUANTITY = re.compile(
    rf"[<>=~ ]*[+-]?{_NUMBER}(?: ?[-~] ?{_NUMBER})?(?: ?(?:[A-Za-zμ拷贝]{{1,10}}/[A-Za-zμ]{{1,3}}|%))?"
)
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_NAME_PARTS = re.compile(r"[._/!\s]+")
_LABEL_WORDS = 4  # of a label within a text
_KNOWN_CJK = re.compile(
    f"(?:{words_of.IDENTIFYING_CJK.pattern}|{words_of.SURROUNDING_CJK.pattern}|{'|'.join(words_of.ALONE_CJK)})+"
)


def names_a_person(header: str) -> bool:
    """Say whether a header announces what identifies a patient or relative.

    That is a name, a birth date, a number of the citizen, the insured or the hospital, a telephone number or an address.

    Examples:
        >>> [names_a_person(header) for header in ("患者姓名", "Patient_Name", "项目名称", "Test name")]
        [True, True, False, False]
    """
    words = _words(header)
    whole = "".join(words)
    if whole in words_of.ALONE_CJK or words_of.IDENTIFYING_CJK.search(
        words_of.NOT_THE_PATIENTS_CJK.sub("", whole)
    ):
        return True
    if whole in words_of.ALONE or whole in words_of.IDENTIFYING:
        return True
    rest = frozenset(words) - words_of.SURROUNDING
    found = rest & words_of.IDENTIFYING
    found |= frozenset().union(*(both for both in words_of.IDENTIFYING_TOGETHER if both <= rest))
    if not found or not words_of.CONTEXT.issuperset(rest):
        return False
    return (
        not _is_surrounding(words) or not found <= words_of.OF_STAFF_TOO or bool(rest & words_of.OF_PATIENT)
    )


def surrounds_a_person(header: str) -> bool:
    """Say whether a header announces staff, a bed, a ward, an employer, a birth year or a postcode.

    Examples:
        >>> [surrounds_a_person(header) for header in ("审核者", "Verified by", "检验项目", "Unit")]
        [True, True, False, False]
    """
    words = _words(header)
    return bool(words) and _is_surrounding(words) and not names_a_person(header)


def _is_surrounding(words: list[str]) -> bool:
    whole = "".join(words)
    if words_of.SURROUNDING_CJK.search(whole):
        return True
    known = frozenset(words)
    return (
        not words_of.SURROUNDING.isdisjoint(known)
        or whole in words_of.SURROUNDING
        or (len(words) > 1 and words[-1] in words_of.AGENT)
        or any(pair <= known for pair in words_of.SURROUNDING_PAIRS)
    )


def consists_of_known_words(header: str) -> bool:
    """Say whether a header announces a person and consists of words for that alone, so that it names nobody itself.

    Examples:
        >>> [
        ...     consists_of_known_words(header)
        ...     for header in ("Patient name", "患者姓名", "Name Zhang San", "姓名：张三")
        ... ]
        [True, True, False, False]
    """
    words = _words(header)
    if _KNOWN_CJK.fullmatch("".join(words)):
        return True
    announcing = words_of.IDENTIFYING | words_of.SURROUNDING | words_of.ALONE
    return not announcing.isdisjoint(words) and (announcing | words_of.CONTEXT | words_of.AGENT).issuperset(
        words
    )


def _words(header: str) -> list[str]:
    """Return the words of a header in lower case and without accents; Chinese, Japanese and Korean stay in one piece."""
    text = _CAMEL.sub(" ", canonical_text(header)).casefold().replace("'", " ")
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    return _WORD.findall(unicodedata.normalize("NFC", plain))


def labels_a_person(title: str) -> bool:
    """Say whether a line of text names a person behind a label.

    Examples:
        >>> [
        ...     labels_a_person(title)
        ...     for title in ("姓名：张三", "Ward 5, Patient name: Zhang San", "Test name: ALT", "姓名：")
        ... ]
        [True, True, False, False]
    """
    parts = canonical_text(title).split(":")
    return any(
        text.strip() != "" and names_a_person(_SEPARATORS.split(label)[-1]) for label, text in pairwise(parts)
    )


def file_name_shows_a_person(name: str) -> bool:
    """Say whether the name of a file, of its folder or of its archive names a person.

    Examples:
        >>> [
        ...     file_name_shows_a_person(name)
        ...     for name in ("姓名_张三.csv", "13912345678.xlsx", "Mrs_Jane_Doe.csv", "2024-03 CN-01.csv")
        ... ]
        [True, True, True, False]
    """
    folded = canonical_text(name)
    stem = folded.replace("_", ":").replace("-", ":")
    plain = folded.replace("_", " ")
    return (
        labels_a_person(stem)
        or any(map(shows_a_person, (name, *_NAME_PARTS.split(name))))
        or has_a_name_with_title(plain)
        or any(map(PRINTED_NUMBER.fullmatch, plain.rpartition(".")[0].split()))
    )


def identifying_label(label: str) -> tuple[str, ...]:
    """Return the words by which a label within a text announces what identifies a person; none where it does not.

    Examples:
        >>> [identifying_label(label) for label in ("轻度溶血 患者", "Hemolyzed. Patient name", "Test name")]
        [('患者',), ('patient', 'name'), ()]
    """
    words = _words(label)
    if names_a_person(label):
        return tuple(words)
    for first in range(max(1, len(words) - _LABEL_WORDS), len(words)):
        end = words[first:]
        if names_a_person(" ".join(end)) and not (
            words_of.OF_STAFF_TOO.issuperset(end) or _is_surrounding(words[:first])
        ):
            return tuple(end)
    return ()


def shows_a_person(text: str, *, is_quantity: bool = False) -> bool:
    """Say whether a text holds an 18-digit Chinese identity number, a mobile number or an e-mail address.

    Args:
        text: a cell.
        is_quantity: the cell is of a value or range column, where eleven digits are a number: HBV DNA reaches
            18400000000.

    Examples:
        >>> shows_a_person("18400000000"), shows_a_person("18400000000", is_quantity=True)
        (True, False)
    """
    return len(text) >= 6 and bool(shape_of_a_person(canonical_text(text), is_quantity=is_quantity))


def is_number_of_a_person(text: str) -> bool:
    """Say whether an id is a citizen's number in its printed form, or an e-mail address. Ids may look like telephone numbers.

    Examples:
        >>> [
        ...     is_number_of_a_person(text)
        ...     for text in ("123-45-6789", "11010519491231002X", "900-00-0001", "101-0001")
        ... ]
        [True, True, False, False]
    """
    folded = canonical_text(text)
    if CITIZENS_FORM.fullmatch(folded):
        return True
    return len(folded) >= 6 and shape_of_a_person(folded) not in ("", "telephone-number")


def shape_of_a_person(text: str, *, is_quantity: bool = False) -> str:
    """Return the kind of what `shows_a_person` finds in a text in canonical spelling; "" where it finds nothing."""
    if any(has_valid_check_digit(match.group(1)) for match in _IDENTITY.finditer(text)):
        return "identity-number"
    if is_quantity and is_number_or_range(text):
        return ""
    if _MOBILE.search(text):
        return "telephone-number"
    return "e-mail-address" if EMAIL.search(text) else ""


def is_number_or_range(text: str) -> bool:
    """Say whether a text in canonical spelling is a number or a range, with a unit or without; none begins with 00 or 01.

    Examples:
        >>> [
        ...     is_number_or_range(text)
        ...     for text in ("18400000000 IU/mL", "3.5 - 5.5", "010-62345678", "13812345678 Zhang")
        ... ]
        [True, True, False, False]
    """
    return _QUANTITY.fullmatch(text) is not None
