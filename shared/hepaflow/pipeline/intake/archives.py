"""Unpack an archive into files, each a delivery of its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from posixpath import basename

from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.study.files import Counts, Delivery
from hepaflow.pipeline.intake.incoming import IncomingFile
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.readers.archive import ARCHIVES, is_archive, unpacked
from hepaflow.readers.sheet import LIMITS, Limits

_GZIP_ENDING = ".gz"


@dataclass(frozen=True, slots=True)
class LabFile:
    """One file to be read.

    Attributes:
        name: its own name, or its path in the archive. Cell text: it may name a person.
        parent: the name of the archive that it came in; "" where it came alone.
        data: its content.
    """

    name: str
    parent: str
    data: bytes


def lab_files(name: str, data: bytes, limits: Limits = LIMITS) -> tuple[LabFile, ...]:
    """Return the file itself, or the files inside it where it is an archive.

    The name inside a gzip file is not reliable: the file takes the archive's name without the ending.

    Args:
        name: the file's name.
        data: its bytes.
        limits: how much a file may hold; a larger one is returned as it is.

    Raises:
        Refused: the archive cannot be unpacked as a whole (docs/adr/0011-archives-and-damage.md).
    """
    if len(data) > limits.bytes or not is_archive(data):
        return (LabFile(name, "", data),)
    return unpack(name, data, limits)


def unpack(name: str, data: bytes, limits: Limits = LIMITS) -> tuple[LabFile, ...]:
    """Return the files inside an archive.

    Args:
        name: the archive's name.
        data: its bytes.
        limits: how much the archive may hold unpacked.

    Raises:
        Refused: it cannot be unpacked as a whole.
    """
    return tuple(
        LabFile(member.name or _without_ending(basename(name)), name, member.data)
        for member in unpacked(data, limits)
    )


def read_all(name: str, data: bytes, read: Callable[[bytes], Outcome]) -> list[tuple[LabFile, Outcome]]:
    """Read a file, or each file of an archive; return each with its outcome.

    An archive that cannot be unpacked is one refused file.

    Args:
        name: the file's name.
        data: its bytes.
        read: reads the bytes of one file.
    """
    try:
        return [(file, read(file.data)) for file in lab_files(name, data)]
    except Refused as refusal:
        return [(LabFile(name, "", data), Outcome(Counts(), issues=[refusal.issue], refused=True))]


def _without_ending(name: str) -> str:
    return name[: -len(_GZIP_ENDING)] if name.lower().endswith(_GZIP_ENDING) else name


def files_inside(file: IncomingFile) -> list[tuple[Delivery, bytes]]:
    """Return the files that a delivery brings in an archive; none where it is a file itself.

    An archive that cannot be unpacked is a file, too: reading it says why it is refused.
    """
    archive = file.delivery
    if file.content.format not in ARCHIVES:
        return []
    try:
        files = unpack(archive.key, file.data)
    except Refused:
        return []
    return [(_delivery(archive, inside.name, number), inside.data) for number, inside in enumerate(files, 1)]


def _delivery(archive: Delivery, name: str, number: int) -> Delivery:
    return replace(
        archive,
        key=f"{archive.key}!/{name}",
        version_id=f"{archive.version_id}.{number}",
        file_id="",
        parent=archive.file_id,
    )
