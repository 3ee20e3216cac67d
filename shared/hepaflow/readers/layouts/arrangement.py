"""Describe how a profile says that a table is laid out."""

from collections.abc import Sequence
from dataclasses import dataclass

from hepaflow.domain.model import Field
from hepaflow.domain.profile.parts import SubjectIds
from hepaflow.domain.profile.profile import ANY_ID, Profile
from hepaflow.domain.text import canonical_text

_RESULTS = (Field.VALUE, Field.VALUE_TEXT, Field.OPERATOR, Field.FLAG, Field.STANDARD_VALUE)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How a table is laid out.

    Attributes:
        headers: the headers that the profile names; sheets of a workbook that have them are read.
        results: of them, canonical, those of results; a merged cell there belongs to one row.
        header_rows: how many rows the header has.
        above: field and label of what is in lines above the rows.
        sheet_name: the header under which the subject in the name of the sheet is given; "" if it is not there.
        ids: how a subject id is recognized in a line or a name.
        refuses_persons: a line that names a person refuses the file.
    """

    headers: tuple[str, ...] = ()
    results: frozenset[str] = frozenset()
    header_rows: int = 1
    above: tuple[tuple[Field, str], ...] = ()
    sheet_name: str = ""
    ids: SubjectIds = ANY_ID
    refuses_persons: bool = True

    @property
    def added(self) -> tuple[str, ...]:
        """The headers of the columns that are added to the table."""
        return (*(label for _, label in self.above), *([self.sheet_name] if self.sheet_name else []))


PLAIN = Arrangement()


def arrangement_of(profile: Profile) -> Arrangement:
    """Return how a profile says that the tables of its center are laid out."""
    file, columns = profile.file, profile.columns
    results = (*profile.wide, *(columns[field] for field in _RESULTS if field in columns))
    return Arrangement(
        (*columns.values(), *profile.wide),
        frozenset(map(canonical_text, results)),
        file.header_rows,
        tuple((field, columns[field]) for field in file.above),
        columns[Field.SUBJECT] if file.sheet_name else "",
        profile.subject,
        file.personal_columns == "refuse",
    )


def widened(cells: list[str], width: int, added: Sequence[str]) -> list[str]:
    """Return a row with the cells of added columns; one of another width than the header stays of another width.

    Args:
        cells: the cells of the row.
        width: of the table without added columns.
        added: the cells to add.
    """
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        cells = cells[:width]
    return [*cells, *added] if len(cells) == width else cells[: width - 1]
