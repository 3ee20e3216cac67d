"""Collect the rows of a copy, each on a line of its own; many rows stand in a file without a name and not in memory."""

import weakref
from functools import cache
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    import msgspec

BEFORE_ROWS: Final = b'{"rows": [\n'
AFTER_ROWS: Final = b"],\n"
_COMMA = b",\n"
_PIECE = 1 << 20  # bytes that are written at once
_IN_MEMORY = 4 << 20  # bytes; a file with more of them is on the disk, and is gone once nobody has it open


class RowFile:
    """The rows of a copy, one after the other."""

    def __init__(self) -> None:
        self._piece = bytearray()
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 closed with this object
        self._file.write(BEFORE_ROWS)
        self._end = len(BEFORE_ROWS)
        weakref.finalize(self, self._file.close)

    def add(self, line: int, cells: list[str] | None) -> None:
        """Add a row.

        Args:
            line: where it stands in the lab's own file.
            cells: its cells; None for a row that repeats the header.
        """
        self._piece += _encoder().encode((line, cells))
        self._piece += _COMMA
        if len(self._piece) > _PIECE:
            self._write()

    def whole(self, rest: bytes) -> IO[bytes]:
        """Return the copy, to be read from its beginning. It is open as long as this object is there, or until somebody closes it.

        Args:
            rest: what follows the rows.
        """
        self._write()
        rows = self._end > len(BEFORE_ROWS)
        self._file.seek(self._end - len(_COMMA) if rows else self._end)
        self._file.write((b"\n" if rows else b"") + AFTER_ROWS + rest)
        self._file.truncate()
        self._file.seek(0)
        return cast("IO[bytes]", self._file)

    def _write(self) -> None:
        self._end += self._file.write(self._piece)
        self._piece.clear()


@cache
def _encoder() -> "msgspec.json.Encoder":
    import msgspec  # when a row is written: it stays out of the cold start of functions that read no file

    return msgspec.json.Encoder()
