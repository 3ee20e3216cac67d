"""Open an XLSX file as a ZIP archive, and check it before its contents are used."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from posixpath import join, normpath
from xml.parsers import expat

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.readers.sheet import Limits
from hepaflow.readers.table import too_large

WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHEETS = "xl/worksheets/"
_STRINGS = "xl/sharedstrings.xml"
_OF_ALL_SHEETS = ("[content_types].xml", "_rels/.rels", WORKBOOK, _RELATIONS, "xl/styles.xml", _STRINGS)
_PROPERTIES = "docprops/"
_UNPACKED = 5  # times the limit of a file: a million rows of fifteen cells unpack to 2.5 times that
ENCRYPTED = 0x1  # bit 0 of the general purpose flags, APPNOTE.TXT 4.4.4
_PIECE = 1 << 20
_ENTRY = b"PK\x01\x02"  # begins each entry of the directory, APPNOTE.TXT 4.3.12
_MOST_PARTS = 50_000  # an archive of a thousand workbooks has half of that; zipfile takes 1 KB for each

# calamine makes room for as many shared strings as their part claims to have: a claim of 4,000,000,000 would end the
# process. No part has more things than bytes.
_COUNT = re.compile(rb"ount\s*=\s*[\"']\s*\+?0*([1-9][0-9]{7,18})")

COMPOUND_FILE = bytes.fromhex("D0CF11E0A1B11AE1")  # [MS-CFB] 2.2: old Office files, and encrypted new ones
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3.4.4

# What zipfile raises for bytes that are no sound archive: also for a directory that points or counts astray, and
# for versions and compressions that no spreadsheet program writes.
UNSOUND = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)


def is_encrypted(data: bytes) -> bool:
    """Tell a workbook that is protected by a password: its archive is wrapped into a compound file."""
    return data.startswith(COMPOUND_FILE) and _ENCRYPTED_STREAM in data


def part_names(data: bytes) -> dict[str, str]:
    """The parts of an archive, by name as calamine looks for them: small letters, forward slashes.

    Raises:
        Refused: file-damaged, file-too-large.
    """
    if (parts := data.count(_ENTRY)) > _MOST_PARTS:
        raise too_large(parts, "parts in the archive")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _by_name(archive)
    except UNSOUND:
        raise Refused(IssueCode.FILE_DAMAGED) from None


class Package:
    """A workbook's archive; parts that it yields to the end are whole, and as large as they say."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Check the archive, and all of its parts but sheets: those are read before calamine reads them.

        Raises:
            Refused: file-damaged, file-password, file-too-large.
        """
        self._names = part_names(data)
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        parts = self._archive.infolist()
        if len(parts) != len(self._names):
            raise Refused(IssueCode.FILE_DAMAGED)  # two parts of one name: which is read is anybody's guess
        if any(part.flag_bits & ENCRYPTED for part in parts):
            raise Refused(IssueCode.FILE_PASSWORD)
        if (unpacked := sum(part.file_size for part in parts)) > limits.bytes * _UNPACKED:
            raise too_large(unpacked, "bytes unpacked")
        for part in parts:
            if not _plain(part.filename).startswith(_SHEETS):
                self._check(part)

    def sheet_part(self, sheet: str) -> str:
        """The part that holds a worksheet; "" where the package does not say."""
        target = {relation.get("Id"): relation.get("Target", "") for relation in self._elements(_RELATIONS)}
        for element in self._elements(WORKBOOK):
            if element.get("name") == sheet and element.get("id") in target:
                return normpath(join("/xl", target[element["id"]]))[1:]
        return ""

    def pieces(self, part: str) -> Iterator[bytes]:
        """The content of a part, some at a time.

        Raises:
            Refused: file-damaged, where there is no such part, or it is not what the archive says of it.
        """
        name = self._names.get(_plain(part))
        if name is None:
            raise Refused(IssueCode.FILE_DAMAGED)
        try:
            with self._archive.open(name) as content:
                while piece := content.read(_PIECE):
                    yield piece
        except UNSOUND:
            raise Refused(IssueCode.FILE_DAMAGED) from None

    def size(self, part: str) -> int:
        """Return how many bytes a part unpacks to; 0 where there is none."""
        name = self._names.get(_plain(part))
        return self._archive.getinfo(name).file_size if name else 0

    def size_of_strings(self) -> int:
        return self.size(_STRINGS)

    def with_sheet(self, part: str, content: bytes) -> io.BytesIO:
        """Return a workbook of what every sheet needs, and other content of one sheet.

        Args:
            part: the part of the sheet.
            content: its content.
        """
        small = io.BytesIO()
        with zipfile.ZipFile(small, "w") as archive:
            for name in filter(None, map(self._names.get, _OF_ALL_SHEETS)):
                archive.writestr(name, self._archive.read(name))
            archive.writestr(self._names[_plain(part)], content)
        small.seek(0)
        return small

    def has(self, *beginnings: str) -> bool:
        """Whether a part has a name that begins so."""
        return any(name.startswith(beginnings) for name in self._names)

    def properties(self) -> list[tuple[str, str]]:
        """What the document says of itself, element by element: ECMA-376-2, 11; ECMA-376-1, 22.2."""
        found: list[tuple[str, str]] = []
        for part in self._names:
            if part.startswith(_PROPERTIES) and part.endswith(".xml"):
                try:
                    found += self._texts(part)
                except Refused:  # the rows can be read all the same
                    found.append(("creator", "?"))  # who wrote it cannot be told: it may be somebody
        return found

    def _texts(self, part: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        inside: list[str] = []

        def text(piece: str) -> None:
            if piece.strip():
                found.append((inside[-1], piece.strip()))

        parser = xml_parser()
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, _: inside.append(local(name))
        parser.EndElementHandler = lambda _: inside.pop()
        parser.CharacterDataHandler = text
        parse(parser, self.pieces(part))
        return found

    def _check(self, part: zipfile.ZipInfo) -> None:
        # A part that is larger than it says, as bombs are, ends before its checksum is right: it is read to its end.
        for piece in self.pieces(part.filename):
            for count in _COUNT.findall(piece):
                if int(count) > part.file_size:
                    raise Refused(IssueCode.FILE_DAMAGED)

    def _elements(self, part: str) -> list[dict[str, str]]:
        """The attributes of all elements of a part, without their namespaces."""
        found: list[dict[str, str]] = []
        parser = xml_parser()
        parser.StartElementHandler = lambda _, attributes: found.append(
            {local(key): value for key, value in attributes.items()}
        )
        parse(parser, self.pieces(part))
        return found


def xml_parser() -> expat.XMLParserType:
    """A parser that refuses document types, and with them all entities: a workbook has none (ECMA-376-2, 9.1.1)."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_document_type
    return parser


def parse(parser: expat.XMLParserType, pieces: Iterator[bytes]) -> None:
    """Feed a part of the archive to an XML parser.

    Args:
        parser: an expat parser with its handlers set.
        pieces: the content of the part, some bytes at a time.

    Raises:
        Refused: file-damaged, if the content is not well-formed XML or has an encoding that expat cannot read.
    """
    try:
        for piece in pieces:
            parser.Parse(piece, False)  # noqa: FBT003 expat takes no keyword
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, LookupError, ValueError):
        # LookupError and ValueError: an encoding that does not exist, or that expat cannot take
        raise Refused(IssueCode.FILE_DAMAGED) from None


def local(name: str) -> str:
    """A name without its namespace, which differs between transitional and strict workbooks."""
    return name.rpartition(" ")[2]


def _by_name(archive: zipfile.ZipFile) -> dict[str, str]:
    return {_plain(name): name for name in archive.namelist()}


def _plain(name: str) -> str:
    return name.replace("\\", "/").lower()


def _refuse_document_type(*_: object) -> None:
    raise Refused(IssueCode.FILE_DAMAGED)
