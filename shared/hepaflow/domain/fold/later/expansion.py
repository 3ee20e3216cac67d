"""Give each run a report of its own where it matters which runs there are: beside corrections, orders and undated rows."""

from collections.abc import Iterable

from hepaflow.domain.fold.later.runs import of_each_run
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.targets.orders import is_below_cancelled
from hepaflow.domain.fold.targets.reports import Groups, course_of, is_open
from hepaflow.domain.values.statements import WHOLE_ORDER


def with_each_run(groups: Groups) -> Groups:
    """Return the groups, in which reports that may mean others, or be meant by them, stand once for each run.

    What corrects, deletes or follows a preliminary result means only results of its analyte. An order, and what states no time,
    may mean any. All other reports stay as they are: whatever is decided about a measurement looks at that one alone.

    Args:
        groups: the reports of a study's subjects by measurement, each with the later runs that give it again.
    """
    if not any(sent.later for found in groups.values() for sent in found):
        return groups
    if any(not place.collected_at or _is_of_order(place.analyte, found) for place, found in groups.items()):
        return {place: list(of_each_run(found)) for place, found in groups.items()}
    courses = {course_of(place) for place, found in groups.items() if is_open(found)}
    return {
        place: list(of_each_run(found)) if course_of(place) in courses else found
        for place, found in groups.items()
    }


def _is_of_order(analyte: str, found: Iterable[RunObservation]) -> bool:
    return analyte == WHOLE_ORDER or any(
        sent.observation.issues and is_below_cancelled(sent) for sent in found
    )
