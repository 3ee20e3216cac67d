"""Keep the rows that are found to be at fault while a file is read, so that it is not parsed again to list them."""

from collections.abc import Collection
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
    """

    rows: list[Row] = field(default_factory=list, repr=False)
    is_sure: bool = True

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

    def of(self, sheet: Sheet, lines: Collection[int]) -> Sheet | None:
        """Return a sheet with the rows at some lines alone; None where one of these rows was not kept.

        Args:
            sheet: what was read, its rows used up.
            lines: the lines, each once.
        """
        rows = [row for row in self.rows if row[0] in lines]
        return replace(sheet, rows=iter(rows)) if len(rows) == len(lines) else None
