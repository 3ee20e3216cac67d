"""Hold results that another file of the center deletes by their id alone (docs/adr/0035-deletions-by-id-alone.md).

Such a deletion names neither subject nor test. It is stored under an id of its own for each center, beside the subjects, and
read with every subject of the center.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from hepaflow.domain.fold.measurement import RunObservation, has_value
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Comparator, Conversion, Moment, Observation, Panel, Precision, Raw, Status

_PREFIX: Final = "[deleted] "  # no pattern of subject ids of a study begins so
_RECORD: Final = "[record]"  # in the place of an analyte
_FHIR: Final = frozenset({Places.ENTRY, Places.CONTAINED, Places.RESOURCE, Places.RESOURCE_LINE})
RecordKey = tuple[str, str]  # center, sign of the lab's id of a result


def deletions_id(center: str) -> str:
    """Return the id under which the deletions of a center are stored, in the place of a subject's id."""
    return f"{_PREFIX}{center}"


def is_deletions_id(subject: str) -> bool:
    return subject.startswith(_PREFIX)


def has_deletions(issues: Iterable[Issue]) -> bool:
    """Say whether a file deletes results by their ids alone."""
    return any(issue.code is IssueCode.DELETION_UNPLACED for issue in issues)


def deletions_panel(center: str, issues: Iterable[Issue]) -> list[Panel]:
    """Return one panel of the deletions of a file, or none.

    Args:
        center: who sent the file.
        issues: of the file; those of deletions have the signs of the deleted ids, but for files that an earlier release read.
    """
    signs = [
        (issue.line, sign)
        for issue in issues
        if issue.code is IssueCode.DELETION_UNPLACED
        for sign in issue.found.split()
    ]
    if not signs:
        return []
    panel = Panel(deletions_id(center), Moment("", Precision.YEAR))
    panel.lines += [line for line, _ in signs]
    panel.observations += [_deletion(sign) for _, sign in signs]
    return [panel]


def _deletion(sign: str) -> Observation:
    none = Conversion()
    return Observation(
        _RECORD, Raw(), Comparator.EQ, None, none, None, "", status=Status.DELETED, record=sign
    )


def record_key(sent: RunObservation) -> RecordKey:
    return sent.measurement.center, sent.observation.record


def held_if_deleted(sent: RunObservation, deleted: Collection[RecordKey]) -> RunObservation:
    """Return a report, held if it gives the value of a record that was deleted, whichever came first.

    Only a FHIR resource has such a record. The ids are compared by short signs, so nothing is voided.
    """
    is_meant = record_key(sent) in deleted and sent.run.places in _FHIR
    if not is_meant or not has_value(sent.observation):
        return sent
    return replace(sent, issues=(*sent.issues, Issue(IssueCode.RECORD_DELETED)))
