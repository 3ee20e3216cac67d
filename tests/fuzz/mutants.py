"""Damaged inputs: seeds changed as transfers, programs and people change files, and as nobody ever would.

The same name and number always give the same mutant, so a finding is its number.
"""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable
from random import Random
from typing import Any

Change = Callable[[bytes, bytes, Random], bytes]

_DIGITS = re.compile(rb"[0-9]+")
_NUMBERS = (
    b"0", b"-1", b"00", b"1e999999999", b"-1E-999999999", b"9" * 400, b"0." + b"0" * 300 + b"1", b"99999999999999999999",
    b"4294967295", b"2147483648", b"65536", b"255", b"1.2.3", b"1,234,567", b"0x1F", b"NaN", b"Infinity", b"1:0",
    b"20240230", b"99999999", b"00000000", b"20240322T240000+9999", b"2024-13-01", b"9999-12-31T23:59:60-24:00",
    b"0001-01-01", b"20240322083000.12345678901234567890", "１２．５".encode(), "٣".encode(), "²".encode(),
)  # fmt: skip
_SEPARATORS = (
    b",",
    b";",
    b"\t",
    b"|",
    b"^",
    b"~",
    b"&",
    b"\\",
    b"\r",
    b"\n",
    b"\r\n",
    b" ",
    b":",
    b"\x0b",
    b"\x1c\r",
)
_PRESENT = re.compile(rb"[,;\t|^~&\\\r\n :]")
_TOKENS = (
    b'"', b'""', b"'", b"\0", b"\0" * 40, b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1a", b"\xc3\x28", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80", b"\\u0000", b"\\ud800", b"\\", b"null", b"true", b"[]", b"{}", b'{"a":', b"[" * 2000, b'{"a":' * 500,
    b"]", b"}", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&#x0;", b"<c r='XFD1048576'/>", b"<row r='0'>", b"=1/0", b"A" * 40_000,
    b"\\.br\\", b"\\X0D\\", b"\\X\\", b"\\Z\\", b"\\C2842\\", b"\rMSH|^~\\&|", b"\rMSH|||||\r", b"\rOBX|", b"\rPID|||", b"\rBTS|0\r",
    b"OBX|1|SN|a||>^1^:^2|", b"OBX|1|ED|a||^^^^" + b"QUJD" * 100, "见备注".encode(), "见备注".encode("gb18030"), "µ".encode(),
    "\u202e".encode(), "e\u0301".encode(), b"%s%n", b"HEADER RECORD*******OBS     HEADER RECORD!!!!!!!",
)  # fmt: skip
_CONTENT = re.compile(rb'>[^<>]*<|"[^"<>]*"')
_CONTENTS = (
    b"", b" ", b"s", b"b", b"e", b"d", b"n", b"str", b"inlineStr", b"shared", b"A1", b"XFD1048576", b"A1:XFD1048576", b"ZZZ0",
    b"#DIV/0!", b"2024-03-22T08:30:00Z", b"-1", b"1e308", b"60", b"2958466", b"&lt;", b"&#10;", b"preserve", b"hidden",
    b"rId99", b"/xl/worksheets/sheet1.xml", b"../../x", b"x" * 40_000, "见备注".encode(), b"_x0000_", b"_x000D_",
)  # fmt: skip
_FIELDS = (b"\0", b"\1", b"\x7f", b"\x80", b"\xff", b"\xfe")
_ENCODINGS = ("utf-16", "utf-16-le", "utf-8-sig", "gb18030", "cp1252", "utf-32")
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**400, 0.1, "", " ", "x" * 40_000, "\0", "٣", "1e400", [], {}, [[]], [None], {"": {}},
    [{"value": 1}], {"coding": [None]}, {"coding": {"code": 1}}, {"value": "45"}, {"reference": "#"}, {"reference": "#x"},
    {"resourceType": "Observation"}, "2024-03-22T08:30:00+99:99", "Observation", "entry", ["a"] * 3_000,
)  # fmt: skip


def flip(data: bytes, _: bytes, chance: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def overwrite_length(data: bytes, _: bytes, chance: Random) -> bytes:
    """Change what may be a length: 1, 2, 4 or 8 bytes, the same in all of them or counting."""
    size = chance.choice((1, 2, 4, 8))
    at = _at(data, chance)
    field = (
        chance.choice(_FIELDS) * size
        if chance.random() < 0.7
        else chance.randrange(1 << 16).to_bytes(8, "little")[:size]
    )
    return data[:at] + field + data[at + size :]


def insert(data: bytes, _: bytes, chance: Random) -> bytes:
    at = _at(data, chance)
    return data[:at] + chance.randbytes(chance.randint(1, 12)) + data[at:]


def insert_token(data: bytes, _: bytes, chance: Random) -> bytes:
    at = _at(data, chance)
    return data[:at] + chance.choice(_TOKENS) + data[at:]


def delete(data: bytes, _: bytes, chance: Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def duplicate(data: bytes, _: bytes, chance: Random) -> bytes:
    start, end = _span(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 1, 2, 20)) + data[end:]


def truncate(data: bytes, _: bytes, chance: Random) -> bytes:
    return data[: _at(data, chance)]


def splice(data: bytes, other: bytes, chance: Random) -> bytes:
    return data[: _at(data, chance)] + other[_at(other, chance) :]


def transplant(data: bytes, other: bytes, chance: Random) -> bytes:
    (start, end), at = _span(other, chance), _at(data, chance)
    return data[:at] + other[start:end] + data[at:]


def move_lines(data: bytes, _: bytes, chance: Random) -> bytes:
    lines = data.splitlines(keepends=True)
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)


