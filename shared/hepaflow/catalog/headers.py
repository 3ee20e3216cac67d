"""Map the header words that labs use to the field that such a column holds, and tell known headers from others."""

from collections.abc import Mapping
from functools import cache, lru_cache

from hepaflow.catalog.loader import load, rows
from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.analytes.resolve import meanings_of
from hepaflow.domain.model import Field
from hepaflow.domain.normalize.stated_units import without_unit_word
from hepaflow.domain.screening.personal import consists_of_known_words, names_a_person, surrounds_a_person

# what a laboratory column holds; ids, comments, visits, sex and age are about the person or free text
_LABORATORY = frozenset(Field) - {
    Field.SUBJECT,
    Field.COMMENT,
    Field.VALUE_TEXT,
    Field.VISIT,
    Field.SEX,
    Field.AGE,
}


@cache
def header_words() -> Mapping[str, Field]:
    """Return field by name key of the header word."""
    return {name_key(row["header"]): Field(row["field"]) for row in rows("headers")}


@lru_cache(maxsize=4096)
def is_known_header(header: str) -> bool:
    """Say whether a header consists of words that no name consists of: it may be repeated."""
    return name_key(header) in header_words() or is_analyte(header) or consists_of_known_words(header)


def is_site_header(header: str) -> bool:
    """Say whether a column holds the site of a subject; the number of a subject may be known only together with it."""
    return header_words().get(name_key(header)) is Field.SITE


@lru_cache(maxsize=4096)
def is_laboratory_header(header: str) -> bool:
    """Say whether the catalog knows that a column holds laboratory content.

    Examples:
        >>> [is_laboratory_header(header) for header in ("Flag", "参考范围", "ALT unit", "Remark", "审核者")]
        [True, True, True, False, False]
    """
    if not header or names_a_person(header) or surrounds_a_person(header):
        return False
    field = header_words().get(name_key(header))
    if field is not None:
        return field in _LABORATORY
    return is_analyte(header) or is_analyte(without_unit_word(header))


def is_analyte(header: str) -> bool:
    """Say whether a header is the name of an analyte."""
    return bool(header and meanings_of(header, load()))
