"""Unpack a gzip or ZIP archive in memory, never more of it than one file may contain."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from posixpath import basename

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.readers.sheet import LIMITS, Limits
from hepaflow.readers.sniff import OtherFormat, file_format
from hepaflow.readers.table import too_large
from hepaflow.readers.workbook.package import ENCRYPTED, UNSOUND, part_names

MOST_FILES = 1_000  # in one archive: a file a patient and day, from a large center

ARCHIVES = frozenset({OtherFormat.ZIP, OtherFormat.GZIP})
_GZIP = b"\x1f\x8b\x08"  # RFC 1952, 2.3.1: its mark, and the one method that there is
_MOST_BLOCKS = 10_000  # of one gzip file: bgzip writes one for each 64 KB
_RATIO = 200  # times smaller than its content: lab text gets 5 to 50 times smaller, deflate reaches 1,032
_SMALL = 10 << 20  # bytes of content that do no harm, whatever the ratio
_PIECE = 1 << 20

_UTF_8_NAME = 0x800  # bit 11 of the general purpose flags, APPNOTE.TXT 4.4.4
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the others cannot be unpacked a piece at a time
_LOCAL_HEADER = 30  # bytes before name and content, APPNOTE.TXT 4.3.7

# What programs put beside the files of a person: macOS, Windows.
_LITTER = ("thumbs.db", "desktop.ini", ".ds_store")


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside an archive.

    Attributes:
        name: its path there, as written: cell text, for it may name a person. "" in gzip, which holds one file.
        data: its content.
    """

    name: str
    data: bytes


def is_archive(data: bytes) -> bool:
    """Tell an archive of files from a workbook or document, which is a ZIP archive too.

    Raises:
        Refused: file-damaged, for an archive whose list of parts cannot be read.
    """
    return file_format(data) in ARCHIVES


def unpacked(data: bytes, limits: Limits = LIMITS) -> tuple[Member, ...]:
    """Return the files inside, in the archive's own order; what programs leave beside them is none.

    Nothing is written to a disk, so a name that leads elsewhere leads nowhere. An archive within the archive is a
    file like others: whoever reads it refuses it.

    Raises:
        Refused: file-empty, file-damaged, file-password, file-too-large, file-format.
    """
    members = _gunzipped(data, limits) if data.startswith(_GZIP[:2]) else _unzipped(data, limits)
    if not members:
        raise Refused(IssueCode.FILE_EMPTY, "an archive without a file")
    return members


def _gunzipped(data: bytes, limits: Limits) -> tuple[Member, ...]:
    if (blocks := data.count(_GZIP)) > _MOST_BLOCKS:
        raise too_large(blocks, "blocks in the archive")
    packed, content = io.BytesIO(data), io.BytesIO()
    try:
        with gzip.GzipFile(fileobj=packed) as source:
            while piece := source.read(_PIECE):
                content.write(piece)
                _check_size(content.tell(), packed.tell(), limits)
    except (EOFError, OSError, zlib.error):
        raise Refused(IssueCode.FILE_DAMAGED) from None
    return (Member("", content.getvalue()),)


def _unzipped(data: bytes, limits: Limits) -> tuple[Member, ...]:
    part_names(data)  # refuses what is no sound archive, or has too many parts to be looked at
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = [part for part in archive.infolist() if not _is_litter(part)]
        _check_directory(files, len(data), limits)
        return tuple(Member(_name(part), _content(archive, part)) for part in files)


def _check_directory(files: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    if len(files) > MOST_FILES:
        raise too_large(len(files), "files in the archive")
    if any(part.flag_bits & ENCRYPTED for part in files):
        raise Refused(IssueCode.FILE_PASSWORD)
    if any(part.compress_type not in _METHODS for part in files):
        raise Refused(IssueCode.FILE_FORMAT, "a ZIP archive that is not packed by Deflate")
    if any(end > start for end, start in _neighbours(files)):
        raise Refused(IssueCode.FILE_DAMAGED)  # files that share bytes: small archives that unpack to worlds
    _check_size(sum(part.file_size for part in files), packed, limits)


def _neighbours(files: list[zipfile.ZipInfo]) -> Iterator[tuple[int, int]]:
    """The end of each file's bytes, at the least, and the start of the next."""
    placed = sorted(files, key=lambda part: part.header_offset)
    for part, following in pairwise(placed):
        yield part.header_offset + _LOCAL_HEADER + part.compress_size, following.header_offset


def _check_size(size: int, packed: int, limits: Limits) -> None:
    if size > limits.bytes or (size > _SMALL and size > packed * _RATIO):
        raise too_large(size, "bytes unpacked")


def _content(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    # zipfile reads no further than the directory says, and then compares the checksum: who lies is found out.
    content = io.BytesIO()
    try:
        with archive.open(part) as source:
            while piece := source.read(_PIECE):
                content.write(piece)
    except UNSOUND:
        raise Refused(IssueCode.FILE_DAMAGED) from None
    if content.tell() != part.file_size:
        raise Refused(IssueCode.FILE_DAMAGED)
    return content.getvalue()


def _is_litter(part: zipfile.ZipInfo) -> bool:
    path = part.filename.replace("\\", "/")
    name = basename(path).lower()
    return path.endswith("/") or path.startswith("__MACOSX/") or name in _LITTER or name.startswith("._")


def _name(part: zipfile.ZipInfo) -> str:
    """The name as the lab wrote it: older programs store it in the code page of their machine and do not say which."""
    if part.flag_bits & _UTF_8_NAME or part.filename.isascii():
        return part.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return part.filename.encode("cp437").decode(encoding)  # cp437: what zipfile has taken it for
        except UnicodeError:
            continue
    return part.filename
