"""Recognize a file's format by its content, not by its name."""

import re
import zlib
from enum import StrEnum

from hepaflow.domain.profile.parts import FileFormat
from hepaflow.readers.records.json_kind import json_kind
from hepaflow.readers.workbook.package import COMPOUND_FILE, WORKBOOK, is_encrypted, part_names


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
    EXCEL_2003 = "an Excel workbook of 2003 (XML Spreadsheet)"
    POWERPOINT = "a PowerPoint presentation"
    ODM_XML = "a CDISC ODM document (XML)"
    LAB_XML = "a CDISC LAB document (XML)"
    CLINICAL_DOCUMENT = "an HL7 clinical document (C-CDA, XML)"
    FHIR_XML = "FHIR resources in XML"
    XML = "an XML document"
    JSON = "a JSON document"
    SAS = "a SAS data set"
    CPORT = "a SAS transport file of PROC CPORT"
    PARQUET = "a Parquet file"
    SQLITE = "a SQLite database"


def _root(name: bytes) -> re.Pattern[bytes]:
    """Return what a document begins with whose root element has this name, behind declaration and remarks."""
    before = rb"(?:<\?[^>]{0,300}>\s{0,20}|<!--[^>]{0,2000}-->\s{0,20}){0,9}+"
    return re.compile(
        before + rb"<(?:[A-Za-z][\w.-]{0,20}:)?" + name + (rb"[\s>]" if name.isalpha() else b"")
    )


# First bytes. Sources: file(1) magic; Library of Congress, Sustainability of Digital Formats.
_BEGINNINGS: tuple[tuple[bytes, FileFormat | OtherFormat], ...] = (
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
    (b"HEADER RECORD*******LIB", FileFormat.CDISC),  # SAS transport file (TS-140)
    (b"**COMPRESSED** **COMPRESSED**", OtherFormat.CPORT),
    (bytes(12) + bytes.fromhex("C2EA8160B31411CFBD92080009C7318C181F1011"), OtherFormat.SAS),
)
# The same for text, which may begin with a mark and with blanks. Many a hospital's "XLS" is a web page.
_TEXT_BEGINNINGS: tuple[tuple[re.Pattern[bytes], FileFormat | OtherFormat], ...] = (
    (re.compile(rb"\{\\rtf"), OtherFormat.RTF),
    (re.compile(rb"<(?:!doctype\s+html|html|head|meta|table|div|style)\b", re.IGNORECASE), OtherFormat.HTML),
    (
        re.compile(rb"<\?xml\s[^>]{0,200}\?>\s{0,20}<\?mso-application\s[^>]{0,20}progid=.Excel"),
        OtherFormat.EXCEL_2003,
    ),
    (_root(rb"ODM"), OtherFormat.ODM_XML),
    (_root(rb"GTP"), OtherFormat.LAB_XML),  # the global transmission parameters, CDISC LAB 1.0.1
    (_root(rb"ClinicalDocument"), OtherFormat.CLINICAL_DOCUMENT),
    (_root(rb"(?=[A-Z][A-Za-z]{1,40}\s[^>]{0,300}http://hl7\.org/fhir[\"'])"), OtherFormat.FHIR_XML),
    (re.compile(rb"<\?xml\s"), OtherFormat.XML),
    # a separator, then three to five more before it stands again: no header of a table reads so
    (re.compile(rb"\x0b?(?:MSH|FHS|BHS)([^\w\s])[^\w\s]{3,5}\1"), FileFormat.HL7V2),
)
_JSON = re.compile(rb"[\[{]\s*[\[{\"\]}]")
_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06")
_FIRST = 512  # bytes of packed data that show whether it unpacks to text
_PADDING = re.compile(rb"(?:\xef\xbb\xbf)?\s*")
_MARK_ONLY = {b"", b"\xff\xfe", b"\xfe\xff"}
# UTF-16 by its mark, or by how markup begins in it (XML 1.0, appendix F)
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_SNIFFED = 1 << 13  # bytes of a document in UTF-16 that show what it is

# A part that only this kind of archive has.
_PARTS = (
    (WORKBOOK, FileFormat.WORKBOOK),
    ("xl/workbook.bin", OtherFormat.BINARY_EXCEL),
    ("word/document.xml", OtherFormat.WORD),
    ("ppt/presentation.xml", OtherFormat.POWERPOINT),
)
_ODS = (
    b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"  # OpenDocument 1.3 part 2, 3.3: first, unpacked
)


def file_format(data: bytes) -> FileFormat | OtherFormat:
    """Tell a file by its content; what has no mark of its own is taken for delimited text.

    Raises:
        Refused: file-damaged, for an archive whose list of parts cannot be read.
    """
    if data.startswith(_ARCHIVE):
        return _archive_format(data)
    if data.startswith(COMPOUND_FILE):
        return _compound_format(data)
    return _by_beginning(data) or _text_format(data)


def _by_beginning(data: bytes) -> FileFormat | OtherFormat | None:
    if _is_packed_json(data):
        return FileFormat.CDISC
    return next((found for beginning, found in _BEGINNINGS if data.startswith(beginning)), None)


def _text_format(data: bytes) -> FileFormat | OtherFormat:
    if found := _markup_in_utf_16(data):
        return found
    start = _padding(data)
    for pattern, beginning in _TEXT_BEGINNINGS:
        if pattern.match(data, start):
            return beginning
    if _JSON.match(data, start):
        return json_kind(data) or OtherFormat.JSON
    return FileFormat.DELIMITED


def _markup_in_utf_16(data: bytes) -> OtherFormat | None:
    """Return which document without reader a text in UTF-16 begins; tables and messages are told by the bytes themselves."""
    codec = _UTF_16.get(data[:2])
    if codec is None:
        return None
    text = data[:_SNIFFED].decode(codec, "ignore").removeprefix("\ufeff").lstrip().encode()
    found = next((found for pattern, found in _TEXT_BEGINNINGS if pattern.match(text)), None)
    return found if isinstance(found, OtherFormat) else None


def is_blank(data: bytes) -> bool:
    return data in _MARK_ONLY or _padding(data) == len(data)


def _is_packed_json(data: bytes) -> bool:
    """Tell zlib data that unpacks to an object: Dataset-JSON is the one format that comes so (DSJC)."""
    if not data.startswith(b"x"):
        return False
    try:
        return zlib.decompressobj().decompress(data[:_FIRST], 1) == b"{"
    except zlib.error:
        return False


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


def _padding(data: bytes) -> int:
    found = _PADDING.match(data)
    return found.end() if found else 0
