"""Name the rows and specimens of a subject for a caller who does not see day 1 (docs/adr/0079).

The lab's own names may name a visit: the column or sheet of a row, the id of a specimen. The names that he gets are computed from
what he sees anyway. So they tell nothing more, and they stay the same while that stays the same.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final

from hepaflow.domain.fold.later.runs import of_each_run
from hepaflow.domain.fold.measurement import Measurement, RowKey, RunObservation
from hepaflow.domain.fold.measurement_state import Held, MeasurementState, Timeline
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Observation, changed

_TELLING: Final = frozenset({Places.CELL, Places.SHEET})  # a column or a sheet may be that of a visit
_HARMLESS: Final = frozenset({IssueCode.UNIT_SUSPECT, IssueCode.MOVED_SUSPECT})  # they name a unit, a subject
_OTHERS: Final = frozenset({IssueCode.POSSIBLE_DUPLICATE, IssueCode.CORRECTS_NOTHING})
_TIME: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}(T[0-9]{2}(:[0-9]{2}){0,2})?")
_FLAG: Final = re.compile("[HLNAhlna<>*+↑↓-]{1,2}")
_SpecimenKey = tuple[str, str]  # center and the lab's id
_Content = tuple[str, ...]
_Contents = tuple[_Content, ...]
_SentSpecimen = tuple[str, str, str]  # center, subject and the lab's id, as they were sent


@dataclass(frozen=True, slots=True)
class Originals:
    """What the names mean that a caller gets. Without an entry, a name is the lab's own.

    Attributes:
        rows: the report by the row as the caller names it.
        measurements: the measurement by the one that he sees.
    """

    rows: Mapping[RowKey, RunObservation] = field(default_factory=dict)
    measurements: Mapping[Measurement, Measurement] = field(default_factory=dict)

    def report(self, shown: RunObservation) -> RunObservation:
        """Return the report as it was sent."""
        return self.rows.get(shown.row, shown)

    def measurement(self, shown: Measurement) -> Measurement:
        """Return the measurement as it was sent."""
        return self.measurements.get(shown, shown)


SAME_NAMES: Final = Originals()


def without_labels(sent: RunObservation) -> RunObservation:
    """Return a report without the lab's label of its visit, and without its name of the analyte: a header may name the visit.

    This is left out before the fold.
    """
    raw = sent.observation.raw._replace(analyte="")
    return replace(sent, visit="", observation=changed(sent.observation, raw=raw))


@dataclass(frozen=True, slots=True)
class Alike:
    """How rows and specimens that look the same are told apart.

    Attributes:
        rows: the order of each row among those of its file that say the same.
        specimens: the id of each specimen by what was said of it first; of those that look the same, their order counts.
    """

    rows: Mapping[tuple[_Content, RowKey], int]
    specimens: Mapping[_SentSpecimen, str]


def alike_reports(sent: Iterable[RunObservation]) -> Alike:
    """Return how what looks the same is told apart, wherever a decision moved it: no name passes to another row or specimen.

    Args:
        sent: all reports that were sent of some subjects, as far as the caller sees them.
    """
    rows: dict[tuple[str, _Content], set[RowKey]] = defaultdict(set)
    first: dict[_SentSpecimen, tuple[str, set[_Content]]] = {}
    for report in of_each_run(sent):
        content, received = _content(report), report.run.received
        if report.run.places in _TELLING:
            rows[report.run.file_id, content].add(report.row)
        if report.specimen:
            of = _sent_specimen(report)
            if of not in first or received < first[of][0]:
                first[of] = received, set()
            if received == first[of][0]:
                first[of][1].add(content)
    specimens: dict[_Contents, list[_SentSpecimen]] = defaultdict(list)
    for of, (_, contents) in first.items():
        specimens[tuple(sorted(contents))].append(of)
    return Alike(
        {(content, row): at for (_, content), same in rows.items() for at, row in enumerate(sorted(same))},
        {
            of: _digest(*chain.from_iterable(contents), str(at))[:12]
            for contents, same in specimens.items()
            for at, of in enumerate(sorted(same))
        },
    )


def shown_timeline(answers: Timeline, alike: Alike) -> tuple[Timeline, Originals]:
    """Return what is known of a subject under names that tell nothing of a visit, and what the names mean.

    Args:
        answers: what is known of the subject, by measurement.
        alike: how what looks the same is told apart, of all that was sent of the subjects who are met.
    """
    every = [sent for answer in answers.values() for sent in _reports(answer)]
    names = _Names(_lines(every, alike), _specimens(answers, alike))
    shown: Timeline = {}
    measurements: dict[Measurement, Measurement] = {}
    for what, answer in answers.items():
        named = names.measurement(what)
        measurements[named] = what
        shown[named] = names.state(answer)
    return shown, Originals({names.report(sent).row: sent for sent in every}, measurements)


@dataclass(frozen=True, slots=True)
class _Names:
    """The names that a caller gets.

    Attributes:
        lines: by row, the number in place of its line.
        specimens: by center and the lab's id, the id in its place.
    """

    lines: Mapping[RowKey, int]
    specimens: Mapping[_SpecimenKey, str]

    def measurement(self, what: Measurement) -> Measurement:
        return what._replace(specimen=self._specimen(what.center, what.specimen)) if what.specimen else what

    def report(self, sent: RunObservation) -> RunObservation:
        line = self.lines.get(sent.row)
        return replace(
            sent,
            measurement=self.measurement(sent.measurement),
            observation=_understood(sent.observation),
            run=sent.run if line is None else replace(sent.run, places=Places.MASKED),
            line=sent.line if line is None else line,
            issues=_harmless(sent.issues),
            specimen=self._specimen(sent.measurement.center, sent.specimen),
            later=None,
        )

    def state(self, answer: MeasurementState) -> MeasurementState:
        return answer._replace(
            current=self.report(answer.current) if answer.current else None,
            held=tuple(Held(self.report(held.sent), held.codes) for held in answer.held),
            superseded=tuple(map(self.report, answer.superseded)),
            again=tuple(map(self.report, answer.again)),
            aside=tuple(map(self.report, answer.aside)),
            withdrawn=tuple(map(self.report, answer.withdrawn)),
            noted=tuple(map(self.report, answer.noted)),
            contested=tuple(map(self.report, answer.contested)),
        )

    def _specimen(self, center: str, specimen: str) -> str:
        return self.specimens[center, specimen] if specimen else ""


def _reports(answer: MeasurementState) -> Iterator[RunObservation]:
    yield from answer.observations()
    yield from answer.contested


def _lines(reports: Iterable[RunObservation], alike: Alike) -> dict[RowKey, int]:
    """Return a number for each row whose place may name a visit."""
    telling = {(_content(sent), sent.row) for sent in reports if sent.run.places in _TELLING}
    found: dict[RowKey, int] = {}
    taken: set[tuple[str, int]] = set()
    for content, row in sorted(telling):
        number = int(_digest(*content, str(alike.rows[content, row]))[:12], 16) + 1
        while (row[0], number) in taken:
            number += 1
        taken.add((row[0], number))
        found[row] = number
    return found


def _specimens(answers: Timeline, alike: Alike) -> dict[_SpecimenKey, str]:
    """Return the id of each specimen, that of the report that was received first."""
    first: dict[_SpecimenKey, tuple[str, _SentSpecimen]] = {}
    for what, answer in answers.items():
        for sent in _reports(answer):
            found = sent.run.received, _sent_specimen(sent)
            for key in {(what.center, what.specimen), (sent.measurement.center, sent.specimen)}:
                if key[1]:
                    first[key] = min(found, first.get(key, found))
    return {key: alike.specimens[of] for key, (_, of) in first.items()}


def _sent_specimen(sent: RunObservation) -> _SentSpecimen:
    return sent.measurement.center, sent.measurement.subject, sent.specimen


def _content(sent: RunObservation) -> _Content:
    """Return what a caller sees of a report who does not see day 1: nothing of it names a visit."""
    place, report, run = sent.measurement, _understood(sent.observation), sent.run
    told = report.analyte, report.specimen_type, report.status, report.revised_at, *report.raw
    return place.center, place.subject, run.received, place.collected_at, sent.offset, *told


def _understood(report: Observation) -> Observation:
    """Return a report without raw texts that mean nothing to hepaflow, and without what its issues found."""
    raw, has_value = report.raw, report.number is not None or report.finding is not None
    has_range = report.range_low is not None or report.range_high is not None
    shown = raw._replace(
        analyte="",
        value=raw.value if has_value else "",
        unit=raw.unit if report.raw_unit else "",
        range=raw.range if has_range else "",
        flag=raw.flag if _FLAG.fullmatch(raw.flag) else "",
    )
    return changed(report, raw=shown, issues=_harmless(report.issues))


def _harmless(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return issues without columns and texts of the lab; of another result they name the time alone."""
    return tuple(
        replace(issue, column="", found=issue.found if issue.code in _HARMLESS else _named(issue))
        for issue in issues
    )


def _named(issue: Issue) -> str:
    time = issue.found.partition(" ")[0]
    return time if issue.code in _OTHERS and _TIME.fullmatch(time) else ""


def _digest(*texts: str) -> str:
    return hashlib.sha256("".join(f"{len(text)}:{text}" for text in texts).encode()).hexdigest()
