"""Recognize a person in an id of a specimen, an order or a result, where numbers of many forms are right.

Bar codes look like telephone numbers, and numbers of a day like numbers of citizens: neither counts here.
"""

import re
from functools import lru_cache

from hepaflow.domain.screening import free_text_words as words_of
from hepaflow.domain.screening.citizens import PRINTED_NUMBER, has_an_identity_number
from hepaflow.domain.screening.free_text import has_a_labelled_person
from hepaflow.domain.screening.id_words import FREQUENT_NAMES, NO_PERSONS, NO_PERSONS_CJK, SAINTS
from hepaflow.domain.screening.personal import EMAIL
from hepaflow.domain.screening.titles import has_a_doctors_name, has_a_name_with_title
from hepaflow.domain.text import canonical_text

# two words, a Chinese word, a label, an address, or a number that may be a citizen's
_WORTH_A_LOOK = re.compile(
    r"[^\W\d_]{2}[^0-9A-Za-z]+[^\W\d_]|[\u4e00-\u9fff]|[@＠+＋]|[^\W\d_]\s*[:：=＝]|[0-9０-９]{17}"
    r"|[0-9０-９]{3}[-.－][0-9０-９]{2}|[A-Za-z]{6}[0-9]{2}[A-Za-z]"
)
_NAME_IN_CHINESE = re.compile(f"(?<![\u4e00-\u9fff])(?!{NO_PERSONS_CJK}){words_of.CHINESE_NAME.pattern}")
_ABROAD = re.compile(r"(?<![0-9A-Za-z])\+[1-9](?:[ ()/.-]{0,2}[0-9]){8,14}(?![0-9])")  # ITU-T E.164
_WORDS = re.compile(r"[^\W\d_]{2,}")
_PARTED = re.compile(
    r"[^\W\d_]{2,}(?:['-][^\W\d_]+)?(?:, ?|\^)[^\W\d_]{2,}(?:[ ^'-]+[^\W\d_]+)*\^*"
)  # Doe, Jane; DOE^JANE
_FEWEST, _MOST = 2, 4  # words of a name


def id_shows_a_person(text: str) -> bool:
    """Say whether an id names a person, or is a number or an address of one.

    Examples:
        >>> [
        ...     id_shows_a_person(text)
        ...     for text in ("Mrs. Jane Doe 123-45-6789", "S-2024-00123", "BL 24 0031", "2024/123 A")
        ... ]
        [True, False, False, False]
    """
    return _WORTH_A_LOOK.search(text) is not None and _is_a_persons(text)


@lru_cache(maxsize=16_384)  # rows of a specimen repeat its id
def _is_a_persons(text: str) -> bool:
    folded = canonical_text(text)
    return (
        has_an_identity_number(folded)
        or bool(PRINTED_NUMBER.search(folded))
        or bool(EMAIL.search(folded))
        or bool(_ABROAD.search(folded))
        or bool(_NAME_IN_CHINESE.search(folded))
        or has_a_name_with_title(folded)
        or has_a_doctors_name(folded)
        or has_a_labelled_person(folded)
        or _is_a_name(folded)
    )


def _is_a_name(text: str) -> bool:
    """Say whether the words of an id are a name, with or without a number behind it."""
    words = [word for part in _WORDS.findall(text) if (word := part.casefold()) not in words_of.PARTICLES]
    if not _FEWEST <= len(words) <= _MOST or words[0] in SAINTS or not NO_PERSONS.isdisjoint(words):
        return False
    return not FREQUENT_NAMES.isdisjoint(words) or _PARTED.fullmatch(text) is not None
