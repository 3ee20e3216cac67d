"""SDTM LB files, written by the letter of the published layouts, for tests of what reads them."""

import json
import struct
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.cdisc.lb import read_cdisc
from hepaflow.readers.sheet import Limits

Cell = str | bytes | int | float | Fraction | None
LB = ("USUBJID", "LBTESTCD", "LBORRES", "LBORRESU", "LBDTC")
ROW: tuple[Cell, ...] = ("S-001", "ALT", "45", "U/L", "2024-03-22T08:30")
MADE = b"22MAR24:08:30:00"


def ibm(number: int | Fraction, length: int = 8) -> bytes:
    """Write a number as an IBM double, exactly, then cut it off (TS-140, Numeric data fields)."""
    size = abs(Fraction(number))
    if not size:
        return bytes(length)
    exponent = 0
    while size >= 1:
        size, exponent = size / 16, exponent + 1
    while size < Fraction(1, 16):
        size, exponent = size * 16, exponent - 1
    fraction = size * 2**56
    assert fraction.denominator == 1, "more than 56 bits"
    sign = 0x80 if number < 0 else 0
    return bytes([sign | (exponent + 64)])[:1] + int(fraction).to_bytes(7, "big")[: length - 1]


def member(
    name: str,
    variables: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    encoding: str = "ascii",
    descriptor: int = 140,
) -> bytes:
    """Write one dataset: text variables as wide as their widest cell, the others 8 bytes."""
    widths = [_width([row[place] for row in rows], encoding) for place in range(len(variables))]
    described, position = b"", 0
    for number, (variable, width) in enumerate(zip(variables, widths, strict=True), 1):
        kind = 2 if width else 1
        fields = (kind, 0, width or 8, number, variable.encode(), b"", b"", 0, 0, 0, b"", b"", 0, 0, position)
        described += struct.pack(">hhhh8s40s8shhh2s8shhl", *fields).ljust(descriptor, b"\0")
        position += width or 8
    content = b"".join(
        _field(cell, width, encoding) for row in rows for cell, width in zip(row, widths, strict=True)
    )
    about = b"SAS     " + name.encode().ljust(8) + b"SASDATA 9.4     X64_10PR".ljust(48) + MADE
    return (
        _header(b"MEMBER  ", b"000000000000000001600000000%03d" % descriptor)
        + _header(b"DSCRPTR ")
        + about
        + (MADE + b"".ljust(16) + b"Laboratory Test Results".ljust(48))
        + _header(b"NAMESTR ", b"000000%04d" % len(variables))
        + _filled(described)
        + _header(b"OBS     ")
        + _filled(content)
    )


def transport(*members: bytes) -> bytes:
    """Write a SAS transport file, version 5."""
    about = b"SAS     SAS     SASLIB  9.4     X64_10PR".ljust(64) + MADE
    return _header(b"LIBRARY ") + about + MADE.ljust(80) + b"".join(members)


def lb_transport(*rows: Sequence[Cell], variables: Sequence[str] = LB, **more: Any) -> bytes:
    return transport(member("LB", variables, rows or [ROW], **more))


def about(*rows: Sequence[Cell], variables: Sequence[str] = LB, **more: Any) -> dict[str, Any]:
    """The metadata of a Dataset-JSON file, in the order that the standard recommends."""
    return {
        "datasetJSONCreationDateTime": "2024-03-22T08:30:00",
        "datasetJSONVersion": "1.1.0",
        "itemGroupOID": "IG.LB",
        "records": len(rows),
        "name": "LB",
        "label": "Laboratory Test Results",
        "columns": [
            {"itemOID": f"IT.LB.{name}", "name": name, "label": name, "dataType": "string"}
            for name in variables
        ],
        **more,
    }


def dataset_json(*rows: Sequence[Cell], **more: Any) -> bytes:
    rows = rows or (ROW,)
    return json.dumps({**about(*rows, **more), "rows": rows}, ensure_ascii=False).encode()


def dataset_ndjson(*rows: Sequence[Cell], **more: Any) -> bytes:
    rows = rows or (ROW,)
    return "".join(
        json.dumps(line, ensure_ascii=False) + "\n" for line in (about(*rows, **more), *rows)
    ).encode()


def _header(kind: bytes, rest: bytes = b"") -> bytes:
    return (b"HEADER RECORD*******" + kind + b"HEADER RECORD!!!!!!!" + rest.ljust(30, b"0")).ljust(80)


def _filled(content: bytes) -> bytes:
    return content + b" " * (-len(content) % 80)


def _width(column: list[Cell], encoding: str) -> int:
    texts = [cell.encode(encoding) for cell in column if isinstance(cell, str)]
    return max(1, *map(len, texts), 0) if texts else 0


def _field(cell: Cell, width: int, encoding: str) -> bytes:
    match cell:
        case bytes():
            return cell
        case str():
            return cell.encode(encoding).ljust(width)
        case None:
            return b"." + bytes(7)
        case _:
            return ibm(Fraction(cell))


def refusal(data, limits=Limits(), **layout):  # noqa: B008 frozen
    try:
        list(read_cdisc(data, FileLayout(**layout), limits).rows)
    except Refused as refused:
        return refused.issue
    raise AssertionError("the file was not refused")
