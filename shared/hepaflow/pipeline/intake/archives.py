"""The files inside an archive as deliveries of their own, each naming the archive that it came in."""

from dataclasses import replace

from hepaflow.domain.files import Delivery
from hepaflow.domain.issues import Refused
from hepaflow.pipeline.reading.unpacking import lab_files


def files_inside(archive: Delivery, data: bytes) -> list[tuple[Delivery, bytes]]:
    """Return the files that a delivery brings in an archive; none where it is a file itself.

    An archive that cannot be unpacked is a file, too: reading it says why it is refused.
    """
    try:
        files = lab_files(archive.key, data)
    except Refused:
        return []
    return [
        (_delivery(archive, file.name, number), file.data)
        for number, file in enumerate(files, 1)
        if file.parent
    ]


def _delivery(archive: Delivery, name: str, number: int) -> Delivery:
    return replace(
        archive,
        key=f"{archive.key}!/{name}",
        version_id=f"{archive.version_id}.{number}",
        file_id="",
        parent=archive.file_id,
    )
