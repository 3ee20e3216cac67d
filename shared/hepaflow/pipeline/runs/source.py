"""What is kept of a file for later runs: the original where it names nobody, else the rows as they were read."""

from collections.abc import Sequence

from hepaflow.domain.files import Claim, Delivery, FileState
from hepaflow.domain.identity import sha256
from hepaflow.domain.issues import IssueCode
from hepaflow.domain.model import Field
from hepaflow.domain.personal import shows_a_person
from hepaflow.domain.profile import FileFormat, Profile
from hepaflow.pipeline.reading.columns import positions, wide_positions
from hepaflow.pipeline.reading.nameless import names_nobody
from hepaflow.pipeline.reading.opening import Bytes, open_file
from hepaflow.pipeline.reading.rows import is_total
from hepaflow.pipeline.runs.running import profile_of
from hepaflow.pipeline.runs.workplace import Workplace
from hepaflow.readers.copied import Copied, write_copied
from hepaflow.readers.sniff import OtherFormat, file_format

_BARCODES = (Field.SUBJECT, Field.SPECIMEN)  # whose digits look like telephone numbers
_MESSAGES = frozenset({FileFormat.HL7V2, FileFormat.FHIR})  # name their patients, though nobody reads it
_SOMETHING = "·"  # stands for a cell that is not kept, so that its row is not taken for a blank one


class SourceGone(LookupError):  # noqa: N818 an answer, not an error
    """Of this file nothing was kept that could be read again."""


def keep_source(delivery: Delivery, data: bytes, state: FileState, claim: Claim, services: Workplace) -> None:
    """Keep what a re-run reads. What is kept already stays, whatever a later profile would allow.

    Of a refused file the original is kept only where it was read to its end and names nobody, and nothing under a
    profile that drops columns. To be read again, such a file has to be sent again, which a refusal asks for anyway.
    """
    profile = profile_of(delivery.study, claim, services)
    dropped = profile.file.personal_columns == "drop"
    personal = dropped or state.refusal == IssueCode.PERSONAL_DATA
    if state.refusal and (personal or not names_nobody(data, profile)):
        return
    key = source_key(delivery.study, delivery.center, delivery.file_id)
    if services.source.get(key) is not None:
        return
    names_people = dropped or file_format(data) in _MESSAGES or _holds_more(data, profile)
    copy = rows_as_read(data, profile) if names_people else data
    services.source.put(key, copy, "application/json" if names_people else "application/octet-stream")


def _holds_more(data: bytes, profile: Profile) -> bool:
    """Whether a workbook may name a person beside its rows (docs/adr/0011-archives-and-damage.md)."""
    return file_format(data) is FileFormat.WORKBOOK and open_file(data, profile)[0].holds_more


def source_of(study: str, file_id: str, claim: Claim, services: Workplace) -> Bytes:
    """Return what was kept of a file; its own checksum tells an original from a copy.

    Raises:
        SourceGone: nothing was.
    """
    kept = services.source.get(source_key(study, claim.center, file_id))
    if kept is None:
        raise SourceGone
    return kept if sha256(kept) == claim.sha256 else Copied(kept)


def source_key(study: str, center: str, file_id: str) -> str:
    return f"{study}/{center}/{file_id}"


def rows_as_read(data: bytes, profile: Profile) -> bytes:
    """Return the mapped columns as a copy, with one column before them: what a row begins with, as far as it matters.

    Of a row whose columns cannot be told, because it has another width than the header, only that column is kept.
    """
    sheet, read_by = open_file(data, profile)
    fields = positions(sheet, read_by)
    places = sorted({*fields.values(), *wide_positions(sheet, read_by).values()})
    ids = {place for field, place in fields.items() if field in _BARCODES}
    rows = [(line, _kept(cells, sheet.header, places, ids)) for line, cells in sheet.rows]
    header = ("", *(sheet.header[place] for place in places))
    found = file_format(data)
    shown = None if isinstance(found, OtherFormat) else found
    return write_copied(sheet, header, rows, profile.file.model_copy(update={"format": shown}))


def _kept(cells: list[str], header: Sequence[str], places: list[int], ids: set[int]) -> list[str]:
    if not any(cell.strip() for cell in cells):
        return [""] * (len(places) + 1)
    if len(cells) < len(header) or any(cell.strip() for cell in cells[len(header) :]):
        return [_beginning(cells, ()) or _SOMETHING]
    kept = {place: cells[place] for place in places if place in ids or not shows_a_person(cells[place])}
    repeats_header = tuple(cell.strip() for cell in cells[: len(header)]) == tuple(header)
    beginning = "" if repeats_header else _beginning(cells, kept)
    return [beginning, *(kept.get(place, "") for place in places)]


def _beginning(cells: list[str], kept: "Sequence[int] | dict[int, str]") -> str:
    """Return what a row that is none of a specimen is known by: its first filled cell, where that is not kept."""
    first = next(place for place, cell in enumerate(cells) if cell.strip())
    if first in kept:
        return ""
    return cells[first] if is_total(cells[first]) else _SOMETHING
