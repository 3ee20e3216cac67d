"""Split JSON into documents, members and values; keep every digit, and refuse repeated names.

Source: RFC 8259. What it leaves open is decided here: a name occurs once in an object, nothing is nested deeper than
any lab file, text is UTF-8.
"""

import codecs
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NoReturn, TypeVar

import msgspec
from msgspec import Raw

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.json_objects import json_members

Json = str | bool | None | list["Json"] | dict[str, "Json"]
Members = Mapping[str, bytes | memoryview]  # of an object, by name; values unread
T = TypeVar("T")
V = TypeVar("V", bytes, memoryview)
_FAULTS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_PIECE = 1 << 16
DEEPEST = 100  # objects and arrays in each other; FHIR stays below 30
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*+"|([\[{])|[\]}]', re.DOTALL)
_BETWEEN_LINES = re.compile(rb"\}[ \t\r]*\n\s*\{")  # in no document: objects follow each other after a comma
_BYTE = re.compile(r"\(byte ([0-9]+)\)")
_OTHER_ENCODINGS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

_OBJECT = msgspec.json.Decoder(dict[str, Raw])
_ARRAY = msgspec.json.Decoder(list[Raw])


def utf_8(data: bytes) -> bytes:
    """Return the text of a file without its byte order mark.

    Raises:
        Refused: file-encoding, where the mark is that of another encoding.
    """
    for mark, name in _OTHER_ENCODINGS.items():
        if data.startswith(mark):
            raise Refused(IssueCode.FILE_ENCODING, name)
    return data.removeprefix(codecs.BOM_UTF8)


def is_lines(data: bytes) -> bool:
    """Tell a document on each line (NDJSON) from one document, also where some of the lines are broken."""
    first, _, rest = data.lstrip().partition(b"\n")
    if not first.startswith(b"{") or not rest.strip():
        return False
    return _is_whole(first) or _BETWEEN_LINES.search(data) is not None


def lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that hold anything, with their numbers."""
    return ((number, line.strip()) for number, line in enumerate(io.BytesIO(data), 1) if not line.isspace())


def whole(data: bytes) -> dict[str, memoryview] | list[Raw]:
    """Return the one document of a file taken apart, its values unread; what is no object or array has nothing.

    Raises:
        Refused: file-damaged, with the line of the fault.
    """
    _refuse_other_text(data)
    try:
        return elements(data) if data.lstrip().startswith(b"[") else _members(data, memoryview)
    except Refused as refusal:
        raise Refused(IssueCode.FILE_DAMAGED, refusal.issue.found, line=refusal.issue.line) from None


def checked(document: bytes) -> bytes:
    """Return a record whose text is UTF-8 throughout, and that is nested no deeper than it may be.

    Raises:
        Refused: record-damaged.
    """
    try:
        str(document, "utf-8")
    except UnicodeDecodeError as error:
        _refuse(f"byte {error.start + 1}")
    if document.count(b"{") + document.count(b"[") > DEEPEST and _depth(document) > DEEPEST:
        _refuse("nested")
    return document


def members(document: bytes) -> dict[str, bytes]:
    """Return the values of an object by name, unread.

    Raises:
        Refused: record-damaged, where it is no JSON, no object, or has a name twice.
    """
    return _members(document, bytes)


def _members(document: bytes, kept: Callable[[Raw], V]) -> dict[str, V]:
    compact = _without_blanks(document)
    try:
        parts = _OBJECT.decode(compact)
    except _FAULTS:
        compact, parts = document, _decoded(_OBJECT, document)  # it tells the fault by its place in the file
    found = {name: kept(value) for name, value in parts.items()}
    if _length(found) == len(compact):
        return found
    compact = msgspec.json.format(document, indent=-1)  # other blanks, escapes, or a name that stands twice
    found = {name: kept(value) for name, value in _decoded(_OBJECT, compact).items()}
    if _length(found) != len(compact):
        read_json(compact)
    return found


def _without_blanks(document: bytes) -> bytes:
    if b'": ' not in document and b'", ' not in document:
        return document
    try:
        return msgspec.json.format(document, indent=-1)
    except _FAULTS:
        return document


def elements(document: bytes) -> list[Raw]:
    """Return the values of an array, unread.

    Raises:
        Refused: record-damaged.
    """
    return _decoded(_ARRAY, document)


def read_json(document: bytes, decimal_mark: str = ".") -> Json:
    """Return a value; numbers as their digits, with this decimal mark.

    Raises:
        Refused: record-damaged, where a name stands twice in an object.
    """
    try:
        value: Json = _VALUES[decimal_mark].decode(str(document, "utf-8"))
    except (ValueError, RecursionError):
        _refuse("")
    return value


def json_text(value: bytes | memoryview | None) -> str:
    """Return the text that a value is; "" where it is none."""
    text = b"" if value is None else bytes(value)
    if not text.startswith(b'"'):
        return ""
    return str(read_json(text)) if b"\\" in text else str(text[1:-1], "utf-8")


def _is_whole(line: bytes) -> bool:
    try:
        members(line)
    except Refused:
        return False
    return True


def _decoded(decoder: msgspec.json.Decoder[T], document: bytes) -> T:
    try:
        return decoder.decode(document)
    except msgspec.DecodeError as error:
        byte = _BYTE.search(str(error))
        end = int(byte[1]) if byte else len(document)
        _refuse(f"byte {end + 1}" if byte else "end", line=document.count(b"\n", 0, end) + 1)
    except UnicodeDecodeError:
        _refuse("utf-8")
    except RecursionError:
        _refuse("nested")


def _refuse_other_text(data: bytes) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _PIECE):
        end = start + _PIECE
        try:
            decoder.decode(data[start:end], final=end >= len(data))
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, start) + 1  # of the piece at least
            if error.reason == "unexpected end of data":
                raise Refused(IssueCode.FILE_DAMAGED, "end", line=line) from None
            raise Refused(IssueCode.FILE_ENCODING, "utf-8", line=line) from None


def _length(found: Mapping[str, bytes | memoryview]) -> int:
    """Return how long an object with these members is without blanks: quotes, colons, commas and braces count."""
    values = sum(map(len, found.values()))
    return max(2, 1 + 4 * len(found) + len("".join(found)) + values)


def _depth(document: bytes) -> int:
    depth = deepest = 0
    for bracket in _BRACKETS.finditer(document):
        if bracket[1]:
            depth += 1
            deepest = max(deepest, depth)
        elif bracket[0] in b"]}":
            depth -= 1
    return deepest


def _refuse(found: str, line: int = 0) -> NoReturn:
    # `from None`: the cause would carry text of the file into logs
    raise Refused(IssueCode.RECORD_DAMAGED, found, line=line) from None


def _unrepeated(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found, repeated = json_members(pairs)
    if repeated:
        _refuse("name twice")
    return found


def _values(decimal_mark: str) -> json.JSONDecoder:
    def digits(number: str) -> str:
        return number.replace(".", decimal_mark)

    plain = decimal_mark == "."
    return json.JSONDecoder(
        parse_float=str if plain else digits, parse_int=str, object_pairs_hook=_unrepeated
    )


_VALUES = {mark: _values(mark) for mark in ".,"}
