"""One run over a file: read under the claim's recipe, write panels and receipt; nothing of it is visible yet."""

import json
from datetime import datetime
from typing import TYPE_CHECKING

from hepaflow.domain.files import Claim, Delivery, FileState
from hepaflow.domain.identity import RunId
from hepaflow.domain.issues import IssueCode
from hepaflow.domain.model import Field
from hepaflow.domain.personal import shows_a_person
from hepaflow.domain.profile import Profile
from hepaflow.domain.study import StudyDefinition
from hepaflow.pipeline.columns import positions, wide_positions
from hepaflow.pipeline.outcome import Outcome
from hepaflow.pipeline.reading import read_file
from hepaflow.pipeline.receipts import keep_receipt
from hepaflow.readers.sniff import read_table

if TYPE_CHECKING:
    from hepaflow.pipeline.ingest import Services


_BARCODES = (Field.SUBJECT, Field.SPECIMEN)  # whose digits look like telephone numbers


class Unbalanced(Exception):  # noqa: N818 names the state of the counts
    """Rows got lost or were counted twice: our fault, so nothing of the file is kept."""


class ProfileGone(Exception):  # noqa: N818 names the state of the registry
    """A claim names a profile version that the registry does not hold: our fault."""


def run(delivery: Delivery, data: bytes, claim: Claim, services: "Services") -> Outcome:
    """Read a file as its claim says, write its panels and its receipt; the same claim writes the same bytes."""
    outcome = read_as_claimed(delivery, data, claim, services)
    address = RunId(delivery.study, delivery.center, delivery.file_id, claim.n)
    services.results.write(address, outcome.panels)
    keep_receipt(address, data, claim, profile_of(delivery, claim, services), outcome, services)
    return outcome


def read_as_claimed(delivery: Delivery, data: bytes, claim: Claim, services: "Services") -> Outcome:
    """Read a file as its claim says.

    Raises:
        Unbalanced: the counts do not account for every row.
    """
    definition = services.registry.definition(delivery.study, claim.recipe.definition_version)
    profile = profile_of(delivery, claim, services)
    outcome = read_file(
        data,
        _within(definition, profile),
        services.catalog,
        datetime.fromisoformat(claim.received),
        study_start=definition.start if definition else None,
    )
    if not outcome.counts.balanced():
        raise Unbalanced(delivery.file_id)
    return outcome


def _within(definition: StudyDefinition | None, profile: Profile) -> Profile:
    """Return the profile with the study's pattern of subject ids where the center declares none of its own."""
    if definition is None or profile.subject.pattern is not None:
        return profile
    subject = profile.subject.model_copy(update={"pattern": definition.subject_pattern})
    return profile.model_copy(update={"subject": subject})


def profile_of(delivery: Delivery, claim: Claim, services: "Services") -> Profile:
    version = claim.recipe.profile_version
    profile = services.registry.profile(delivery.study, delivery.center, version)
    if profile is None:
        raise ProfileGone(f"{delivery.study} {delivery.center} {version}")
    return profile


def keep_source(
    delivery: Delivery, data: bytes, state: FileState, claim: Claim, services: "Services"
) -> None:
    """Keep what a re-run reads: the original where it names nobody, else the mapped cells with their places.

    Of a file that may name somebody and that could not be read, nothing is kept.
    """
    profile = profile_of(delivery, claim, services)
    dropped = profile.file.personal_columns == "drop"
    if state.refusal and (dropped or state.refusal == IssueCode.PERSONAL_DATA):
        return
    copy = _rows_as_read(data, profile) if dropped else data
    kind = "application/json" if dropped else "application/octet-stream"
    services.source.put(f"{delivery.study}/{delivery.center}/{delivery.file_id}", copy, kind)


def _rows_as_read(data: bytes, profile: Profile) -> bytes:
    """Return the mapped columns alone, as JSON: header, then line and cells of every row.

    Cells whose column cannot be told, because their row has another width than the header, are null.
    """
    sheet = read_table(data, profile.file)
    fields = positions(sheet, profile)
    places = sorted({*fields.values(), *wide_positions(sheet, profile).values()})
    ids = {place for field, place in fields.items() if field in _BARCODES}
    rows = [[line, _cells(cells, places, ids, len(sheet.header))] for line, cells in sheet.rows]
    header = [sheet.header[place] for place in places]
    return json.dumps(
        {"header": header, "header_line": sheet.header_line, "rows": rows}, ensure_ascii=False
    ).encode()


def _cells(cells: list[str], places: list[int], ids: set[int], width: int) -> list[str] | None:
    if not any(cell.strip() for cell in cells):
        return [""] * len(places)
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        return None
    return ["" if place not in ids and shows_a_person(cells[place]) else cells[place] for place in places]
