"""Guess what columns hold by their cells, where no header says it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hepaflow.catalog.headers import is_other_time
from hepaflow.domain.model import Field
from hepaflow.domain.text import canonical_text
from hepaflow.pipeline.proposing.guess import Guess
from hepaflow.pipeline.proposing.headers.wide import Wide
from hepaflow.pipeline.proposing.tables.words import (
    is_analyte_name,
    is_clock_time,
    is_day,
    is_number,
    is_unit,
)

_LOOKED_AT = 300  # cells of a column
ENOUGH = 0.6
_DECIMAL = re.compile(r"[0-9][.,][0-9]")
_TIMES = frozenset({Field.COLLECTED_AT, Field.COLLECTED_TIME})
_LOINC = re.compile(r"[0-9]{3,5}-[0-9]")
_ASKED = "cells alone say nothing of the event: is it the time of collection, and not of order, receipt, test or report?"


class ColumnCells:
    """The filled cells of a column, by its header."""

    def __init__(self, header: Sequence[str], body: Sequence[Sequence[str]]) -> None:
        self._places = {name: at for at, name in reversed(list(enumerate(header)))}
        self._body = body
        self._width = len(header)
        self._known: dict[str, list[str]] = {}

    def of(self, name: str) -> list[str]:
        if name not in self._known:
            place = self._places[name]
            filled = (row[place].strip() for row in self._body if len(row) >= self._width)
            self._known[name] = [
                cell for _, cell in zip(range(_LOOKED_AT), filter(None, filled), strict=False)
            ]
        return self._known[name]

    def number(self, name: str) -> int:
        """Return the number of the column, from 1."""
        return self._places[name] + 1

    def pairs(self, one: str, other: str) -> Iterator[tuple[str, str]]:
        """Yield the cells of two columns where both are filled."""
        left, right = self._places[one], self._places[other]
        for row in self._body:
            if len(row) >= self._width and row[left].strip() and row[right].strip():
                yield row[left], row[right]

    def share(self, name: str, fits: Callable[[str], bool]) -> float:
        cells = self.of(name)
        return sum(1 for cell in cells if fits(cell)) / len(cells) if cells else 0


def are_loinc(cells: Sequence[str]) -> bool:
    """Say whether nearly all cells have the form of LOINC codes."""
    fit = sum(1 for cell in cells if _LOINC.fullmatch(canonical_text(cell)))
    return bool(cells) and fit >= ENOUGH * len(cells)


def fields_by_cells(
    names: Sequence[str], fields: Mapping[Field, Guess], used: set[str], cells: ColumnCells, wide: Wide
) -> dict[Field, Guess]:
    """Return what cells say where no header does; a time and one of several results are for a person to decide.

    Args:
        names: the headers that may be read.
        fields: the fields that are known.
        used: the headers of the columns that are known.
        cells: the cells of the columns.
        wide: the columns of analytes.
    """
    found: dict[Field, Guess] = {}
    taken = set(used)
    for field, content in _CONTENTS.items():
        if field in fields or (wide.columns and field in _OF_ROWS) or (field in _TIMES and wide.dates):
            continue
        shares = {
            name: content.share(name, cells)
            for name in names
            if name not in taken and not (field in _TIMES and is_other_time(name))
        }
        best = max(shares, key=lambda name: shares[name], default="")
        if not best or shares[best] < content.enough:
            continue
        fit = sum(1 for cell in cells.of(best) if content.fits(cell))
        told = f"by its cells alone: {fit} of {len(cells.of(best))} fit"
        rivals = sum(1 for share in shares.values() if share >= content.enough) - 1
        if field is Field.COLLECTED_TIME:
            found[field] = Guess(best, f"{told}: are they the times of the collection?", is_open=True)
        elif field is Field.COLLECTED_AT:
            found[field] = Guess(best, f"{told}; {_ASKED}", is_open=True)
        elif field is Field.VALUE and rivals:
            found[field] = Guess(
                best,
                f"{told}, and those of {rivals} other columns, too: which are the results?",
                is_open=True,
            )
        else:
            found[field] = Guess(best, told)
        taken.add(best)
    return found


@dataclass(frozen=True, slots=True)
class _Content:
    """By what cells a column is told, and which share of them is enough."""

    fits: Callable[[str], bool]
    enough: float
    is_decimal: bool = False

    def share(self, name: str, cells: ColumnCells) -> float:
        """Return how well the cells of a column fit; ids and counts are whole numbers, results often are not."""
        decimal = cells.share(name, lambda cell: _DECIMAL.search(cell) is not None) if self.is_decimal else 1
        return cells.share(name, self.fits) * decimal


_CONTENTS: Mapping[Field, _Content] = {
    Field.LOINC: _Content(lambda cell: _LOINC.fullmatch(canonical_text(cell)) is not None, ENOUGH),
    Field.COLLECTED_AT: _Content(is_day, ENOUGH),
    Field.COLLECTED_TIME: _Content(is_clock_time, 1),
    Field.ANALYTE: _Content(is_analyte_name, 0.3),  # a lab prints many names that no trial wants
    Field.UNIT: _Content(is_unit, ENOUGH),
    Field.VALUE: _Content(
        is_number, 0.05, is_decimal=True
    ),  # of a share that counts numbers with a decimal mark
}
_OF_ROWS = frozenset({Field.LOINC, Field.ANALYTE, Field.UNIT, Field.VALUE})
