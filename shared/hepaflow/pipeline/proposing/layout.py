"""Guess encoding, delimiter and header row of a table, each with its evidence."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.profile.parts import FileFormat, FileLayout
from hepaflow.readers.formats import read_table
from hepaflow.readers.sniff import OtherFormat, file_format
from hepaflow.readers.workbook.workbook import sheet_names

SAMPLE = 20_000  # rows looked at
_TOP = 30  # rows that are not blank, among which a header is looked for
_HEAD = 200  # rows by which delimiters are told apart
_ENCODINGS = ("utf-8", "gb18030", "big5", "cp932", "cp1252")
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_MARKS = {b"\xef\xbb\xbf": "UTF-8", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
Knows = Callable[[str], bool]
Grid = list[list[str]]


@dataclass(frozen=True, slots=True)
class Guess:
    """A value that a draft proposes, and what speaks for it."""

    value: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file is read, why, and what then stands in it.

    Attributes:
        file: the layout to read on with.
        guesses: key of `[file]` to guess.
        header: the header cells.
        rows: the rows below it, some 20,000 at most.
    """

    file: FileLayout
    guesses: dict[str, Guess]
    header: list[str]
    rows: Grid


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
        if found is FileFormat.WORKBOOK and (sheet := _sheet(data, file, knows)):
            guesses["sheet"] = sheet
            file = file.model_copy(update={"sheet": sheet.value})
        return _with_header(data, file, guesses, knows)
    encoding = _encoding(data, knows)
    delimiter = _delimiter(data, encoding.value)
    file = FileLayout(format=found, encoding=encoding.value, delimiter=delimiter.value)
    guesses = {"format": Guess(found, "text"), "encoding": encoding, "delimiter": delimiter}
    return _with_header(data, file, guesses, knows)


def _sheet(data: bytes, file: FileLayout, knows: Knows) -> Guess | None:
    """Return the sheet that has most known words in a row near its top, if that is not the first."""
    names = sheet_names(data)
    known = [_words_of_sheet(data, file.model_copy(update={"sheet": name.strip()}), knows) for name in names]
    best = max(range(len(names)), key=lambda place: known[place])
    if best == 0 or known[best] <= max(1, known[0]):
        return None
    return Guess(names[best].strip(), f"a row of it has {known[best]} headers known")


def _words_of_sheet(data: bytes, file: FileLayout, knows: Knows) -> int:
    try:
        rows = islice(filter(any, _grid(data, file)), _TOP)
        return max((sum(1 for cell in row if knows(cell.strip())) for row in rows), default=0)
    except Refused:
        return 0


def _encoding(data: bytes, knows: Knows) -> Guess:
    mark = next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)
    if mark:
        return Guess("utf-8", f"it begins with the mark of {mark}, which stands over what is declared")
    if data.isascii():
        return Guess("utf-8", "plain ASCII, which all encodings share")
    known = {name: _known_words(data, name, knows) for name in _ENCODINGS}
    best = max(_ENCODINGS, key=lambda name: known[name])
    return Guess(best, f"read so, {max(known[best], 0)} of its cells are words that hepaflow knows")


def _known_words(data: bytes, encoding: str, knows: Knows) -> int:
    """Return how many different cells of the text are known; -1 where it cannot be decoded."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return -1
    for mark in _DELIMITERS:
        text = text.replace(mark, "\n")
    return sum(1 for cell in set(islice(text.split("\n"), SAMPLE)) if knows(cell.strip(' "\r')))


def _delimiter(data: bytes, encoding: str) -> Guess:
    scored = {mark: _regularity(data, encoding, mark) for mark in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda mark: scored[mark])
    rows, width = scored[best]
    return Guess(best, f"parted by {_DELIMITERS[best]}, {rows} rows have {width} cells")


def _regularity(data: bytes, encoding: str, delimiter: str) -> tuple[int, int]:
    """Return how many of the first rows have the most frequent width above one, and that width."""
    try:
        rows = islice(_grid(data, FileLayout(encoding=encoding, delimiter=delimiter)), _HEAD)
        widths = Counter(len(row) for row in rows if len(row) > 1)
    except Refused:
        return 0, 0
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    return count, width


def _grid(data: bytes, file: FileLayout) -> Iterator[list[str]]:
    """Yield the rows of a table from its first line on."""
    sheet = read_table(data, file.model_copy(update={"header_row": 1}))
    line = 1
    for number, cells in [(sheet.header_line, list(sheet.header)), *islice(sheet.rows, SAMPLE)]:
        yield from ([] for _ in range(number - line))
        line = number + 1
        yield cells


def _with_header(data: bytes, file: FileLayout, guesses: dict[str, Guess], knows: Knows) -> Layout:
    sheet = read_table(data, file)
    if sheet.columns or file.format is FileFormat.JSON:
        return Layout(file, guesses, list(sheet.header), [cells for _, cells in islice(sheet.rows, SAMPLE)])
    grid = list(_grid(data, file))
    place = _header_place(grid, knows)
    header = [cell.strip() for cell in grid[place]]
    if place != next(number for number, row in enumerate(grid) if any(row)):
        told = sum(1 for cell in header if knows(cell))
        guesses["header_row"] = Guess(str(place + 1), f"{told} of its {len(header)} cells are headers known")
        file = file.model_copy(update={"header_row": place + 1})
    return Layout(file, guesses, header, [row for row in grid[place + 1 :] if any(row)])


def _header_place(grid: Sequence[list[str]], knows: Knows) -> int:
    """Return the row with most known words near the top; the first that is not blank where none has two."""
    filled = list(islice((number for number, row in enumerate(grid) if any(row)), _TOP))
    best = max(filled, key=lambda number: sum(1 for cell in grid[number] if knows(cell.strip())))
    return best if sum(1 for cell in grid[best] if knows(cell.strip())) > 1 else filled[0]
