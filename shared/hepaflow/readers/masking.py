"""Replace the cells that are not kept by marks, so that every row is still taken for what it is."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from hepaflow.domain.normalize.unread_columns import belongs_to_a_value
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.quantities import parse_number
from hepaflow.readers.closing import closing_parts, is_total

WORD: Final = "·"  # stands for a text
NUMBER: Final = "0"  # stands for a number
FIGURES: Final = "0.0.0"  # stands for figures that are no number
_CLOSING = "End"  # stands for a closing line, which may name who signed
_LABEL = "Note:"  # stands for the label of a closing line
_FIGURES = re.compile(r"[<>=≤≥]* ?[0-9.,]+")
_LETTER = re.compile(r"[^\W\d_]")


@lru_cache(maxsize=1 << 14)
def mask(cell: str) -> str:
    """Return what stands for a cell that is not kept.

    Operators, findings, words for a missing value and totals stay as they are: they name nobody, and other cells of the
    row are read by them.

    Examples:
        >>> [mask(cell) for cell in ("Zhang San", "13912345678", "<", "", "Total")]
        ['·', '0', '<', '', 'Total']
    """
    if not cell.strip():
        return ""
    if is_total(cell):
        return cell
    if belongs_to_a_value(cell):
        text = canonical_text(cell)
        is_number = parse_number(text, ".") is not None or parse_number(text, ",") is not None
        return NUMBER if is_number else cell
    return FIGURES if _FIGURES.fullmatch(cell.strip()) else WORD


def masked_closing_row(cells: Sequence[str], dates: Collection[int]) -> list[str] | None:
    """Return a closing line of a printout without its words; None for every other row.

    Args:
        cells: the row.
        dates: the places whose cells are kept if they have no letters.
    """
    parts = closing_parts(cells)
    if parts is None:
        return None
    marks = {"": "", "label": _LABEL, "line": _CLOSING, "told": WORD}
    return [
        cell if part == "told" and at in dates and not _LETTER.search(cell) else marks[part]
        for at, (cell, part) in enumerate(zip(cells, parts, strict=True))
    ]
