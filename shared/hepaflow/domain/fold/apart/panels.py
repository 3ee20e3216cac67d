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


def panels_apart(told: Sequence[Sequence[ToldPanel]], met: Collection[int], usual: UsualUnits) -> Apart:
    """Return what of a subject stands apart at each of some journal numbers.

    Args:
        told: by journal number, all panels of the subject that count.
        met: panels, by `id`, that stand for something else: somebody decided about them, or the register is against them.
        usual: the units that labs may confuse.
    """
    every = list({id(one.panel): one for one in chain.from_iterable(told)}.values())
    if any(_means_any(one.panel) for one in every):
        return NOTHING_APART
    pointing = [one for one in every if _points(one.panel)]
    specimens = {(one.run.center, one.panel.specimen) for one in pointing if one.panel.specimen}
    meeting = {*met, *_told_twice(told), *_of_one_time(every)}
    apart = [
        one
        for one in every
        if id(one.panel) not in meeting
        and (one.run.center, one.panel.specimen) not in specimens
        and _gives_each_once(one.panel)
    ]
    found = Apart({id(one.panel): _held_places(one.panel) for one in apart})
    watched = {
        *(
            report.analyte
            for one in pointing
            for report in one.panel.observations
            if _is_open(one.panel, report)
        ),
        *_of_one_record(every),
        *_suspect(told, found, usual),
    }
    return replace(found, watched=frozenset(watched))


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


def _gives_each_once(panel: Panel) -> bool:
    """Say whether a panel gives each analyte once, as a final value, and nothing holds the whole of it."""
    reports = panel.observations
    analytes = {report.analyte for report in reports}
    return (
        len(analytes) == len(reports)
        and not is_held(panel.specimen_issues)
        and not _points(panel)
        and not any(issue.code in FOUND_BY_FOLD for issue in _issues(panel))
    )


def _issues(panel: Panel) -> Iterator[Issue]:
    for issues in (panel.specimen_issues, *panel.row_issues.values()):
        yield from issues
    for report in panel.observations:
        yield from report.issues


def _held_places(panel: Panel) -> Collection[int]:
    """Return the places of reports that something holds."""
    held = {place for place, report in enumerate(panel.observations) if is_held(report.issues)}
    return held.union(place for place, issues in panel.row_issues.items() if is_held(issues))


def _points(panel: Panel) -> bool:
    return any(_is_open(panel, report) for report in panel.observations)


def _is_open(panel: Panel, report: Observation) -> bool:
    """Say whether a report may mean another one, or announces one."""
    return report.status is not Status.FINAL or not has_value(report) or not panel.collected_at.wall


def _means_any(panel: Panel) -> bool:
    """Say whether a report may mean results of any analyte: a cancelled order does."""
    return any(
        report.analyte == WHOLE_ORDER or any(issue.code in BELOW_CANCELLED for issue in report.issues)
        for report in panel.observations
    )


def _of_one_record(panels: Iterable[ToldPanel]) -> Iterator[str]:
    """Yield the analytes of which several panels have one record of the lab: versions of one result."""
    records = Counter(
        (one.run.center, report.analyte, report.record)
        for one in panels
        if one.run.places is not Places.SEGMENT
        for report in one.panel.observations
        if report.record
    )
    yield from (analyte for (_, analyte, _), times in records.items() if times > 1)


def _suspect(told: Sequence[Sequence[ToldPanel]], apart: Apart, usual: UsualUnits) -> Iterator[str]:
    """Yield the analytes of which a value may be suspected to be in another unit, at one of the numbers."""
    panels = {id(one.panel): one for at in told for one in at}
    spread = {
        analyte
        for analyte, course in _courses(panels.values(), usual).items()
        if may_be_wide([report.value or Decimal(0) for _, report in course])
    }
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
