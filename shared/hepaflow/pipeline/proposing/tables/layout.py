"""Guess how a file is read, and lay its rows out as they are read."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Field
from hepaflow.domain.profile.parts import FileFormat, FileLayout
from hepaflow.domain.screening.personal import labels_a_person
from hepaflow.pipeline.proposing.guess import Guess
from hepaflow.pipeline.proposing.tables.added import with_added_columns
from hepaflow.pipeline.proposing.tables.grid import SAMPLE, Grid, grid_of, written_numbers
from hepaflow.pipeline.proposing.tables.shape import shape_of
from hepaflow.pipeline.proposing.tables.shapes import Knows, Shape
from hepaflow.pipeline.proposing.tables.text_files import text_guesses
from hepaflow.readers.formats import read_table
from hepaflow.readers.layouts.arrangement import Arrangement
from hepaflow.readers.layouts.merged import joined_header
from hepaflow.readers.sniff import OtherFormat, file_format
from hepaflow.readers.workbook.workbook import sheet_names

_MOST_SHEETS = 20


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file is read, why, and what then stands in it.

    Attributes:
        file: the layout to read on with.
        guesses: key of `[file]` to guess.
        header: the header cells; without a header, the numbers of the columns.
        rows: the rows below it, some 20,000 at most.
        shape: how the table is laid out.
        given: fields that the layout itself gives, each with the header of its column.
        written: the numbers with a decimal mark that are written as text, if the format has other numbers, too.
        questions: what a person has to decide about the layout.
        doubts: by field, why its column may not be the right one.
    """

    file: FileLayout
    guesses: dict[str, Guess]
    header: list[str]
    rows: Grid
    shape: Shape = field(default_factory=lambda: Shape(1, 1, 0))
    given: dict[Field, Guess] = field(default_factory=dict)
    written: frozenset[str] | None = None
    questions: tuple[str, ...] = ()
    doubts: dict[Field, str] = field(default_factory=dict)


def layout_of(data: bytes, knows: Knows) -> Layout:
    """Return the layout that fits best.

    Args:
        data: the file.
        knows: says whether a text is a header word or names an analyte.

    Raises:
        Refused: no reader reads the file, under any of the layouts.
    """
    found = file_format(data)
    if isinstance(found, OtherFormat) or found is not FileFormat.DELIMITED:
        file = FileLayout() if isinstance(found, OtherFormat) else FileLayout(format=found)
        guesses = {"format": Guess(found, "its content says so")}
        if found is FileFormat.WORKBOOK:
            return _workbook(data, file, guesses, knows)
        sheet = read_table(data, file)
        rows = [cells for _, cells in zip(range(SAMPLE), (cells for _, cells in sheet.rows), strict=False)]
        written = written_numbers(data, file) if found is FileFormat.JSON else None
        return Layout(file, guesses, list(sheet.header), rows, written=written)
    guesses = {"format": Guess(found, "text"), **text_guesses(data, knows)}
    file = FileLayout(format=found, encoding=guesses["encoding"].value, delimiter=guesses["delimiter"].value)
    grid = grid_of(data, file)
    return _laid_out(data, file, guesses, [("", grid)], shape_of(grid, knows))


