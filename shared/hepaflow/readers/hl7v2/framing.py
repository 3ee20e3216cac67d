"""Find where HL7 v2 messages begin and end in a file: alone, one after another, in batches, in MLLP frames."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.issues.places import PER_MESSAGE
from hepaflow.readers.hl7v2.text import Marks, codec_of, marks_of
from hepaflow.readers.table import too_large

_LONGEST_MESSAGE = 32 << 20  # bytes, reports as PDF included
_FIRST = re.compile(rb"[\s\x0b]*+(?=MSH[^0-9A-Za-z\s])")
_NEXT = re.compile(
    rb"MSH[^0-9A-Za-z\s](?<=[\r\n\x0b\x1c]....)"
)  # its beginning is plain text, so it is found fast
_FRAME = bytes.maketrans(b"\x0b\x1c", b"\r\r")  # MLLP: VT before a message, FS and CR after it
_BATCHES = ("FHS", "BHS", "BTS", "FTS")
_END_OF_FILE = b"\x1a"  # DOS programs write it
_LINE_END = re.compile(r"[\r\n]")
# What no text holds; escape is part of ISO 2022.
_CONTROLS = bytes([*range(9), 12, *range(14, 27), *range(29, 32)])


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        number: 1-based, in the order of the file.
        marks: its separators; None where they cannot be told, and then there is nothing else.
        header: the fields of MSH. MSH-1 is the separator itself, so MSH-n stands at n - 1.
        segments: the others as they stand; a line that begins no segment belongs to the one before it.
    """

    number: int
    marks: Marks | None
    header: list[str]
    segments: list[str]

    @property
    def line(self) -> int:
        return self.number * PER_MESSAGE

    def field(self, number: int) -> str:
        """A field of MSH as it stands."""
        return self.header[number - 1] if number <= len(self.header) else ""


@dataclass(slots=True)
class Batches:
    """How many messages and batches the trailers tell, against how many there are.

    Attributes:
        notes: where they disagree, for the batch and for the file.
    """

    notes: list[Issue]
    _messages: int = 0
    _batches: int = 0
    _is_open: bool = False

    def count_message(self) -> None:
        self._messages += 1

    def meet(self, segment: str, line: int) -> None:
        """Take up a segment that begins or ends a batch or the file."""
        told = segment[4:].partition(segment[3:4] or "|")[0].strip()
        match segment[:3]:
            case "BHS":
                self._batches += 1
                self._messages, self._is_open = 0, True
            case "BTS":
                self._batches += not self._is_open
                self._compare(told, self._messages, line)
                self._messages, self._is_open = 0, False
            case "FTS" if self._batches:
                self._compare(told, self._batches, line)

    def _compare(self, told: str, counted: int, line: int) -> None:
        told_twice = len(self.notes) > 1 and self.notes[-2].line == line
        if re.fullmatch("[0-9]{1,9}", told) and int(told) != counted and not told_twice:
            self.notes.append(Issue(IssueCode.MESSAGE_COUNT, line, found=f"{int(told)} / {counted}"))


def messages(data: bytes, encoding: str, notes: list[Issue]) -> Iterator[Message]:
    """Yield the messages of a file.

    Args:
        data: the whole file; segments end with CR, LF or both.
        encoding: for messages that do not say theirs (MSH-18); a byte order mark stands above both.
        notes: is given what the trailers count otherwise.

    Raises:
        Refused: file-encoding, file-not-text, each with the message; file-too-large.
    """
    is_marked = data.startswith(codecs.BOM_UTF8)
    data = data.removeprefix(codecs.BOM_UTF8).removesuffix(_END_OF_FILE)
    starts = _starts(data)
    first = next(starts, None)
    if first is None:
        return
    batches = Batches(notes)
    for line in _LINE_END.split(data[:first].decode("latin-1")):
        batches.meet(line.strip(), 0)
    for number, (start, end) in enumerate(pairwise(chain((first,), starts, (len(data),))), 1):
        if end - start > _LONGEST_MESSAGE:
            raise too_large(end - start, "bytes in a message")
        try:
            message = _message(number, data[start:end], encoding, is_marked=is_marked)
        except Refused as refusal:
            raise Refused(refusal.issue.code, refusal.issue.found, line=number * PER_MESSAGE) from None
        batches.count_message()
        yield message
        _close(message, batches)


def _starts(data: bytes) -> Iterator[int]:
    beginning = _FIRST.match(data)
    if beginning:
        yield beginning.end()
    for found in _NEXT.finditer(data, beginning.end() + 1 if beginning else 0):
        yield found.start()


def _close(message: Message, batches: Batches) -> None:
    """Take up the segments between this message and the next; they follow its own."""
    if message.segments and message.segments[-1][:3] in _BATCHES:
        for segment in message.segments:
            batches.meet(segment, message.line)


def _message(number: int, data: bytes, encoding: str, *, is_marked: bool) -> Message:
    unframed = data.translate(_FRAME, _CONTROLS)
    if len(unframed) < len(data):
        raise Refused(IssueCode.FILE_NOT_TEXT)
    text, codec = _decoded(unframed, "utf-8" if is_marked else encoding, is_marked=is_marked)
    separator = text[3]
    segments = _segments(text, separator)
    header = segments.pop(0).split(separator)
    marks = marks_of(separator, header[1], codec) if len(header) > 1 else None
    return Message(number, marks, header, segments) if marks else Message(number, None, [], [])


def _segments(text: str, separator: str) -> list[str]:
    """Return the segments; a line that begins none is part of a text that the segment before holds."""
    lines = [line for line in text.replace("\n", "\r").split("\r") if line]
    if {line[3:4] for line in lines} == {separator}:
        return lines
    return [segment.rstrip("\r\n") for segment in _beginnings(separator).split(text)]


def _decoded(data: bytes, encoding: str, *, is_marked: bool) -> tuple[str, str]:
    """The text of a message and its codec: the one that MSH-18 tells, else the given one.

    The header is read in the given encoding if that fits: a byte of a two-byte character may look like a separator.
    """
    text = _read_in(encoding, data)
    codec = encoding if is_marked else _told_codec(text or data.decode("latin-1"), encoding)
    if codec != encoding:
        text = _read_in(codec, data)
    if not text:
        raise Refused(IssueCode.FILE_ENCODING, codec)
    return text, codec


def _read_in(codec: str, data: bytes) -> str:
    """The text of a message; "" where the codec cannot read it, or reads no header there."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return ""
    return text if text.startswith("MSH") else ""


def _told_codec(text: str, otherwise: str) -> str:
    separator = text[3]
    header = _LINE_END.split(text, 1)[0].split(separator, 18)
    marks = marks_of(separator, header[1], otherwise) if len(header) > 17 else None
    return codec_of(header[17], marks, otherwise) if marks else otherwise


@lru_cache(maxsize=64)
def _beginnings(separator: str) -> re.Pattern[str]:
    return re.compile(rf"[\r\n][ \t]*+(?=[A-Z][A-Z0-9]{{2}}{re.escape(separator)})")
