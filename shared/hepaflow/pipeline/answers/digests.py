"""Publish once a week, for each center, how much of what is planned has been received."""

from collections import defaultdict
from datetime import date, timedelta

from hepaflow.domain.study.study import StudyDefinition
from hepaflow.domain.visits.center_counts import counts_by_center, trend, visible_cells
from hepaflow.domain.visits.completeness import CellState, VisitCell
from hepaflow.pipeline.answers.visits import study_subjects, visits_of_subjects
from hepaflow.pipeline.masking.masked_services import mask_at, masked_registry
from hepaflow.pipeline.services import Services
from hepaflow.ports import Announcement

COMPLETENESS = "completeness"
_WEEK = timedelta(days=7)


def send_digests(services: Services) -> int:
    """Announce the completeness of each center of each study whose definition says when results are due.

    Done again on the same day, the announcements have the same keys.

    Returns:
        How many announcements were made.
    """
    today = services.clock().date()
    sent = 0
    for study in services.registry.studies():
        number = services.registry.head(study).journal_number
        definition = services.registry.definition_at(study, number)
        if definition is None or definition.protocol is None or definition.protocol.results_due is None:
            continue
        for center, counts in _counts(services, definition, number, today).items():
            services.announcements.announce(
                Announcement(
                    study, center, "", COMPLETENESS, "", 0, number, counts, day=today.isoformat(), feed=""
                )
            )
            sent += 1
    return sent


def _counts(
    services: Services, definition: StudyDefinition, number: int, today: date
) -> dict[str, dict[str, int]]:
    """Return by center the counts of its digest, without what any role may not see: anybody may subscribe to it."""
    by_center: dict[str, list[VisitCell]] = defaultdict(list)
    subjects = study_subjects(services.registry, definition)
    masking = definition.protocol.masking if definition.protocol else None
    registry = masked_registry(services.registry, frozenset(masking.roles if masking else ()))
    mask = mask_at(registry, definition.study, number)
    for _, found in visits_of_subjects(registry, services.results, definition.study, subjects, number):
        shown = visible_cells(found.cells(today), found.days.schedule.protocol, mask)
        for cell in shown:
            for center in cell.centers:
                by_center[center].append(cell)
    return {center: _digest(center, cells, today) for center, cells in sorted(by_center.items())}


def _digest(center: str, cells: list[VisitCell], today: date) -> dict[str, int]:
    states = counts_by_center(cells)[center]
    before, now = trend(cells, (today - _WEEK, today))
    return {
        "received": states[CellState.RECEIVED],
        "late": states[CellState.LATE],
        "missing": states[CellState.MISSING],
        "due": now.due,
        "due_received": now.received,
        "due_week_before": before.due,
        "due_received_week_before": before.received,
    }
