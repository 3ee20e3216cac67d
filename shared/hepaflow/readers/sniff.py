"""Tells by content what a file is, whatever its name says, and hands it to the reader that the profile agrees to."""

import re
from enum import StrEnum

from hepaflow.domain.issues import IssueCode, Refused
from hepaflow.domain.profile import FileFormat, FileLayout
from hepaflow.readers.delimited import read_delimited
from hepaflow.readers.package import COMPOUND_FILE, WORKBOOK, is_encrypted, part_names
from hepaflow.readers.sheet import LIMITS, Limits, Sheet
from hepaflow.readers.table import too_large


class OtherFormat(StrEnum):
    """What no reader exists for; the values say it to a person."""

    OLD_EXCEL = "an Excel workbook of before 2007 (XLS)"
    BINARY_EXCEL = "a binary Excel workbook (XLSB)"
    ODS = "an OpenDocument spreadsheet (ODS)"
    WORD = "a Word document"
    OLD_OFFICE = "an Office document of before 2007"
    ZIP = "a ZIP archive"
    PDF = "a PDF document"
    PNG = "a PNG image"
    JPEG = "a JPEG image"
    GIF = "a GIF image"
    TIFF = "a TIFF image"
    GZIP = "a gzip archive"
    BZIP2 = "a bzip2 archive"
    XZ = "an xz archive"
    ZSTANDARD = "a zstd archive"
    SEVEN_ZIP = "a 7z archive"
    RAR = "a RAR archive"
    RTF = "an RTF document"
    HTML = "a web page (HTML)"
    XML = "an XML document"
    JSON = "a JSON document"
    HL7 = "HL7 v2 messages"
    SAS = "a SAS data set"
    TRANSPORT = "a SAS transport file"
    PARQUET = "a Parquet file"
    SQLITE = "a SQLite database"


# First bytes. Sources: file(1) magic; Library of Congress, Sustainability of Digital Formats.
_BEGINNINGS = (
    (b"%PDF-", OtherFormat.PDF),
    (b"\x89PNG\r\n\x1a\n", OtherFormat.PNG),
    (b"\xff\xd8\xff", OtherFormat.JPEG),
    (b"GIF8", OtherFormat.GIF),
    (b"II*\0", OtherFormat.TIFF),
    (b"MM\0*", OtherFormat.TIFF),
    (b"\x1f\x8b", OtherFormat.GZIP),
    (b"BZh", OtherFormat.BZIP2),
    (b"\xfd7zXZ\0", OtherFormat.XZ),
    (b"\x28\xb5\x2f\xfd", OtherFormat.ZSTANDARD),
    (b"7z\xbc\xaf\x27\x1c", OtherFormat.SEVEN_ZIP),
    (b"Rar!\x1a\x07", OtherFormat.RAR),
    (b"PAR1", OtherFormat.PARQUET),
    (b"SQLite format 3\0", OtherFormat.SQLITE),
    (b"HEADER RECORD*******LIB", OtherFormat.TRANSPORT),
    (bytes(12) + bytes.fromhex("C2EA8160B31411CFBD92080009C7318C181F1011"), OtherFormat.SAS),
)
# The same for text, which may begin with a mark and with blanks. Many a hospital's "XLS" is a web page.
_TEXT_BEGINNINGS = (
    (re.compile(rb"\{\\rtf"), OtherFormat.RTF),
    (re.compile(rb"<(?:!doctype\s+html|html|head|meta|table|div|style)\b", re.IGNORECASE), OtherFormat.HTML),
    (re.compile(rb"<\?xml\s"), OtherFormat.XML),
    (re.compile(rb'\{\s*"\w+"\s*:|\[\s*\{\s*"'), OtherFormat.JSON),
    (re.compile(rb"\x0b?(?:MSH|FHS|BHS)\|\^~"), OtherFormat.HL7),
)
_PADDING = re.compile(rb"(?:\xef\xbb\xbf)?\s*")
_MARK_ONLY = {b"", b"\xff\xfe", b"\xfe\xff"}

# A part that only this kind of archive has.
_PARTS = (
    (WORKBOOK, FileFormat.WORKBOOK),
    ("xl/workbook.bin", OtherFormat.BINARY_EXCEL),
    ("word/document.xml", OtherFormat.WORD),
)
_ODS = (
    b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"  # OpenDocument 1.3 part 2, 3.3: first, unpacked
)
_NAMES = {FileFormat.WORKBOOK: "an Excel workbook", FileFormat.DELIMITED: "no Excel workbook"}


def read_table(data: bytes, layout: FileLayout, limits: Limits = LIMITS) -> Sheet:
    """Read a table in the declared format, or, where none is declared, in the one that the content shows.

    Raises:
        Refused: file-too-large, file-empty, file-format, and what the format's reader refuses.
    """
    if len(data) > limits.bytes:
        raise too_large(len(data), "bytes")
    if _is_blank(data):
        raise Refused(IssueCode.FILE_EMPTY)
    found = file_format(data)
    if isinstance(found, OtherFormat) or layout.format not in (None, found):
        raise Refused(IssueCode.FILE_FORMAT, found if isinstance(found, OtherFormat) else _NAMES[found])
    match found:
        case FileFormat.DELIMITED:
            return read_delimited(data, layout, limits)
        case FileFormat.WORKBOOK:
            from hepaflow.readers.workbook import read_workbook

            return read_workbook(data, layout, limits)


def file_format(data: bytes) -> FileFormat | OtherFormat:
    """Tell a file by its content; what has no mark of its own is taken for delimited text.

    Raises:
        Refused: file-damaged, for an archive whose list of parts cannot be read.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive_format(data)
    if data.startswith(COMPOUND_FILE):
        return _compound_format(data)
    for beginning, found in _BEGINNINGS:
        if data.startswith(beginning):
            return found
    start = _padding(data)
    for pattern, found in _TEXT_BEGINNINGS:
        if pattern.match(data, start):
            return found
    return FileFormat.DELIMITED


def _archive_format(data: bytes) -> FileFormat | OtherFormat:
    names = part_names(data)
    for part, found in _PARTS:
        if part in names:
            return found
    return OtherFormat.ODS if _ODS in data[:256] else OtherFormat.ZIP


def _compound_format(data: bytes) -> FileFormat | OtherFormat:
    if is_encrypted(data):
        return FileFormat.WORKBOOK  # whose reader says that it is encrypted
    streams = ("Workbook", "Book")  # [MS-XLS] 2.1.2; Excel 5 and 95
    is_excel = any((name + "\0").encode("utf-16-le") in data for name in streams)
    return OtherFormat.OLD_EXCEL if is_excel else OtherFormat.OLD_OFFICE


def _is_blank(data: bytes) -> bool:
    return data in _MARK_ONLY or _padding(data) == len(data)


def _padding(data: bytes) -> int:
    found = _PADDING.match(data)
    return found.end() if found else 0
