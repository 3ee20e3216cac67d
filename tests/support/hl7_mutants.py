"""Damage HL7 v2 messages at random, and check what becomes of them."""

import codecs
import random

from tests.unit.readers.hl7v2.hl7_messages import PID, message, msh, obr, obx, spm

from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.issues.places import PER_MESSAGE
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.hl7v2.messages import read_hl7v2
from hepaflow.readers.sheet import Limits

REPORT = message(
    msh(charset="UNICODE UTF-8"),
    PID,
    obr(f15="SER&Serum&HL70487"),
    obx(f2="SN", f5="<^0.50", f8="L~A", f14="202403220830+0800", f17="M1^Kinetic^L"),
    "NTE|1|L|标本轻度溶血",
    obx(f2="CWE", f3="4711^HBsAg^L^5196-1^HBsAg^LN", f5="260385009^Negative^SCT", f6="", f11="C"),
    obx(f2="FT", f5=r"A text\.br\of \X41\ lines\E\ ", f11="P"),
    obx(f2="ED", f5="^application^pdf^Base64^JVBERi0="),
    spm(f2="P1&X^A77&LIS", f4="119364003^Serum^SCT", f17="202403220815", f24="HEM"),
)
CHINESE = (
    message(msh(charset="GB 18030-2000"), PID, obr(), obx(f3="ALT^谷丙转氨酶^L")).decode().encode("gb18030")
)
BATCH = message(r"FHS|^~\&|A", r"BHS|^~\&|A") + REPORT + message(msh(kind="ADT^A08"), PID, "BTS|2", "FTS|1")
FRAMED = b"\x0b" + REPORT + b"\x1c\r\x0b" + REPORT.replace(b"\r", b"\r\n") + b"\x1c\r"
SEEDS = [REPORT, CHINESE, BATCH, FRAMED, codecs.BOM_UTF8 + REPORT]
PIECES = [
    b"|",
    b"^",
    b"~",
    b"\\",
    b"&",
    b"\r",
    b"\n",
    b"\x0b",
    b"\x1c",
    b"MSH|",
    b"\rMSH",
    b"\rPID|",
    b"\rOBX|",
    b'""',
]
LIMITS = Limits(rows=10_000)


def mutant(seed: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, left out, doubled or moved, and pieces of the format put between."""
    data = bytearray(seed)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        to = min(len(data), at + chance.choice([1, 1, 1, 4, 40, 400]))
        match chance.randrange(6):
            case 0:
                data[at:to] = bytes(chance.randrange(256) for _ in range(to - at))
            case 1:
                del data[at:to]
            case 2:
                data[at:at] = data[at:to] * chance.randint(1, 3)
            case 3:
                data[at:at] = chance.choice(PIECES)
            case 4:
                data[at : at + 1] = chance.choice(PIECES)
            case _:
                other = chance.choice(SEEDS)
                start = chance.randrange(len(other))
                data[at:at] = other[start : start + chance.choice([3, 30, 300])]
    return bytes(data)


def check_outcome(data: bytes) -> None:
    """Rows as wide as the header, at places that exist and never twice; or a refusal. Nothing else."""
    sheet = read_hl7v2(data, FileLayout(), LIMITS)
    lines: list[int] = []
    try:
        for line, cells in sheet.rows:
            assert len(cells) == len(sheet.header)
            assert all(isinstance(cell, str) and len(cell) <= LIMITS.cell_characters for cell in cells)
            lines.append(line)
    except Refused:
        return
    assert len(set(lines)) == len(lines)
    assert all(line > PER_MESSAGE and line % PER_MESSAGE for line in lines)
