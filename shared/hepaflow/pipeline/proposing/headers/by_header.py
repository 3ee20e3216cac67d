"""Guess what columns hold by their headers; where two columns say the same and differ, a person decides."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.model import Field
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.quantities import parse_number
from hepaflow.pipeline.proposing.guess import Guess
from hepaflow.pipeline.proposing.headers.by_cells import ENOUGH, ColumnCells, are_loinc
from hepaflow.pipeline.proposing.tables.words import (
    field_of,
    is_analyte_name,
    is_clock_time,
    is_day,
    is_of_collection,
    is_of_subject,
)

_OF_ONE_STEP = re.compile("random|screen|enrol|随机|筛选|入组|隨機|篩選")
_OF_STUDY = re.compile(r"(?:trial|study|研究|试验|試驗)(?:subject)?(?:id|no|nr|number|code|编号|號|号|代码)")
_DECIDE = frozenset({Field.SUBJECT, Field.COLLECTED_AT, Field.VALUE, Field.UNIT})


def fields_by_header(
    names: Sequence[str], cells: ColumnCells, given: Collection[Field]
) -> dict[Field, Guess]:
    """Return field to header, by what the headers say.

    Args:
        names: the headers that may be read.
        cells: the cells of the columns.
        given: fields that the layout gives.
    """
    several: dict[Field, dict[str, str]] = {}
    for name in names:
        for field, told in _said(name, cells).items():
            if field not in given and field is not Field.SITE:
                several.setdefault(field, {})[name] = told
    found = {field: _chosen(field, told, cells) for field, told in several.items()}
    if (subject := found.get(Field.SUBJECT)) and (other := _other_id(subject.value, names, cells)):
        why = f"column {cells.number(other)} may hold the id of the study, too: which of them counts?"
        found[Field.SUBJECT] = replace(subject, evidence=why, is_open=True)
    if Field.RANGE in found:
        found.pop(Field.RANGE_LOW, None)
        found.pop(Field.RANGE_HIGH, None)
    return found


def _other_id(subject: str, names: Sequence[str], cells: ColumnCells) -> str:
    """Return the column that may be the id of the study if the known one is a number of screening or randomization.

    A column with one and the same text is the protocol.
    """
    if not _OF_ONE_STEP.search(canonical_text(subject).casefold()):
        return ""
    return next(
        (
            name
            for name in names
            if _OF_STUDY.fullmatch(name_key(name)) and len(set(cells.of(name))) > 1 and field_of(name) is None
        ),
        "",
    )


def _said(name: str, cells: ColumnCells) -> dict[Field, str]:
    """Return the field that a header means, with how it says so; a column of clock times is never the date."""
    field = field_of(name)
    if field is Field.COLLECTED_AT and cells.share(name, is_clock_time) == 1:
        field = Field.COLLECTED_TIME
    if field is Field.CODE and are_loinc(cells.of(name)):
        field = Field.LOINC
    if field is not None:
        return {field: "by its header"}
    if is_of_subject(name):
        return {Field.SUBJECT: "by the words of its header"}
    if is_of_collection(name) and cells.share(name, is_day) >= ENOUGH:
        return {Field.COLLECTED_AT: "by the words of its header"}
    return {}


def _chosen(field: Field, told: Mapping[str, str], cells: ColumnCells) -> Guess:
    """Return the first of the columns that say the same; open if another one has other cells."""
    names = list(told)
    if field is Field.ANALYTE:
        names.sort(key=lambda name: -cells.share(name, is_analyte_name))
    guess = Guess(names[0], told[names[0]])
    rivals = [name for name in names[1:] if field in _DECIDE and _differ(field, names[0], name, cells)]
    if not rivals:
        return guess
    numbers = " and ".join(str(cells.number(name)) for name in (names[0], *rivals))
    return replace(
        guess, evidence=f"columns {numbers} all say so and differ: which of them counts?", is_open=True
    )


def _differ(field: Field, one: str, other: str, cells: ColumnCells) -> bool:
    return any(
        not _is_same(field, canonical_text(left).casefold(), canonical_text(right).casefold())
        for left, right in cells.pairs(one, other)
    )


def _is_same(field: Field, left: str, right: str) -> bool:
    if field is Field.COLLECTED_AT:  # a day, and the same day with the time
        return left.startswith(right) or right.startswith(left)
    if field is Field.VALUE:
        numbers = parse_number(left, "."), parse_number(right, ".")
        return left == right or (numbers[0] is not None and numbers[0] == numbers[1])
    return left == right
