"""The files inside an archive as deliveries of their own, each naming the archive that it came in."""

from dataclasses import replace

from hepaflow.domain.files import Delivery
from hepaflow.domain.issues import Refused
from hepaflow.pipeline.intake.incoming import IncomingFile
from hepaflow.pipeline.reading.unpacking import unpack
from hepaflow.readers.archive import ARCHIVES


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
