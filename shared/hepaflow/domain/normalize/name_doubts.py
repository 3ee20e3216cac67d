"""Find what in a row speaks against the analyte that its code or name was taken for."""

import re
from collections.abc import Iterator
from functools import lru_cache

from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.analytes.code_systems import has_loinc_shape
from hepaflow.domain.analytes.resolve import analytes_named, meanings_of
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Field
from hepaflow.domain.normalize.cells import Cells
from hepaflow.domain.profile.on_date import Rules
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.value_tokens import is_missing

# what says nothing about which test it is: the kind of quantity in a LOINC name, specimens of blood, methods, marks of lab systems
_IDLE = re.compile(
    r"\[(?:mass|moles|enzymatic activity|units|#|presence|arbitrary)[^\]]*\]|^f?[spb]-"
    r"|\b(?:in|or|of|by|the|and|total|serum|ser|plasma|plas|blood|bld|levels?|test|assay|measurement|result|concentration"
    r"|method|count|automated|quantitative|fasting|ifcc|p-?5-?p|jaffe|bcg|bcp|ise)\b"
    r"|测定|检测|测量|血清|血浆|全血|血液|定量|浓度|含量|水平|项目|计数"
)
_MOST_WORDS = 12  # of a name; longer texts are remarks
_WORDS = re.compile(r"[一-鿿]+|[^\s()\[\]{}/|;:,，、★☆▲△●*#一-鿿]+")


def name_doubts(
    row: Cells, analyte: str, rules: Rules, catalog: Catalog, *, settled: bool
) -> Iterator[tuple[IssueCode, Field]]:
    """Yield each doubt about the analyte of a row with the cell that gives cause for it.

    Args:
        row: the cells.
        analyte: the one analyte that profile, LOINC, code and name lead to.
        rules: what the profile says.
        catalog: what is known.
        settled: profile or LOINC say so: a name that is not known says nothing against them.
    """
    for field in (Field.CODE, Field.ANALYTE):
        text = row.text(field)
        if not text or name_key(text) in rules.local:
            continue
        if _is_loinc_of_another(text, analyte, catalog) or _means_others(text, analyte, catalog):
            yield IssueCode.CODE_CONFLICT, field
    name = row.text(Field.ANALYTE)
    if (
        not settled
        and not is_missing(canonical_text(name))
        and _is_news(name, row.text(Field.UNIT), analyte, catalog)
    ):
        yield IssueCode.NAME_UNKNOWN, Field.ANALYTE


def _is_loinc_of_another(text: str, analyte: str, catalog: Catalog) -> bool:
    """Say whether a text is a LOINC code of another test or specimen, though the row does not say that it is LOINC."""
    if not has_loinc_shape(text):
        return False
    known = catalog.loinc.get(text)
    return text in catalog.loinc_elsewhere if known is None else known.analyte != analyte


def _means_others(text: str, analyte: str, catalog: Catalog) -> bool:
    """Say whether a name is known, and under no condition means the analyte."""
    meant = meanings_of(text, catalog)
    return bool(meant) and analyte not in meant


@lru_cache(maxsize=4096)  # names repeat
def _is_news(name: str, unit: str, analyte: str, catalog: Catalog) -> bool:
    """Say whether a name is not known and has more in it than names of the analyte and words that say nothing."""
    if analytes_named(name, unit, catalog) is not None or has_loinc_shape(name):
        return False
    words = _WORDS.findall(_IDLE.sub(" ", canonical_text(name).casefold()))
    few = 0 < len(words) <= _MOST_WORDS
    return not few or not _is_made_of_names(tuple(words), analyte, catalog)


def _is_made_of_names(words: tuple[str, ...], analyte: str, catalog: Catalog) -> bool:
    """Say whether words are names of the analyte and nothing else: `bilirubin direct`, `alt sgpt`."""
    return not words or any(
        analyte in meanings_of(" ".join(words[:end]), catalog)
        and _is_made_of_names(words[end:], analyte, catalog)
        for end in range(len(words), 0, -1)
    )
