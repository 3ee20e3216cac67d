"""Describe how a profile says that a file is laid out."""

from collections.abc import Sequence
from dataclasses import dataclass

from hepaflow.domain.model import Field
from hepaflow.domain.profile.parts import SubjectIds
from hepaflow.domain.profile.profile import ANY_ID, Profile, read_columns
from hepaflow.domain.text import canonical_text

_RESULTS = (Field.VALUE, Field.VALUE_TEXT, Field.OPERATOR, Field.FLAG, Field.STANDARD_VALUE)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How a file is laid out: its tables, and what is read of its messages.

    Attributes:
        headers: the headers that the profile names; sheets of a workbook that have them are read.
        results: of them, canonical, those of results; a merged cell there belongs to one row.
        header_rows: how many rows the header has.
        above: field and label of what is in lines above the rows.
        across: field and header of what the rows of the header say about the columns of results.
        value: the header under which these results are given.
        down: the headers of the other columns that the profile names, the one that names the analyte first.
        sheet_name: the header under which the subject in the name of the sheet is given; "" if it is not there.
        ids: how a subject id is recognized in a line, a name or a message.
        refuses_persons: a line that names a person refuses the file.
        names_labs: messages are read for the lab that measured.
    """

    headers: tuple[str, ...] = ()
    results: frozenset[str] = frozenset()
    header_rows: int = 1
    above: tuple[tuple[Field, str], ...] = ()
    across: tuple[tuple[Field, str], ...] = ()
    value: str = ""
    down: tuple[str, ...] = ()
    sheet_name: str = ""
    ids: SubjectIds = ANY_ID
    refuses_persons: bool = True
    names_labs: bool = False

    @property
    def added(self) -> tuple[str, ...]:
        """The headers of the columns that are added to the table."""
        above = () if self.across else tuple(label for _, label in self.above)
        return (*above, *([self.sheet_name] if self.sheet_name else []))

    @property
    def across_headers(self) -> tuple[str, ...]:
        """The headers of what is across, and of the results."""
        return (*(header for _, header in self.across), self.value)

    def is_of_results(self, header: str) -> bool:
        """Say whether a column holds results; a merged cell there belongs to one row."""
        if self.across:
            return canonical_text(header) not in map(canonical_text, self.down)
        return canonical_text(header) in self.results


PLAIN = Arrangement()


def arrangement_of(profile: Profile) -> Arrangement:
    """Return how a profile says that the files of its center are laid out."""
    file, columns = profile.file, profile.columns
    results = (*profile.wide, *(columns[field] for field in _RESULTS if field in columns))
    return Arrangement(
        (*(header for _, header in read_columns(profile, is_by_visit=False)), *profile.wide),
        frozenset(map(canonical_text, results)),
        len(file.across) or file.header_rows,
        tuple((field, columns[field]) for field in file.above),
        tuple((field, columns[field]) for field in file.across),
        columns[Field.VALUE] if file.across else "",
        _down(profile),
        columns[Field.SUBJECT] if file.sheet_name else "",
        profile.subject,
        file.personal_columns == "refuse",
        bool(profile.labs),
    )


def _down(profile: Profile) -> tuple[str, ...]:
    """Return the headers of the columns of a table with results across that are not results."""
    elsewhere = {*profile.file.above, *profile.file.across, Field.VALUE}
    if profile.file.sheet_name:
        elsewhere.add(Field.SUBJECT)
    own = [field for field in profile.columns if field not in elsewhere]
    own.sort(key=lambda field: field not in (Field.ANALYTE, Field.CODE, Field.LOINC))
    return tuple(profile.columns[field] for field in own)


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
