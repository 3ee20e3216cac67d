"""Build and read the keys of the Results table: subject, time, center, file, run, specimen, line."""

import hashlib
from decimal import Decimal
from typing import TypedDict

from hepaflow.domain.identity import FILE_ID_IN_KEYS, RunId
from hepaflow.domain.model import Panel

_LONGEST_ID = 100  # bytes of a specimen id in the sort key, which may have 1,024


class Item(TypedDict):
    """An item of the Results table."""

    pk: str
    sk: str
    v: dict[str, Decimal]
    p: str


def run_of(item: Item) -> RunId:
    """Return the run that wrote the item; of the file id only the digits that keys carry."""
    study, _, center, file_id, number, _, _ = places(item)
    return RunId(study, center, file_id, int(number))


def partition_key(study: str, subject: str) -> str:
    return f"{study}#{subject}"


def sort_key(run: RunId, panel: Panel, start: int) -> str:
    """Return the sort key of a panel, or of a part of one: time#center#file#run#specimen#line.

    The time is the wall time of collection. The file is the first 16 digits of its id. A specimen id of more than 100 bytes
    is replaced by its SHA-256. The line is that of the first report; in a later part of a panel, `.start` follows it.

    Args:
        run: the run that writes the panel.
        panel: the panel, or the part of it that the item holds.
        start: index within the whole panel of the part's first report; 0 for a whole panel or its first part.
    """
    specimen = (
        panel.specimen if fits_key(panel.specimen) else hashlib.sha256(panel.specimen.encode()).hexdigest()
    )
    first = f"{panel.lines[0]}.{start}" if start else str(panel.lines[0])
    file_id = run.file_id[:FILE_ID_IN_KEYS]
    return f"{panel.collected_at.wall}#{run.center}#{file_id}#{run.run_number}#{specimen}#{first}"


def places(item: Item) -> tuple[str, str, str, str, str, str, str]:
    """Study, wall time, center, file, run, specimen, first line; only the specimen may contain a `#`."""
    wall, center, file_id, number, rest = item["sk"].split("#", 4)
    specimen, _, first = rest.rpartition("#")
    return item["pk"].partition("#")[0], wall, center, file_id, number, specimen, first


def fits_key(specimen: str) -> bool:
    return len(specimen.encode()) <= _LONGEST_ID
