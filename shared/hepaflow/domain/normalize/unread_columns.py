"""Find results and operators in columns that the profile does not read: a value without its operator is another value."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Comparator, Field
from hepaflow.domain.normalize.row_value import OPERATOR_WORDS, operator_in
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.findings import finding_of
from hepaflow.domain.values.quantities import parse_number
from hepaflow.domain.values.value_tokens import is_missing

_NOTHING: Mapping[int, str] = MappingProxyType({})
_COUNT = re.compile("[0-9]{0,15}")
_BOUNDED = re.compile(r"(?:<=?|>=?) ?([0-9][0-9.,]*)")


class UnreadColumns:
    """The columns of a long table that no field is mapped to, as long as all their filled cells may belong to a value.

    Of such a column: an inequality, the number of the value cell with an operator, or an answer beside an empty value cell
    belongs to the result of its row.
    """

    def __init__(self, header: Sequence[str], places: dict[Field, int]) -> None:
        self._header = header
        self._value = places.get(Field.VALUE)
        mapped = set(places.values())
        self._open = [] if self._value is None else [at for at in range(len(header)) if at not in mapped]
        self._found: dict[int, dict[int, Issue]] = {}  # by column and line

    def look(self, line: int, cells: Sequence[str]) -> Mapping[int, str]:
        """Look at a row, and return its cells in columns that may still belong to a value; see `issues`."""
        for at in tuple(self._open):
            cell = cells[at].strip()
            if _COUNT.fullmatch(cell) and cell not in OPERATOR_WORDS:
                continue  # such as the number of the row, another one in each: it says nothing about the value
            if cell and not belongs_to_a_value(cell):
                self._open.remove(at)
                self._found.pop(at, None)
            elif cell and self._value is not None and (code := _unread(cell, cells[self._value])):
                self._found.setdefault(at, {})[line] = Issue(code, 0, self._header[at], cell)
        return {at: cells[at] for at in self._open} if self._open else _NOTHING

    @property
    def places(self) -> list[int]:
        """Return the columns that hold what belongs to a value."""
        return sorted(at for at, found in self._found.items() if found)

    def issues(self) -> dict[int, Issue]:
        """Return by line what the profile does not read of its row."""
        return {line: issue for found in self._found.values() for line, issue in found.items()}


@lru_cache(maxsize=4096)
def belongs_to_a_value(cell: str) -> bool:
    """Say whether a cell may belong to a value: a number, an operator, a finding, or a word for a missing value."""
    text = canonical_text(cell)
    is_number = parse_number(text, ".") is not None or parse_number(text, ",") is not None
    return (
        is_number
        or bool(operator_in(text) or _BOUNDED.fullmatch(text) or finding_of(text))
        or is_missing(text)
    )


@lru_cache(maxsize=4096)
def _unread(cell: str, value: str) -> IssueCode | None:
    text, told = canonical_text(cell), canonical_text(value)
    if is_missing(told):
        return IssueCode.VALUE_UNREAD if finding_of(text) or _BOUNDED.fullmatch(text) else None
    operator = operator_in(text)
    if operator is not None and operator is not Comparator.EQ:
        return IssueCode.OPERATOR_UNREAD
    bounded = _BOUNDED.fullmatch(text)
    return IssueCode.OPERATOR_UNREAD if bounded and bounded[1] == told else None
