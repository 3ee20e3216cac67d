"""Guess the encoding and the delimiter of a text file."""

from collections import Counter
from collections.abc import Callable
from itertools import islice

from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.pipeline.proposing.guess import Guess
from hepaflow.pipeline.proposing.tables.grid import SAMPLE, grid_of
from hepaflow.pipeline.proposing.tables.words import is_unit

Knows = Callable[[str], bool]
_HEAD = 200  # rows by which delimiters are told apart
_ENCODINGS = ("utf-8", "gb18030", "big5", "cp932", "cp1252")
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_MARKS = {b"\xef\xbb\xbf": "UTF-8", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def text_guesses(data: bytes, knows: Knows) -> dict[str, Guess]:
    """Return the guesses for encoding and delimiter.

    Args:
        data: the file.
        knows: says whether a text is a header word or names an analyte.
    """
    encoding = _encoding(data, knows)
    return {"encoding": encoding, "delimiter": _delimiter(data, encoding.value)}


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
    return sum(1 for cell in set(islice(text.split("\n"), SAMPLE)) if _says(cell.strip(' "\r'), knows))


def _says(cell: str, knows: Knows) -> bool:
    return bool(cell) and (knows(cell) or is_unit(cell))


def _delimiter(data: bytes, encoding: str) -> Guess:
    scored = {mark: _regularity(data, encoding, mark) for mark in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda mark: scored[mark])
    rows, width = scored[best]
    return Guess(best, f"parted by {_DELIMITERS[best]}, {rows} rows have {width} cells")


def _regularity(data: bytes, encoding: str, delimiter: str) -> tuple[int, int]:
    """Return how many of the first rows have the most frequent width above one, and that width."""
    try:
        rows = grid_of(data, FileLayout(encoding=encoding, delimiter=delimiter), _HEAD)
        widths = Counter(len(row) for row in rows if len(row) > 1)
    except Refused:
        return 0, 0
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    return count, width
