"""Find what of visits and results could show the arm to a masked caller (docs/adr/0063).

A masked caller gets answers that are computed without the masked reports. So no count, hold, page or picture depends on them.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from hepaflow.domain.answers.local_time import NO_ZONES, Zones, times_at_center
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.normalize.checks import COMPARED
from hepaflow.domain.protocol.masked_parts import (
    is_masked,
    masked_analytes,
    masked_visits,
    masks_something,
    tells_no_arm,
    unsafe_dates,
    windows_tell,
)
from hepaflow.domain.protocol.planned_visits import PlannedVisit
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.study.register import Subject
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.domain.visits.other_names import without_labels
from hepaflow.domain.visits.schedule import DAY_ONE, Schedule, needs_all_zones, schedule_of

_DAY: Final = len("2024-03-22")
_WHY_NO_DAY_ONE: Final = AnswerReason(ReasonKind.MASKED, DAY_ONE)
MASKED_DAY_ONE: Final = _WHY_NO_DAY_ONE.code  # the caller does not see the reference date
ZonesOf = Callable[[Collection[str]], Zones]


def no_zones(centers: Collection[str]) -> Zones:
    """Return no time zone: times are as reported."""
    del centers
    return NO_ZONES


def shows_arm(schedule: Schedule, day: str) -> bool:
    """Say whether a specimen of this day could show the arm: it lies in the window of a masked visit.

    Args:
        schedule: the schedule of the subject.
        day: ISO 8601, as far as it is known. A day that may lie in such a window could show it, too.
    """
    hidden = masked_visits(schedule.protocol)
    if not hidden:
        return False
    if schedule.day_one is None or len(day) < _DAY:
        return True
    visit = schedule.visit_on(day[:_DAY])
    return visit is not None and visit.number in hidden


@dataclass(frozen=True, slots=True)
class Mask:
    """What somebody does not see: everything that any of some definitions masks from him.

    Attributes:
        definitions: those that mask something from him; none: he sees everything.
        zones_of: returns the time zones of centers.
    """

    definitions: tuple[StudyDefinition, ...] = ()
    zones_of: ZonesOf = field(default=no_zones, compare=False)

    @property
    def analytes(self) -> frozenset[str]:
        """Return the analytes of which he sees nothing."""
        return frozenset[str]().union(*map(masked_analytes, self._protocols))

    @property
    def hides_day_one(self) -> bool:
        """Say whether he sees nothing that follows from day 1: it may be another event in another arm."""
        return not all(map(tells_no_arm, self._protocols))

    @property
    def hides_names(self) -> bool:
        """Say whether he does not see names of the lab that may name a visit: day 1 is hidden, or no rule says what it is."""
        return self.hides_day_one or any(one.reference_date is None for one in self._protocols)

    @property
    def left_out(self) -> tuple[str, ...]:
        """Return codes that say what is left out of answers; they are the same for all subjects."""
        return self._codes(self.hides_day_one)

    @property
    def left_out_of_register(self) -> tuple[str, ...]:
        """Return codes that say what is left out of lists of subjects; they are the same for all subjects."""
        return self._codes(self.hidden_dates)

    @property
    def hidden_dates(self) -> frozenset[str]:
        """Return the dates of the register, by name, that he does not see: they may be another event in another arm."""
        return frozenset[str]().union(*map(unsafe_dates, self._protocols))

    @property
    def hides_results(self) -> bool:
        """Say whether he does not see some results."""
        return bool(self.analytes or self._visits)

    @property
    def hides_visits(self) -> bool:
        """Say whether he does not see some visits."""
        return bool(self._visits)

    @property
    def hides_every_draw(self) -> bool:
        """Say whether he sees no result at all: the days without results would show when day 1 was."""
        return bool(self._visits) and (self.hides_day_one or any(map(windows_tell, self._protocols)))

    def seen(self, schedule: Schedule) -> Schedule:
        """Return the schedule of a subject as he sees it: where day 1 is hidden, nobody has one, also who really has none.

        Args:
            schedule: the schedule.
        """
        if not self.hides_day_one:
            return schedule
        return replace(schedule, day_one=None, why_no_day_one=(_WHY_NO_DAY_ONE,))

    def hides_visit(self, visit: PlannedVisit) -> bool:
        """Say whether he sees nothing of a visit: it is masked, or its window shares a day with a masked one."""
        return any(
            visit.number == one.number
            or (visit.first_day <= one.last_day and one.first_day <= visit.last_day)
            for one in self._visits
        )

    def hides_baseline(self, protocol: Protocol) -> bool:
        """Say whether a day that may be the baseline may lie in the window of a masked visit, whoever the subject is."""
        rule = protocol.baseline
        return rule is not None and any(
            visit.first_day <= rule.last_day and rule.first_day <= visit.last_day for visit in self._visits
        )

    def visible(
        self, reports: Sequence[RunObservation], *registers: Sequence[Subject]
    ) -> list[RunObservation]:
        """Return the reports of a subject that he sees.

        A draw is masked as a whole: if one of its rows has the label of a masked visit, all of them are. Where day 1 is hidden, a
        window could lie on any day, and the draws that are left would show where it lies: all are masked. The lab's labels of
        visits are blank there, since they say how long after day 1 a draw was. So are its names of analytes: a header may name the
        visit. An issue that compares a report with one of a masked analyte is left out.

        Args:
            reports: all reports of the subject.
            registers: what the register says of him, said or would say: what could show the arm by any of these is masked.
        """
        if self.hides_every_draw:
            return []
        hidden = frozenset[tuple[str, str]]()
        if self._visits:
            hidden = hidden.union(
                *(self._draws(reports, entries) for entries in dict.fromkeys(map(tuple, registers)))
            )
        analytes = self.analytes
        seen = [
            sent for sent in reports if sent.measurement.analyte not in analytes and _draw(sent) not in hidden
        ]
        if analytes:
            codes = {code for code, pair in COMPARED.items() if not analytes.isdisjoint(pair)}
            seen = [_without(sent, codes) for sent in seen]
        return list(map(without_labels, seen)) if self.hides_names else seen

    def _draws(
        self, reports: Sequence[RunObservation], entries: Sequence[Subject]
    ) -> frozenset[tuple[str, str]]:
        """Return center and time of the draws that could show the arm."""
        senders = {sent.measurement.center for sent in reports if sent.offset}
        centers = senders.union(*(entry.centers for entry in entries)) if senders else senders
        zones = self.zones_of(centers) if centers else NO_ZONES
        every = [
            center
            for definition in self.definitions
            if needs_all_zones(definition, senders, entries)
            for center in definition.centers
        ]
        zones = self.zones_of(centers.union(every)) if every else zones
        schedules = [schedule_of(definition, entries, zones) for definition in self.definitions]
        draws = {(*_draw(sent), sent.offset, sent.visit): sent for sent in reports}
        return frozenset(
            _draw(sent)
            for sent in draws.values()
            if any(_shows_arm(schedule, sent) for schedule in schedules)
        )

    def _codes(self, is_day_one_hidden: object) -> tuple[str, ...]:
        told = (
            (MASKED_DAY_ONE, is_day_one_hidden),
            ("MASKED_ANALYTES", self.analytes),
            ("MASKED_VISITS", self._visits),
        )
        return tuple(code for code, is_hidden in told if is_hidden)

    @property
    def _protocols(self) -> list[Protocol]:
        return [one.protocol for one in self.definitions if one.protocol is not None]

    @property
    def _visits(self) -> list[PlannedVisit]:
        return [
            visit
            for protocol in self._protocols
            for visit in protocol.visits
            if visit.number in masked_visits(protocol)
        ]


NOTHING_MASKED: Final = Mask()


def mask_of(
    definitions: Iterable[StudyDefinition | None], roles: Collection[str], zones_of: ZonesOf = no_zones
) -> Mask:
    """Return what somebody does not see.

    Args:
        definitions: what any of them masks is masked: the newest one, and the one in force at the journal number of an answer.
        roles: all his roles in the study.
        zones_of: returns the time zones of centers.
    """
    masking: list[StudyDefinition] = []
    for one in definitions:
        protocol = one.protocol if one else None
        if (
            one
            and protocol
            and masks_something(protocol)
            and is_masked(protocol, roles)
            and one not in masking
        ):
            masking.append(one)
    return Mask(tuple(masking), zones_of) if masking else NOTHING_MASKED


def _draw(sent: RunObservation) -> tuple[str, str]:
    return sent.measurement.center, sent.measurement.collected_at


def _without(sent: RunObservation, codes: Collection[IssueCode]) -> RunObservation:
    """Return a report without issues of some codes."""
    kept = tuple(issue for issue in sent.issues if issue.code not in codes)
    return sent if len(kept) == len(sent.issues) else replace(sent, issues=kept)


def _shows_arm(schedule: Schedule, sent: RunObservation) -> bool:
    """Say whether the time of a report, or the lab's text for its visit, could show the arm."""
    if any(shows_arm(schedule, at) for at in times_at_center(sent, schedule.zones)):
        return True
    visit = schedule.protocol.nominal_visit(sent.visit) if sent.visit else None
    return visit is not None and visit.number in masked_visits(schedule.protocol)
