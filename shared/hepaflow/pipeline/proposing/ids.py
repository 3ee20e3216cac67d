"""Guess what subject ids look like, and whether a site is a part of them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hepaflow.domain.text import canonical_text
from hepaflow.pipeline.proposing.guess import Guess

_NEARLY = 0.9
_SHORTEST = 5  # digits of a number that may be an id without its site
_LAST_NUMBER = re.compile(r"(.*?)([0-9]+)([^0-9]*)", re.DOTALL)
_SPECIAL = re.compile(r"[.^$*+?{}\[\]\\|()]")
# Letters of a center or study before a number: CN01-[0-9]{4}. A longer run of letters may be a name.
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ID = re.compile(r"((?:[A-Za-z0-9_/-]|\\.)*)\[0-9\]\{[0-9]+\}[A-Za-z]?")
_LONG_WORD = re.compile("[A-Za-z]{5}")


@dataclass(frozen=True, slots=True)
class SubjectIdGuesses:
    """What is known of the ids.

    Attributes:
        pattern: their form.
        site: the header of the column with the site, if it may be a part of the id.
    """

    pattern: Guess | None = None
    site: Guess | None = None


def subject_pattern(ids: Iterable[str]) -> Guess | None:
    """Return the form that nearly all ids have (a row of totals has none); digits may differ, all else may not.

    A form repeats the text around the last number. It is not proposed where that may be a name.

    Args:
        ids: the ids.
    """
    distinct = {text for text in ids if text}
    for form, count in Counter(map(_form, distinct)).most_common(1):
        if count >= _NEARLY * len(distinct) and _is_of_ids(form):
            return Guess(form, f"{count} of {len(distinct)} ids look so")
    return None


def _is_of_ids(form: str) -> bool:
    found = _ID.fullmatch(form)
    return found is not None and _LONG_WORD.search(found[1]) is None


def _form(text: str) -> str:
    found = _LAST_NUMBER.fullmatch(text)
    head, digits, tail = found.groups() if found else (text, "", "")
    number = f"[0-9]{{{len(digits)}}}" if digits else ""  # what stands before the last number is the center's
    return _SPECIAL.sub(r"\\\g<0>", head) + number + _SPECIAL.sub(r"\\\g<0>", tail)


def site_guess(header: str, pairs: Sequence[tuple[str, str]]) -> Guess | None:
    """Return the column with the site if the id may consist of site and number; None if ids begin with the site anyway.

    Args:
        header: the header of the column with the site.
        pairs: site and subject of each row.
    """
    known = {(canonical_text(site), canonical_text(number)) for site, number in pairs if site and number}
    if not known or all(number.casefold().startswith(site.casefold()) for site, number in known):
        return None
    sites: dict[str, set[str]] = defaultdict(set)
    for site, number in known:
        sites[number].add(site)
    repeated = sum(1 for several in sites.values() if len(several) > 1)
    short = all(number.isdecimal() and len(number) < _SHORTEST for number in sites)
    if not repeated and not short:
        return None
    told = f"{repeated} of {len(sites)} numbers are at several sites" if repeated else "the numbers are short"
    return Guess(header, told, is_open=True)


def id_like(cells: Sequence[str]) -> bool:
    """Say whether the cells of a column have the form of ids: one form, and more than a short number.

    Args:
        cells: the filled cells.
    """
    if cells and all(map(_UUID.fullmatch, cells)):
        return True
    return subject_pattern(cells) is not None and all(len(cell) >= _SHORTEST - 1 for cell in cells)
