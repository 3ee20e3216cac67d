"""Hold measurements of a center that were probably sent twice, under two keys (docs/fold.md).

A lab that exports a result again may give only the day instead of the time, leave out its specimen type, or give the same
specimen another time. Nothing says which of the two is right, so the one received later is held.

Two measurements are taken for one if both of these are true:

* Neither contradicts the other in the time, specimen type and specimen id that both state. A time less precise than a day
  says too little to contain another.
* No analyte that both draws report differs. An inpatient's potassium is often the same twice a day, a whole panel
  hardly ever.

Only measurements with a current value hold others or are held. Values that the lab has corrected under a key are compared
too; otherwise they would come back under the other key.

Pure: what is held depends on what was sent and decided, never on the order of processing.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Final, NamedTuple

from hepaflow.domain.fold.decisions import Docket
from hepaflow.domain.fold.measurement import Measurement, RunObservation, same_value
from hepaflow.domain.fold.measurement_state import Held, MeasurementState, Timeline
from hepaflow.domain.fold.sameness import collection_instant, is_same_time
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Observation
from hepaflow.domain.study.fold_rules import NEWEST_VERSION, applies_statements

_DAY: Final = len("2024-03-22")
_Draw = tuple[str, str, str, str, str]  # a measurement without its analyte


def distinct(answers: Timeline, decided: Docket, version: int = NEWEST_VERSION) -> Timeline:
    """Return the answers, in which a measurement that repeats another has no current value: its value waits.

    Reports of it that state the same value wait with it: to send a repetition again proves nothing. What it said
    before stays superseded, so that no value comes back that the lab has corrected.

    Args:
        answers: the state of each measurement of a subject, by measurement.
        decided: the decisions about them, as `docket` sorts them.
        version: the version of the rules of the fold.

    Returns:
        The same mapping, with the measurements that wait.
    """
    found = {one.place: one.held_as(first) for one, first in _repetitions(answers, decided, version)}
    return {**answers, **found} if found else answers


class _Told(NamedTuple):
    """A measurement that has a current value."""

    place: Measurement
    answer: MeasurementState
    current: RunObservation
    compares_instants: bool = True  # version 1 does not

    @property
    def since(self) -> tuple[str, int, str]:
        """When the lab first sent it: file ids order what came in one moment at one line."""
        return min((sent.run.received, sent.line, sent.run.file_id) for sent in self.counted)

    @property
    def counted(self) -> tuple[RunObservation, ...]:
        """The reports of it, without what later runs give again, except for its line."""
        return self.current, *self.answer.superseded, *self.answer.further

    @property
    def specimens(self) -> set[str]:
        """The ids of its specimen; more than one where they do not identify."""
        return {sent.specimen for sent in self.counted if sent.specimen}

    def states(self, report: Observation) -> bool:
        """Say whether the value is, or was before the lab corrected it, the one of this measurement."""
        return any(same_value(sent.observation, report) for sent in (self.current, *self.answer.superseded))

    def shares_value(self, other: "_Told") -> bool:
        return any(self.states(sent.observation) for sent in (other.current, *other.answer.superseded))

    def fits(self, other: "_Told") -> bool:
        """Say whether neither contradicts the other in what both say; one specimen may carry two times of a day."""
        one, its = self.place, other.place
        if one.specimen_type != its.specimen_type and one.specimen_type and its.specimen_type:
            return False
        specimens, its_specimens = self.specimens, other.specimens
        if specimens and its_specimens:
            return not specimens.isdisjoint(its_specimens)
        return _is_within(one.collected_at, its.collected_at) or self.is_at_instant(other)

    def is_at_instant(self, other: "_Told") -> bool:
        """Say whether both times are one instant, written with two offsets."""
        one, its = self.current, other.current
        return (
            self.compares_instants
            and bool(one.offset and its.offset)
            and one.offset != its.offset
            and is_same_time(one, its)
        )

    def stating(self) -> list[RunObservation]:
        """Return the reports of the current value."""
        again = (sent for sent in self.answer.again if same_value(sent.observation, self.current.observation))
        return [self.current, *again]

    def held_as(self, first: Measurement) -> MeasurementState:
        named = " ".join(filter(None, (first.collected_at, first.specimen_type, first.specimen)))
        issue = Issue(IssueCode.POSSIBLE_DUPLICATE, found=named, analyte=first.analyte)
        stating = self.stating()
        waiting = [Held(replace(sent, issues=(*sent.issues, issue)), (issue.code,)) for sent in stating]
        return self.answer._replace(
            current=None,
            held=(*waiting, *self.answer.held),
            again=tuple(sent for sent in self.answer.again if sent not in stating),
            noted=tuple(sent for sent in self.answer.noted if sent not in stating),
        )


@dataclass(slots=True)
class _Draws:
    """What each draw reports, and which draws report nothing that differs."""

    answers: Timeline
    told: dict[_Draw, dict[str, _Told]] = field(default_factory=dict)
    compared: dict[tuple[_Draw, _Draw], bool] = field(default_factory=dict)

    def are_one(self, one: Measurement, other: Measurement) -> bool:
        draws = _draw(one), _draw(other)
        if draws not in self.compared:
            self._gather()
            mine, others = self.told[draws[0]], self.told[draws[1]]
            both = mine.keys() & others.keys()
            self.compared[draws] = all(mine[analyte].shares_value(others[analyte]) for analyte in both)
        return self.compared[draws]

    def _gather(self) -> None:
        if not self.told:
            for told in _told(self.answers):
                self.told.setdefault(_draw(told.place), {})[told.place.analyte] = told


def _repetitions(answers: Timeline, decided: Docket, version: int) -> Iterator[tuple[_Told, Measurement]]:
    """Yield what repeats another measurement, with the one that it repeats."""
    rivals: dict[tuple[str, ...], list[_Told]] = defaultdict(list)
    if _meet(answers):
        for told in _told(answers, version):
            rivals[_day(told.place)].append(told)
    if applies_statements(version):
        rivals.update(_by_instant(answers))
    draws = _Draws(answers)
    for found in rivals.values():
        if any(one.fits(other) for one, other in combinations(found, 2)):
            yield from _repeating(sorted(found, key=lambda told: told.since), draws, decided)


def _repeating(
    rivals: Sequence[_Told], draws: _Draws, decided: Docket
) -> Iterator[tuple[_Told, Measurement]]:
    """Yield repetitions among measurements of a day and analyte, which are in the order in which they came.

    What repeats one goes with all that repeat it: of a date without a time, one of two times can be the same, not both.
    """
    kept: list[list[_Told]] = []
    for told in rivals:
        same = next((known for known in kept if _is_one_more(told, known, draws)), None)
        if same is None or _is_released(told, decided):
            kept.append([told])
        else:
            same.append(told)
            yield told, same[0].place


def _is_one_more(told: _Told, known: Sequence[_Told], draws: _Draws) -> bool:
    return (
        known[0].states(told.current.observation)
        and all(told.fits(other) for other in known)
        and all(draws.are_one(told.place, other.place) for other in known)
    )


def _is_released(told: _Told, decided: Docket) -> bool:
    stating = told.stating()
    rulings = decided.rulings(told.place, stating)
    return any(rulings.lifts(sent.row, IssueCode.POSSIBLE_DUPLICATE) for sent in stating)


def _meet(answers: Timeline) -> bool:
    """Say whether any two are of one day and analyte; in most timelines none are."""
    return len({_day(place) for place in answers}) < len(answers)


def _told(answers: Timeline, version: int = NEWEST_VERSION) -> Iterator[_Told]:
    for place, answer in answers.items():
        if answer.current is not None:
            yield _Told(place, answer, answer.current, applies_statements(version))


def _day(place: Measurement) -> tuple[str, ...]:
    return place.collected_at[:_DAY], place.analyte, place.center, place.subject


def _by_instant(answers: Timeline) -> dict[tuple[str, ...], list[_Told]]:
    """Return what was measured at one instant that files write with different offsets."""
    offsets = {answer.current.offset for answer in answers.values() if answer.current is not None}
    found: dict[tuple[str, ...], list[_Told]] = defaultdict(list)
    for told in _told(answers) if len(offsets - {""}) > 1 else ():
        when = collection_instant(told.current) if told.current.offset else None
        if when is not None:
            place = told.place
            found[when.isoformat(), place.analyte, place.center, place.subject].append(told)
    return found


def _draw(place: Measurement) -> _Draw:
    return place.center, place.subject, place.collected_at, place.specimen_type, place.specimen


def _is_within(one: str, other: str) -> bool:
    """Say whether two moments are the same as far as both are given."""
    return one.startswith(other) or other.startswith(one)
