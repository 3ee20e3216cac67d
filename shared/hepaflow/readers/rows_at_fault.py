"""Keep the rows that are found to be at fault while a file is read, so that it is not parsed again to list them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from hepaflow.readers.sheet import Row, Sheet

_MOST: Final = 10_000  # rows, some MB; a file with more of them is parsed again


@dataclass(slots=True)
class RowsAtFault:
    """Rows of a sheet that were found to be at fault. Others may be found to be later.

    Attributes:
        rows: these rows, in the order of the file.
        is_sure: no line gave two rows, and there were not too many; else none is kept.
        without_row: lines of messages that the reader set aside; they have no row to be kept.
    """

    rows: list[Row] = field(default_factory=list, repr=False)
    is_sure: bool = True
    without_row: frozenset[int] = frozenset()

    def keep(self, line: int, cells: list[str]) -> None:
        """Keep a row; done again at once, it is kept once.

        Args:
            line: where it stands.
            cells: its cells.
        """
        if not self.is_sure or (self.rows and self.rows[-1][0] == line):
            return
        if len(self.rows) < _MOST:
            self.rows.append((line, cells))
        else:
            self.give_up()

    def give_up(self) -> None:
        """Forget all rows, and keep no others."""
        self.is_sure = False
        self.rows.clear()
        self.without_row = frozenset()

    def set_aside(self, lines: Iterable[int], others: Iterable[Iterable[int]]) -> None:
        """Note the lines that the reader set aside; call it when all rows were read.

        Args:
            lines: what it set aside.
            others: the lines of the rows that were not kept: a line of which both are told has a row.
        """
        if self.is_sure:
            without = {*lines}.difference(line for line, _ in self.rows)
            self.without_row = frozenset(without.difference(*others))

    def of(self, sheet: Sheet, lines: Collection[int]) -> Sheet | None:
        """Return a sheet with the rows at some lines alone; None where one of these rows was not kept.

        Args:
            sheet: what was read, its rows used up.
            lines: the lines, each once.
        """
        rows = [row for row in self.rows if row[0] in lines]
        has_all = len(rows) == sum(line not in self.without_row for line in lines)
        return replace(sheet, rows=iter(rows)) if has_all else None
