"""Find the rows of a checked file that the lab corrects, or those for the data manager, in the lab's own layout."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

from hepaflow.domain.identity import file_id
from hepaflow.domain.issues.issues import Actor, Issue, IssueCode
from hepaflow.domain.issues.places import place_text
from hepaflow.domain.issues.who_acts import issues_for
from hepaflow.domain.profile.parts import FileFormat
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.text import canonical_text
from hepaflow.pipeline.reading.open_file import Content, as_sent, content_of, open_content
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.readers.sheet import LINE_COLUMN
from hepaflow.writers.rejected import EXTRA_COLUMNS, rejected_table, write_rejected

_OTHER = {Actor.LAB: Actor.DATA_MANAGER, Actor.DATA_MANAGER: Actor.LAB}
_ENDINGS = {FileFormat.WORKBOOK: ".xlsx", FileFormat.JSON: ".ndjson"}


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """A row to be fixed, as it stands in the file.

    Attributes:
        place: where it stands in the file.
        cells: its cells below the mapped headers; cells that are accepted already or name a person are blank.
        marked: numbers of the cells at fault, from 0; none if the row as a whole is at fault.
        codes: its issues.
        whole: all its cells, if it has more or fewer of them than the header: then `cells` are blank, because nobody knows which
            cell belongs below which header. It is for those alone who have the file.
    """

    place: str
    cells: tuple[str, ...]
    marked: tuple[int, ...]
    codes: tuple[IssueCode, ...]
    whole: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedRows:
    """Rows to be fixed with the cells at fault.

    Attributes:
        header: the mapped headers, as they stand in the file.
        whole_header: all headers of the file.
        rows: the first rows.
    """

    header: tuple[str, ...]
    whole_header: tuple[str, ...]
    rows: list[MarkedRow]


@dataclass(frozen=True, slots=True)
class RowsToFix:
    """The rows of a file that one of two acts on; the file is opened again each time that they are read.

    Attributes:
        file_id: the file, if it is sent.
        content: the file.
        profile: the profile that read it.
        issues: the issues of these rows.
        others: the issues of the rows that the other one acts on.
    """

    file_id: str
    content: Content
    profile: Profile
    issues: list[Issue]
    others: list[Issue]

    @property
    def ending(self) -> str:
        """The ending of a file with these rows: it has the format of the file."""
        shown = as_sent(self.content, self.profile).file.format
        return _ENDINGS.get(shown, ".csv") if shown else ".csv"

    @property
    def count(self) -> int:
        return rows_with(self.issues)

    @property
    def count_of_others(self) -> int:
        return rows_with(self.others)

    def written(self, *, chinese: bool) -> bytes:
        """Return the rows as a file, with why and what to do."""
        sheet, read_by = open_content(self.content, self.profile)
        sent, out = as_sent(self.content, read_by), BytesIO()
        write_rejected(sheet, self.issues, sent, out, file_id=self.file_id, chinese=chinese)
        return out.getvalue()

    def marked(self, limit: int, *, chinese: bool) -> MarkedRows:
        """Return the first rows, each with the cells at fault.

        Args:
            limit: at most so many rows.
            chinese: the language of the remedies.
        """
        sheet, read_by = open_content(self.content, self.profile)
        sent = as_sent(self.content, read_by)
        header, rows = rejected_table(sheet, self.issues, sent, self.file_id, chinese=chinese)
        faults: dict[str, list[Issue]] = {}
        for issue in self.issues:
            faults.setdefault(place_text(issue.line, sheet.places), []).append(issue)
        own = len(header) - len(EXTRA_COLUMNS)
        names = [canonical_text(name) for name in header[:own]]
        place = own + EXTRA_COLUMNS.index(LINE_COLUMN)
        whole = self._rows_of_other_width(limit)
        shown = [
            _marked(row[place], row[:own], names, faults[row[place]], whole.get(row[place], ()))
            for row in islice(rows, limit)
        ]
        return MarkedRows(tuple(header[:own]), sheet.header, shown)

    def _rows_of_other_width(self, limit: int) -> dict[str, tuple[str, ...]]:
        """Return all cells of the first rows that have more or fewer of them than the header, by their places."""
        lines = {issue.line for issue in self.issues if issue.code is IssueCode.ROW_WIDTH}
        if not lines:
            return {}
        sheet, _ = open_content(self.content, self.profile)
        found = ((line, cells) for line, cells in sheet.rows if line in lines)
        return {place_text(line, sheet.places): tuple(cells) for line, cells in islice(found, limit)}


def _marked(
    place: str, cells: Sequence[str], names: list[str], issues: list[Issue], whole: tuple[str, ...]
) -> MarkedRow:
    columns = {canonical_text(issue.column) for issue in issues}
    return MarkedRow(
        place,
        tuple(cells),
        tuple(at for at, name in enumerate(names) if name in columns),
        tuple(dict.fromkeys(issue.code for issue in issues)),
        whole,
    )


def find_rows_to_fix(data: bytes, outcome: Outcome, profile: Profile, who: Actor) -> RowsToFix | None:
    """Return the rows of a file that one of two acts on; None for a refused file.

    Args:
        data: the file.
        outcome: what reading it gave.
        profile: the profile that read it.
        who: the lab or the data manager.
    """
    if outcome.refused:
        return None
    return RowsToFix(
        file_id(profile.study, profile.center, data),
        content_of(data),
        profile,
        issues_for(who, outcome.issues, profile.wide),
        issues_for(_OTHER[who], outcome.issues, profile.wide),
    )


def rows_with(issues: Iterable[Issue]) -> int:
    """Return how many rows have at least one of some issues."""
    return len({issue.line for issue in issues})
