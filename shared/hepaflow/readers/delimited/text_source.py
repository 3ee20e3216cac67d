"""Yield the text of a file as physical lines, decoded as declared; it can be read more than once."""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from hepaflow.domain.issues.issues import IssueCode, Refused

# A byte order mark stands for its encoding, whatever is declared. UTF-32 comes first: it begins like UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_UNKNOWN_BYTE_ORDER = {"utf-16", "utf-32"}

# What no text holds: all controls but tab, line ends, vertical tab, form feed, and escape (ISO 2022 needs it).
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])
_END_OF_FILE = b"\x1a"  # DOS programs write it after the last line
_PIECE = 1 << 20
_SEPARATOR_LINE = re.compile("sep=([^\r\n])\r?\n", re.IGNORECASE)
_SEPARATOR = len("sep=;")
_FIRST = 64  # bytes that hold such a line in every encoding
_LONGEST_LINE = 8 << 20  # a line is split as a whole: 10,000 columns of 800 bytes are far from any lab file


@dataclass(frozen=True, slots=True)
class SourceText:
    """Bytes and how to read them.

    Attributes:
        data: the file; `start` bytes of it are a byte order mark.
        codec: what decodes it: told by its mark, else declared.
        blank_first: the first line is no row, but speaks to a spreadsheet program (`sep=;`).
    """

    data: bytes
    codec: str
    start: int = 0
    blank_first: bool = False

    def lines(self, errors: str = "strict") -> Iterator[str]:
        """Decode little by little, line ends kept: the file is never in memory a second time."""
        source = io.BytesIO(self.data)
        source.seek(self.start)
        lines = io.TextIOWrapper(source, self.codec, errors, newline="")
        return chain(_end_of_first(lines), lines) if self.blank_first else lines


def source_text(data: bytes, encoding: str, delimiter: str) -> SourceText:
    """Settle the encoding, and refuse what is not text at all.

    Args:
        data: the whole file.
        encoding: the declared one; a byte order mark is honoured over it.
        delimiter: may be a control character, which is then no fault.

    Raises:
        Refused: file-encoding, file-not-text, file-format (parted otherwise), file-too-large (a line).
    """
    text = _decoded_by(data, encoding)
    if not text.codec.startswith(
        ("utf-16", "utf-32")
    ):  # there, half of the bytes are NUL: see `checked_lines`
        text = SourceText(data.removesuffix(_END_OF_FILE), text.codec, text.start)
        _refuse_binary(text.data, _CONTROLS.replace(delimiter.encode(), b""))
    return _without_separator_line(text, delimiter)


def _without_separator_line(text: SourceText, delimiter: str) -> SourceText:
    """Blank the line by which Excel is told how cells are parted, so that all others keep their numbers."""
    first = text.data[text.start : text.start + _FIRST].decode(text.codec, "replace")
    found = _SEPARATOR_LINE.match(first)
    if not found:
        return text
    if found[1] != delimiter:
        raise Refused(
            IssueCode.FILE_FORMAT, f"text that is parted by {found[1]!r}, not by {delimiter!r}", line=1
        )
    return replace(text, blank_first=True)


def checked_lines(text: SourceText, delimiter: str) -> Iterator[str]:
    """Lines of which none holds a control character."""
    if not text.codec.startswith(("utf-16", "utf-32")):
        return text.lines()
    controls = re.compile(f"[{re.escape(_CONTROLS.decode().replace(delimiter, ''))}]")
    return _without(controls, text.lines())


def _end_of_first(lines: Iterator[str]) -> Iterator[str]:
    yield next(lines)[_SEPARATOR:]


def line_breaks(text: str) -> int:
    r"""Count what ends a line: CR, LF or both together.

    Examples:
        >>> line_breaks("a\r\nb\rc\nd")
        3
    """
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _decoded_by(data: bytes, encoding: str) -> SourceText:
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return SourceText(data, codec, len(mark))
    try:
        codec = codecs.lookup(encoding).name
        SourceText(b"", codec).lines()  # refuses codecs such as `hex`, which give no text
    except LookupError:
        raise Refused(IssueCode.FILE_ENCODING, f"{encoding}: not known") from None
    if codec in _UNKNOWN_BYTE_ORDER:
        raise Refused(IssueCode.FILE_ENCODING, f"{encoding}: no byte order mark")
    return SourceText(data, codec)


def _refuse_binary(data: bytes, controls: bytes) -> None:
    line_seen = 0
    for start in range(0, len(data), _PIECE):
        piece = data[start : start + _PIECE]
        if len(piece.translate(None, controls)) < len(piece):
            at = start + next(place for place, byte in enumerate(piece) if byte in controls)
            breaks = data.count(b"\n", 0, at) + data.count(b"\r", 0, at) - data.count(b"\r\n", 0, at)
            raise Refused(IssueCode.FILE_NOT_TEXT, f"byte {data[at]:02X}", line=breaks + 1)
        if b"\n" in piece or b"\r" in piece:
            line_seen = start
        elif start - line_seen > _LONGEST_LINE:
            raise Refused(IssueCode.FILE_TOO_LARGE, f"{start - line_seen:,} bytes in a line")


def _without(controls: re.Pattern[str], lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if found := controls.search(line):
            raise Refused(IssueCode.FILE_NOT_TEXT, f"byte {ord(found.group()):02X}", line=number)
        yield line
