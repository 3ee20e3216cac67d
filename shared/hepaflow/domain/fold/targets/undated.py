"""Give what takes a result back without a time of collection to the one measurement that its specimen or order has."""

from dataclasses import replace

from hepaflow.domain.fold.measurement import Measurement, RunObservation, has_value
from hepaflow.domain.fold.sameness import is_other_specimen, is_same_specimen
from hepaflow.domain.fold.targets.reports import Groups, course_of
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Status
from hepaflow.domain.values.statements import WHOLE_ORDER


def with_undated(groups: Groups) -> Groups:
    """Return the groups; an undated taking back is with what it means, or waits if more than one value may be meant."""
    undated = [place for place in groups if not place.collected_at and place.analyte != WHOLE_ORDER]
    if not undated:
        return groups
    dated = {place: sents for place, sents in groups.items() if place.collected_at}
    found = {place: list(sents) for place, sents in groups.items() if place not in undated}
    for place in undated:
        course = {other: sents for other, sents in dated.items() if course_of(other) == course_of(place)}
        for sent in groups[place]:
            homes = [
                other for other, sents in course.items() if any(is_same_specimen(sent, one) for one in sents)
            ]
            if len(homes) == 1:
                found[homes[0]].append(sent)
            else:
                found.setdefault(place, []).append(_doubted(sent, course))
    return found


def _doubted(sent: RunObservation, course: Groups) -> RunObservation:
    """Return a taking back, held with the name of a value that may be meant, if there is one."""
    meant = [place for place, sents in course.items() if any(_may_be_meant(sent, one) for one in sents)]
    if not meant:
        return sent
    return replace(sent, issues=(*sent.issues, Issue(IssueCode.CORRECTS_NOTHING, found=_name(max(meant)))))


def _may_be_meant(sent: RunObservation, other: RunObservation) -> bool:
    kinds = {sent.observation.specimen_type, other.observation.specimen_type} - {""}
    is_value = has_value(other.observation) and other.observation.status is not Status.DELETED
    return is_value and len(kinds) < 2 and not is_other_specimen(sent, other)


def _name(place: Measurement) -> str:
    return " ".join(filter(None, (place.collected_at, place.specimen_type, place.specimen)))
