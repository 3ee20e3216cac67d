"""Read a file as its run was claimed, and write the panels and the receipt; nothing of it counts yet."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.fold.targets.deletions import deletions_panel
from hepaflow.domain.identity import RunId
from hepaflow.domain.model import Panel
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.receipts.receipts import KeptContent, KeptForm
from hepaflow.domain.study.fold_rules import FIRST_VERSION
from hepaflow.pipeline.reading.outcome import Outcome, unmapped_in
from hepaflow.pipeline.reading.read_file import read_opened
from hepaflow.pipeline.runs.base import held_panels_file, is_cumulative, stored_base
from hepaflow.pipeline.runs.copies.kept_form import keeps_original, kept_of_refused, table_format
from hepaflow.pipeline.runs.copies.rows_as_read import RowCopy, recording
from hepaflow.pipeline.runs.effect_input import put_effect_input
from hepaflow.pipeline.runs.file_run import FileRun
from hepaflow.pipeline.runs.receipt import keep_receipt
from hepaflow.pipeline.runs.resubmitted_rows import Named, naming
from hepaflow.pipeline.services import Services, Task
from hepaflow.readers.copied import Copied, dropped_of
from hepaflow.readers.sheet import Sheet


class Unbalanced(Exception):
    """Rows got lost or were counted twice: our fault, so nothing of the file is kept."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one pass over a file gave.

    Attributes:
        outcome: panels, issues and counts.
        kept: what is kept of the file, or is to be kept.
        named: the rows of earlier files that its rows say they are.
        copy: its rows, where they are to be kept in place of the file.
    """

    outcome: Outcome
    kept: KeptContent
    named: Named = field(default_factory=dict)
    copy: RowCopy | None = None


def keep_run(file: FileRun, reading: Reading, services: Services, *further: Task) -> None:
    """Write the results of a run: its panels, its unmapped names, its receipt and the input of its effect.

    The same claim writes the same bytes. Nothing of it counts before the commit, so all of it is written together (ADR 0062).

    Args:
        file: the run.
        reading: what the run read.
        services: the ports.
        *further: what else is to be written before the commit.
    """
    outcome = reading.outcome
    services.together(
        lambda: _write_panels(file, outcome, services),
        lambda: services.registry.note_unmapped(file.id, unmapped_in(outcome)),
        lambda: _keep_input(file, reading, services),
        lambda: keep_receipt(file, outcome, services, reading.kept),
        *further,
    )


def _keep_input(file: FileRun, reading: Reading, services: Services) -> None:
    """Keep what the effect of a run is computed from."""
    if not reading.outcome.refused:
        put_effect_input(file.id, reading.outcome, reading.named, services)


def _write_panels(file: FileRun, outcome: Outcome, services: Services) -> None:
    """Write the panels of a run, and then of a cumulative one where they are held, for later ones."""
    panels = stored_panels(file.id, outcome)
    if not is_cumulative(file.profile) or outcome.refused:
        services.results.write(file.id, panels)
        return
    base = stored_base(file.id.study, file.id.center, file.claim.base, services)
    held = services.results.write_cumulative(file.id, panels, base)
    if held:
        services.source.put(held_panels_file(file.id, held))


def stored_panels(run: RunId, outcome: Outcome) -> list[Panel]:
    """Return the panels that a run stores: those of subjects, and its deletions by id alone."""
    return [*outcome.panels, *deletions_panel(run.center, outcome.issues)]


def read(file: FileRun, catalog: Catalog) -> Reading:
    """Read what is kept of a file in one pass.

    Raises:
        Unbalanced: the counts do not account for every row.
        ReadOtherwise: the copy that was kept lacks what the profile reads.
    """
    data = file.content.data
    kept = (
        KeptContent(KeptForm.ROWS, dropped_of(data))
        if isinstance(data, Copied)
        else KeptContent(KeptForm.ORIGINAL)
    )
    named: dict[str, list[tuple[str, int]]] = {}

    def opened() -> tuple[Sheet, Profile]:
        sheet, read_by = file.opened()
        return naming(sheet, named), read_by

    return Reading(_outcome(file, opened, catalog, None), kept, named)


def read_and_copy(
    file: FileRun, catalog: Catalog, further: Collection[str] = (), most_specimens: int | None = None
) -> Reading:
    """Read a file as it was sent in one pass, and find what is to be kept of it.

    Args:
        file: the run.
        catalog: the known analytes and units.
        further: headers that other profiles of the center map.
        most_specimens: how many specimens it may have; None: any number.

    Raises:
        Unbalanced: the counts do not account for every row.
    """
    copies: list[RowCopy] = []
    named: dict[str, list[tuple[str, int]]] = {}

    def opened() -> tuple[Sheet, Profile]:
        sheet, read_by = file.opened()
        if not keeps_original(file.content, file.profile, sheet):
            sheet, copy = recording(sheet, read_by, file.profile, table_format(file.content), further)
            copies.append(copy)
        return naming(sheet, named), read_by

    outcome = _outcome(file, opened, catalog, most_specimens)
    if outcome.refused:
        kept, copy = kept_of_refused(file.content, file.profile, outcome, further)
        return Reading(outcome, kept, copy=copy)
    if not copies:
        return Reading(outcome, KeptContent(KeptForm.ORIGINAL), named)
    return Reading(outcome, KeptContent(KeptForm.ROWS, copies[0].dropped(outcome.issues)), named, copies[0])


def once(
    file: FileRun, catalog: Catalog, known: Reading | None = None, most_specimens: int | None = None
) -> Callable[[], Reading]:
    """Return a function that reads the file at its first call only; it never reads where a reading is given.

    Args:
        file: the run.
        catalog: the known analytes and units.
        known: the reading, if the file was read already.
        most_specimens: how many specimens it may have; None: any number.
    """
    readings = [known] if known else []

    def reading() -> Reading:
        if not readings:
            readings.append(read_and_copy(file, catalog, most_specimens=most_specimens))
        return readings[0]

    return reading


def _outcome(
    file: FileRun,
    opened: Callable[[], tuple[Sheet, Profile]],
    catalog: Catalog,
    most_specimens: int | None,
) -> Outcome:
    definition = file.definition
    outcome = read_opened(
        opened,
        catalog,
        datetime.fromisoformat(file.claim.received),
        study_start=definition.start if definition else None,
        fold_version=(definition.fold_version if definition else None) or FIRST_VERSION,
        most_specimens=most_specimens,
    )
    if not outcome.counts.balanced():
        raise Unbalanced(file.claim.sha256)
    return outcome
