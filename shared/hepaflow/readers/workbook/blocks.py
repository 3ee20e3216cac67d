"""Split the content of a worksheet before rows, so that each block can be looked at, and read, without the others."""

import re
from collections.abc import Iterator
from functools import lru_cache

from hepaflow.readers.workbook.seen import CellPosition, Survey, place_of

_BEGIN = b"<row "
LONGEST = 8 << 20  # bytes of one row: 10,000 columns of 800 bytes are far from any lab file
_CELLS = re.compile(rb"<c\b")
_NUMBERS = re.compile(rb'<row r="([1-9][0-9]{0,6})"')  # as nearly all programs write it
_FIRST_COLUMN = re.compile(rb'<c r="A[0-9]+"[^>]*(?<!/)>')
_CELL = re.compile(rb'<c r="([A-Z]{1,2}[1-9][0-9]{0,6})"')
_LETTERS = 26


def row_blocks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the content of a sheet in blocks that begin with a row; the first one begins with what is above all rows.

    A block that begins otherwise follows one of more than 8 MB: it belongs to the same row, or to what is below all rows.

    Args:
        pieces: the content, some bytes at a time.
    """
    held: list[bytes] = []
    for piece in pieces:
        cut = piece.rfind(_BEGIN)
        if cut < 0:
            held.append(piece)
            if sum(map(len, held)) > LONGEST:
                yield b"".join(held)
                held = []
            continue
        yield b"".join([*held, piece[:cut]])
        held = [piece[cut:]]
    yield b"".join(held)


def is_in_place(block: bytes, seen: Survey) -> bool:
    """Say whether each row of a block has a number, each cell is near its row, and rows follow one another; note how far cells reach.

    Args:
        block: the block.
        seen: what was seen of the blocks before it.
    """
    numbers = [*map(int, _NUMBERS.findall(block))]
    rows = block.count(b"<row")
    if len(numbers) != rows and len(numbers) != rows - block.count(b"<rowBreaks"):
        return False
    if not numbers:
        return not _CELLS.search(block)
    if not all(map(int.__lt__, [seen.last_row, *numbers], numbers)):
        return False
    seen.blank_rows += numbers[-1] - seen.last_row - len(numbers)
    seen.last_row = numbers[-1]
    seen.begins = seen.begins or bool(_FIRST_COLUMN.search(block))
    return _reaches(block, numbers[0], numbers[-1], seen)


def _reaches(block: bytes, low: int, high: int, seen: Survey) -> bool:
    """Note the last column of a block, and how far down its cells may be; False where a cell is elsewhere."""
    rows, bottom = _row_pattern(low, high)
    place: CellPosition = seen.last
    while found := _beyond(place[1], rows).search(block):
        named = _CELL.match(block, found.start())
        if not named:
            return False
        row, column = place_of(named[1].decode())
        if column <= place[1] or not low <= row + 1 <= high:
            return False
        place = (place[0], column)
    seen.first, seen.last = (0, 0), (bottom - 1, place[1])
    return True


@lru_cache(maxsize=64)
def _beyond(column: int, rows: bytes) -> re.Pattern[bytes]:
    """Return what finds a cell with content that is to the right of a column, in other rows, or not written plainly."""
    return re.compile(rb'<c(?!\w| r="%b%b")[^>]*(?<!/)>' % (_column_pattern(column), rows))


def _column_pattern(column: int) -> bytes:
    """Return what matches the letters of the columns up to one, 0-based, of at most two letters; -1 matches none."""
    first, last = divmod(column, _LETTERS)
    end = ord("A") + last
    if column < 0:
        return b"(?!)"
    if not first:
        return b"[A-%c]" % end
    lead = ord("A") + first - 1
    before = b"|[A-%c][A-Z]" % (lead - 1) if first > 1 else b""
    return b"(?:[A-Z]%b|%c[A-%c])" % (before, lead, end)


def _row_pattern(low: int, high: int) -> tuple[bytes, int]:
    """Return what matches the numbers of some rows and few others, and the largest number that it matches."""
    first, last = str(low), str(high)
    if len(first) < len(last):
        rest = len(last) - 1
        return b"(?:[0-9]{%d,%d}|[1-%b][0-9]{%d})" % (len(first), rest, last[:1].encode(), rest), _top(
            last, 0
        )
    same = next((at for at in range(len(last)) if first[at] != last[at]), len(last) - 1)
    rest = len(last) - same - 1
    return b"%b[%b-%b][0-9]{%d}" % (
        last[:same].encode(), first[same].encode(), last[same].encode(), rest
    ), _top(last, same)  # fmt: skip


def _top(number: str, at: int) -> int:
    return int(number[: at + 1] + "9" * (len(number) - at - 1))
