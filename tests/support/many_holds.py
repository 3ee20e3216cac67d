"""Build studies in which several values are held for one cause, and requests to decide about them."""

from tests.unit.pipeline.studies import CENTER, FIRST, HEADER, SECOND, STUDY, THIRD, started

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.identity import file_id
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.pipeline.changes.hold_decisions import RequestedDecisions

ACCEPT, RELEASE, SET_ASIDE = DecisionKind.ACCEPT, DecisionKind.RELEASE, DecisionKind.SET_ASIDE
SUBJECTS = ("S-001", "S-002", "S-003")


def results(value, *, analyte="ALT", unit="U/L", subjects=SUBJECTS):
    rows = (f"{one},2024-03-22 08:30,{analyte},{value + n},{unit},final" for n, one in enumerate(subjects))
    return "\n".join((HEADER, *rows, "")).encode()


BEFORE, AFTER = results(40), results(60)
FILE = file_id(STUDY, CENTER, AFTER)


def held(*more):
    """Return a study in which three values changed without a mark, and further files."""
    world = started()
    for number, (data, received) in enumerate(
        zip((BEFORE, AFTER, *more), (FIRST, SECOND, THIRD, "2025-09-04T00:00:00.000Z"), strict=False)
    ):
        world.send(data, received, name=f"{number}.csv")
    return world


def wish(world, confirm="", kind=ACCEPT, code=IssueCode.CHANGED_UNMARKED, **more):
    number = world.registry.head(STUDY).journal_number
    return RequestedDecisions(STUDY, CENTER, "ann", kind, code, "the lab confirms", confirm, number, **more)
