"""Give each run a report of its own where it matters which runs there are: beside corrections and cancelled orders."""

from hepaflow.domain.fold.later.runs import of_each_run
from hepaflow.domain.fold.targets.orders import is_below_cancelled
from hepaflow.domain.fold.targets.reports import Groups, course_of, is_open


def with_each_run(groups: Groups) -> Groups:
    """Return the groups, in which reports that may mean others, or be meant by them, stand once for each run.

    What corrects, deletes or follows a preliminary result means only results of its analyte. A cancelled order may mean any. All
    other reports stay as they are: whatever is decided about a measurement looks at that one alone.

    Args:
        groups: the reports of subjects by measurement, each with the later runs that give it again.
    """
    reports = [sent for found in groups.values() for sent in found]
    if not any(sent.later for sent in reports):
        return groups
    if any(sent.observation.issues and is_below_cancelled(sent) for sent in reports):
        return {place: list(of_each_run(found)) for place, found in groups.items()}
    courses = {course_of(place) for place, found in groups.items() if is_open(found)}
    return {
        place: list(of_each_run(found)) if course_of(place) in courses else found
        for place, found in groups.items()
    }
