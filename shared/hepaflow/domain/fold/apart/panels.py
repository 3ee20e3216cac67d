"""Find the panels of a subject that stand apart: whatever else is reported, each of their reports is current (docs/fold.md).

Most panels of a subject are such: the only one of their center and day, with final values that nothing holds. The fold of a
measurement that one plain report gives is that report. What stands apart therefore need not be folded to know that it counts,
and takes no part in what is folded, except for the analytes that `Apart.watched` names.

A panel stands apart if all of these hold, at each of the journal numbers:

* It gives each analyte once, as a final value. Reports that something holds are folded.
* No other panel of the center has its day, or its instant with another offset, so none can be a possible duplicate.
* What corrects, deletes or precedes another result does not name its specimen.
* Nobody decided about its rows, and the register has nothing against it (`met`).

An analyte is watched, and all its reports are folded, if one of them may mean another report, or if one of its
values may be suspected to be in another unit.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain
from typing import Final

from hepaflow.domain.fold.apart.told import ToldPanel
from hepaflow.domain.fold.measurement import FOUND_BY_FOLD, has_value
from hepaflow.domain.fold.sameness import DAY, wall_instant
from hepaflow.domain.fold.suspicion.unit_suspicion import is_judging, may_be_wide, strays
from hepaflow.domain.fold.targets.orders import BELOW_CANCELLED
from hepaflow.domain.issues.issues import Issue
from hepaflow.domain.issues.meanings import is_held
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Observation, Panel, Status
from hepaflow.domain.study.fold_rules import UsualUnits
from hepaflow.domain.values.statements import WHOLE_ORDER


@dataclass(frozen=True, slots=True)
class Apart:
    """What of a subject stands apart.

    Attributes:
        panels: the panels, by `id`, each with the places of reports that are folded all the same, since something holds them.
        watched: analytes whose reports are folded all the same.
    """

    panels: Mapping[int, Collection[int]] = field(default_factory=dict)
    watched: frozenset[str] = frozenset()

    def includes(self, told: ToldPanel) -> bool:
        """Say whether a panel stands apart, with some of its reports at least."""
        return id(told.panel) in self.panels

    def folded(self, told: ToldPanel) -> list[int]:
        """Return the places of those reports of a panel that stands apart which are folded all the same."""
        held = self.panels[id(told.panel)]
        if not self.watched:
            return list(held)
        reports = told.panel.observations
        return [
            place for place, report in enumerate(reports) if report.analyte in self.watched or place in held
        ]


NOTHING_APART: Final = Apart()


@dataclass(frozen=True, slots=True)
class _Looked:
    """A panel that was looked at.

    Attributes:
        told: the panel.
        marked: those of its reports that say more than a final value, each with its place: most panels have none.
    """

    told: ToldPanel
    marked: Sequence[tuple[int, Observation]]

    @property
    def panel(self) -> Panel:
        return self.told.panel

    def open(self) -> Iterator[Observation]:
        """Yield the reports that may mean another one, or announce one; without a time, each may."""
        if not self.panel.collected_at.wall:
            yield from self.panel.observations
            return
        yield from (report for _, report in self.marked if _is_open(report))

    def issues(self) -> Iterator[Issue]:
        for issues in (self.panel.specimen_issues, *self.panel.row_issues.values()):
            yield from issues
        for _, report in self.marked:
            yield from report.issues

    def held_places(self) -> Collection[int]:
        """Return the places of reports that something holds."""
        held = {place for place, report in self.marked if is_held(report.issues)}
        return held.union(place for place, issues in self.panel.row_issues.items() if is_held(issues))


def panels_apart(told: Sequence[Sequence[ToldPanel]], met: Collection[int], usual: UsualUnits) -> Apart:
    """Return what of a subject stands apart at each of some journal numbers.

    Args:
        told: by journal number, all panels of the subject that count.
        met: panels, by `id`, that stand for something else: somebody decided about them, or the register is against them.
        usual: the units that labs may confuse.
    """
    every = list({id(one.panel): one for one in chain.from_iterable(told)}.values())
    looked = [_Looked(one, _marked(one.panel)) for one in every]
    if any(_means_any(report) for one in looked for _, report in one.marked):
        return NOTHING_APART
    pointing = [one for one in looked if any(True for _ in one.open())]
    named = {(one.told.run.center, one.panel.specimen) for one in pointing if one.panel.specimen}
    meeting = {*met, *_told_twice(told), *_of_one_time(every), *(id(one.panel) for one in pointing)}
    apart = [
        one
        for one in looked
        if id(one.panel) not in meeting
        and (one.told.run.center, one.panel.specimen) not in named
        and _gives_each_once(one)
    ]
    found = Apart({id(one.panel): one.held_places() for one in apart})
    watched = {
        *(report.analyte for one in pointing for report in one.open()),
        *_of_one_record(looked),
        *_suspect(told, found, usual),
    }
    return replace(found, watched=frozenset(watched))


def _marked(panel: Panel) -> Sequence[tuple[int, Observation]]:
    """Return the reports of a panel that say more than a final value, each with its place."""
    return [
        (place, report)
        for place, report in enumerate(panel.observations)
        if report.issues
        or report.record
        or report.status is not Status.FINAL
        or report.number is None  # also where it gives a finding
        or report.analyte == WHOLE_ORDER
    ]


def _is_open(report: Observation) -> bool:
    """Say whether a report with a time may mean another one, or announces one."""
    return report.status is not Status.FINAL or not has_value(report)


def _means_any(report: Observation) -> bool:
    """Say whether a report may mean results of any analyte: a cancelled order does."""
    return report.analyte == WHOLE_ORDER or any(issue.code in BELOW_CANCELLED for issue in report.issues)


def _told_twice(told: Iterable[Sequence[ToldPanel]]) -> set[int]:
    """Return panels that several runs give which differ in more than file, number and receipt."""
    return {
        panel for at in told for panel, times in Counter(id(one.panel) for one in at).items() if times > 1
    }


def _of_one_time(panels: Sequence[ToldPanel]) -> set[int]:
    """Return panels of which a center has another one of the same day or instant."""
    days = [(one.run.center, one.panel.collected_at.wall[:DAY]) for one in panels]
    found = _repeated(panels, days)
    if len({one.panel.collected_at.offset for one in panels} - {""}) > 1:
        moments = (one.panel.collected_at for one in panels)
        instants = [wall_instant(at.wall, at.offset) if at.offset else None for at in moments]
        timed = [(one, at) for one, at in zip(panels, instants, strict=True) if at is not None]
        found |= _repeated([one for one, _ in timed], [(one.run.center, at) for one, at in timed])
    return found


def _repeated(panels: Sequence[ToldPanel], places: Sequence[Hashable]) -> set[int]:
    times = Counter(places)
    return {id(one.panel) for one, place in zip(panels, places, strict=True) if times[place] > 1}


def _gives_each_once(one: _Looked) -> bool:
    """Say whether a panel gives each analyte once, and nothing holds the whole of it."""
    reports = one.panel.observations
    return (
        len({report.analyte for report in reports}) == len(reports)
        and not is_held(one.panel.specimen_issues)
        and not any(issue.code in FOUND_BY_FOLD for issue in one.issues())
    )


def _of_one_record(looked: Iterable[_Looked]) -> Iterator[str]:
    """Yield the analytes of which several panels have one record of the lab: versions of one result."""
    records = Counter(
        (one.told.run.center, report.analyte, report.record)
        for one in looked
        if one.told.run.places is not Places.SEGMENT
        for _, report in one.marked
        if report.record
    )
    yield from (analyte for (_, analyte, _), times in records.items() if times > 1)


def _suspect(told: Sequence[Sequence[ToldPanel]], apart: Apart, usual: UsualUnits) -> Iterator[str]:
    """Yield the analytes of which a value may be suspected to be in another unit, at one of the numbers."""
    panels = {id(one.panel): one for at in told for one in at}
    spread = _spread(panels.values(), usual)
    if not spread:
        return
    folded = _courses((one for one in panels.values() if not apart.includes(one)), spread)
    yield from folded
    for at in told:
        courses = _courses(at, spread.difference(folded), apart)
        yield from (
            analyte
            for analyte, course in courses.items()
            if any(True for _ in strays(course, usual[analyte]))
        )


def _spread(panels: Iterable[ToldPanel], usual: UsualUnits) -> set[str]:
    """Return the analytes whose values, current or not, lie so far apart that one of them may be suspected."""
    values: dict[str, list[Decimal]] = {analyte: [] for analyte in usual}
    for one in panels:
        for report in one.panel.observations:
            if report.analyte in values and is_judging(report):
                values[report.analyte].append(report.value or Decimal(0))
    return {analyte for analyte, found in values.items() if may_be_wide(found)}


def _courses(
    panels: Iterable[ToldPanel], analytes: Collection[str], apart: Apart = NOTHING_APART
) -> dict[str, list[tuple[str, Observation]]]:
    """Return by analyte the values that may judge each other: of what stands apart, those that are current."""
    found: dict[str, list[tuple[str, Observation]]] = {}
    for one in panels:
        panel, held = one.panel, apart.panels.get(id(one.panel), ())
        for place, report in enumerate(panel.observations):
            if report.analyte in analytes and is_judging(report) and place not in held:
                found.setdefault(report.analyte, []).append((panel.collected_at.wall, report))
    return found