def _workbook(data: bytes, file: FileLayout, guesses: dict[str, Guess], knows: Knows) -> Layout:
    """Return the layout of the sheets with most known words in a header; sheets of other tables are passed over."""
    shapes: list[tuple[str, Grid, Shape]] = []
    refusal: Refused | None = None
    names = sheet_names(data)
    for name in names[:_MOST_SHEETS]:
        try:
            grid = grid_of(data, file.model_copy(update={"sheet": name.strip()}))
        except Refused as refused:
            refusal = refusal or refused
            continue
        shapes.append((name, grid, shape_of(grid, knows)))
    if not shapes:
        raise refusal or Refused(IssueCode.FILE_EMPTY)
    most = max(shape.known for *_, shape in shapes)
    best = next(one for one in shapes if one[2].known == most)
    alike = [one for one in shapes if _is_alike(one, best)]
    others = [
        number
        for number, one in enumerate(shapes, 1)
        if one not in alike and one[2].known > 1 and one[2].known * 2 >= most
    ]
    if len(alike) == 1 and best[0] != names[0] and most > 1:
        guesses["sheet"] = Guess(best[0].strip(), f"a row of it has {most} headers known")
        file = file.model_copy(update={"sheet": best[0].strip()})
    found = _laid_out(data, file, guesses, [(name, grid) for name, grid, _ in alike], best[2])
    if others:
        told = ", ".join(map(str, others))
        question = f"the headers of the sheets {told} (counted from the left) are others: a profile reads one table. Ask the lab for one sheet, or a file for each"
        found = replace(found, questions=(*found.questions, question))
    return replace(found, written=written_numbers(data, file))


def _is_alike(one: tuple[str, Grid, Shape], best: tuple[str, Grid, Shape]) -> bool:
    (_, grid, shape), (_, other, wanted) = one, best
    if shape.across or wanted.across:
        return shape.across == wanted.across and shape.line == wanted.line
    if (shape.line, shape.header_rows) != (wanted.line, wanted.header_rows) or not shape.line:
        return one is best
    return _stripped(grid[shape.line - 1]) == _stripped(other[wanted.line - 1])


def _stripped(row: Sequence[str]) -> list[str]:
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _laid_out(
    data: bytes, file: FileLayout, guesses: dict[str, Guess], sheets: list[tuple[str, Grid]], shape: Shape
) -> Layout:
    """Return the layout with the rows of all sheets as they are read."""
    grid = sheets[0][1]
    questions: list[str] = []
    if shape.line and shape.line != _line_without_key(grid, shape):
        guesses["header_row"] = Guess(str(shape.line), f"{shape.known} of its cells are headers known")
        file = file.model_copy(update={"header_row": shape.line})
    if shape.header_rows != 1 and not shape.across:
        told = (
            "two rows together say what the columns hold"
            if shape.header_rows
            else "its first row is not a header"
        )
        guesses["header_rows"] = Guess(str(shape.header_rows), told)
        file = file.model_copy(update={"header_rows": shape.header_rows})
    if any(labels_a_person(":".join(filter(str.strip, row))) for row in grid[: max(0, shape.line - 1)]):
        questions.append(
            'a line above the header names a person: the file is refused. Better not sent at all; personal_columns = "drop" passes it over'
        )
    found = with_added_columns(_header(data, file, grid, shape), shape, sheets)
    if shape.other_ids:
        found.doubts[Field.SUBJECT] = "lines above the rows have other ids: which are those of the subjects?"
    doubts = found.doubts | (
        {Field.VALUE: "these are the results of the first table alone"} if shape.beside else {}
    )
    return Layout(file, guesses, found.header, found.rows, shape, found.given, None, tuple(questions), doubts)


def _line_without_key(grid: Grid, shape: Shape) -> int:
    """Return which line is taken for the header if `header_row` is not declared."""
    after = min(shape.label_lines, default=0) if shape.above else 0
    return next(
        (
            at + 1
            for at, row in enumerate(grid)
            if at + 1 > after and at + 1 not in shape.label_lines and any(cell.strip() for cell in row)
        ),
        1,
    )


def _header(data: bytes, file: FileLayout, grid: Grid, shape: Shape) -> list[str]:
    if not shape.line:
        return [str(number) for number in range(1, max(map(len, grid)) + 1)]
    if shape.header_rows > 1 and not shape.across:
        arrangement = Arrangement(header_rows=shape.header_rows)
        return list(
            read_table(
                data, file.model_copy(update={"header_row": shape.line}), arrangement=arrangement
            ).header
        )
    heads = grid[shape.line - 1 : shape.line - 1 + shape.header_rows]
    width = max(map(len, heads))
    return joined_header([[*row, *[""] * (width - len(row))] for row in heads])