def change_number(data: bytes, _: bytes, chance: Random) -> bytes:
    return _replace_one(_DIGITS, chance.choice(_NUMBERS), data, chance)


def change_separator(data: bytes, _: bytes, chance: Random) -> bytes:
    return _replace_one(_PRESENT, chance.choice(_SEPARATORS), data, chance)


def change_separator_everywhere(data: bytes, _: bytes, chance: Random) -> bytes:
    return data.replace(chance.choice(_SEPARATORS), chance.choice(_SEPARATORS))


def encode(data: bytes, _: bytes, chance: Random) -> bytes:
    return data.decode("utf-8", "replace").encode(chance.choice(_ENCODINGS), "replace")


def change_json(data: bytes, _: bytes, chance: Random) -> bytes:
    """Change, drop or repeat one value somewhere in the document, or in one of its lines."""
    lines = data.splitlines()
    whole = data if len(lines) == 1 or data.lstrip()[:1] == b"[" or b"\n " in data else None
    at = chance.randrange(len(lines))
    try:
        document = json.loads(whole if whole is not None else lines[at])
    except (ValueError, RecursionError):
        return insert_token(data, b"", chance)
    holders = list(_holders(document))
    if not holders:
        return flip(data, b"", chance)
    _change_value(chance.choice(holders), chance)
    text = json.dumps(document, ensure_ascii=chance.random() < 0.5).encode("utf-8", "replace")
    return text if whole is not None else b"\n".join([*lines[:at], text, *lines[at + 1 :]])


def change_markup(data: bytes, _: bytes, chance: Random) -> bytes:
    """Change a text between tags, or the value of an attribute."""
    new = chance.choice((*_NUMBERS, *_CONTENTS))
    return _replace_one(_CONTENT, chance.choice((b">%s<", b'"%s"')).replace(b"%s", new), data, chance)


def change_part(data: bytes, other: bytes, chance: Random) -> bytes:
    """Change the content of one part of a ZIP archive, and pack it again."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
            parts = source.infolist()
            chosen = chance.choice(
                [part.filename for part in parts for _ in range(1 + 6 * ("sheet" in part.filename))]
            )
            for part in parts:
                content = source.read(part)
                if part.filename == chosen and content:
                    content = mutated(content, other, chance, MARKUP if content.startswith(b"<") else TEXT)
                target.writestr(zipfile.ZipInfo(part.filename), content)  # dated 1980
    except (zipfile.BadZipFile, ValueError, OSError, zlib.error, NotImplementedError, EOFError, RuntimeError):
        return flip(data, other, chance)
    return out.getvalue()


BYTES: tuple[Change, ...] = (
    flip, overwrite_length, insert, delete, duplicate, truncate, splice, transplant, insert_token,
)  # fmt: skip
TEXT: tuple[Change, ...] = (
    *BYTES, move_lines, change_number, change_number, change_number, change_separator, change_separator,
    change_separator_everywhere, insert_token, insert_token, encode,
)  # fmt: skip
JSON: tuple[Change, ...] = (*TEXT, *[change_json] * 16)
MARKUP: tuple[Change, ...] = (*TEXT, *[change_markup] * 40)
ZIP: tuple[Change, ...] = (*BYTES, *[change_part] * 40)


def mutated(data: bytes, other: bytes, chance: Random, changes: tuple[Change, ...]) -> bytes:
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 6))):
        if data:
            data = chance.choice(changes)(data, other or data, chance)
    return data


def _at(data: bytes, chance: Random) -> int:
    return chance.randrange(len(data))


def _span(data: bytes, chance: Random) -> tuple[int, int]:
    start = _at(data, chance)
    return start, min(len(data), start + chance.choice((1, 4, 30, 400)))


def _replace_one(pattern: re.Pattern[bytes], new: bytes, data: bytes, chance: Random) -> bytes:
    found = pattern.search(data, _at(data, chance)) or pattern.search(data)
    return data[: found.start()] + new + data[found.end() :] if found else data + new


def _holders(value: Any) -> Any:
    if isinstance(value, dict | list) and value:
        yield value
        for held in value.values() if isinstance(value, dict) else value:
            yield from _holders(held)


def _change_value(holder: Any, chance: Random) -> None:
    keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    key = chance.choice(keys)
    match chance.randrange(4):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, dict):
            holder[
                chance.choice(("component", "valueString", "valueQuantity", "id", "", "rows", "subject", "x"))
            ] = holder[key]
        case 2:
            holder[key] = holder[chance.choice(keys)]
        case _:
            holder[key] = chance.choice(_VALUES)
