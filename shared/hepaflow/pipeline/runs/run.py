"""Read a file as its run was claimed, and write the panels and the receipt; nothing of it counts yet."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.profile.parts import FileFormat
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.screening.personal import surrounds_a_person
from hepaflow.domain.study.fold_rules import FIRST_VERSION
from hepaflow.pipeline.reading.outcome import Outcome, unmapped_in
from hepaflow.pipeline.reading.read_file import read_opened
from hepaflow.pipeline.runs.effect_input import effect_input_file
from hepaflow.pipeline.runs.file_run import FileRun
from hepaflow.pipeline.runs.receipt import keep_receipt
from hepaflow.pipeline.runs.resubmitted_rows import Named, naming
from hepaflow.pipeline.runs.rows_as_read import RowCopy, recording
from hepaflow.pipeline.services import Services
from hepaflow.readers.copied import Copied
from hepaflow.readers.sheet import Sheet

_MESSAGES = frozenset({FileFormat.HL7V2, FileFormat.FHIR})  # name their patients, in what nobody reads


class Unbalanced(Exception):
    """Rows got lost or were counted twice: our fault, so nothing of the file is kept."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one pass over a file gave.

    Attributes:
        outcome: panels, issues and counts.
        named: the rows of earlier files that its rows say they are.
        copy: its rows, where they are kept in place of the file; None where the file itself may be kept.
    """

    outcome: Outcome
    named: Named = field(default_factory=dict)
    copy: RowCopy | None = None


def run(file: FileRun, services: Services) -> Reading:
    """Read a file as its claim says, write its panels and its receipt; the same claim writes the same bytes."""
    reading = read(file, services.catalog)
    keep_run(file, reading, services)
    return reading


def keep_run(file: FileRun, reading: Reading, services: Services) -> None:
    """Write the results of a run: its panels, its unmapped names, its receipt and the input of its effect.

    Args:
        file: the run.
        reading: what the run read.
        services: the ports.
    """
    outcome = reading.outcome
    services.results.write(file.id, outcome.panels)
    services.registry.note_unmapped(file.id, unmapped_in(outcome))
    if not outcome.refused:
        services.source.put(effect_input_file(file.id, outcome, reading.named))
    keep_receipt(file, outcome, services)


def read(file: FileRun, catalog: Catalog) -> Reading:
    """Read a file in one pass.

    Raises:
        Unbalanced: the counts do not account for every row.
    """
    copies: list[RowCopy] = []
    named: dict[str, list[tuple[str, int]]] = {}
    definition = file.definition

    def opened() -> tuple[Sheet, Profile]:
        sheet, read_by = file.opened()
        if _names_people(file, sheet):
            shown = file.content.format if isinstance(file.content.format, FileFormat) else None
            sheet, copy = recording(sheet, read_by, shown)
            copies.append(copy)
        return naming(sheet, named), read_by

    outcome = read_opened(
        opened,
        catalog,
        datetime.fromisoformat(file.claim.received),
        study_start=definition.start if definition else None,
        fold_version=(definition.fold_version if definition else None) or FIRST_VERSION,
    )
    if not outcome.counts.balanced():
        raise Unbalanced(file.claim.sha256)
    return Reading(outcome, named, copies[0] if copies else None)


def once(file: FileRun, catalog: Catalog, known: Reading | None = None) -> Callable[[], Reading]:
    """Return a function that reads the file at its first call only; it never reads where a reading is given.

    Args:
        file: the run.
        catalog: the known analytes and units.
        known: the reading, if the file was read already.
    """
    readings = [known] if known else []

    def reading() -> Reading:
        if not readings:
            readings.append(read(file, catalog))
        return readings[0]

    return reading


def _names_people(file: FileRun, sheet: Sheet) -> bool:
    """Say whether the file names people where no row is read; a workbook may (docs/adr/0011-archives-and-damage.md)."""
    if isinstance(file.content.data, Copied):
        return False
    shown = file.content.format
    holds_more = shown is FileFormat.WORKBOOK and sheet.holds_more
    withheld = any(map(surrounds_a_person, sheet.header))
    return file.profile.file.personal_columns == "drop" or shown in _MESSAGES or holds_more or withheld
