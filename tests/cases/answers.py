"""What hepaflow answers to the file of a case: each row as read, and what counts of it after the whole pipeline."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.support.studies import study_definition
from tests.unit.pipeline.studies import FIRST, World, fixed_clock

from hepaflow.catalog.loader import load
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.issues.issues import Issue, IssueCode, Severity
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.domain.model import Comparator, Observation, Panel, Status
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.values.statements import states_not_done
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.read_file import read_file
from hepaflow.pipeline.timeline import timelines

RECEIVED = datetime(2025, 9, 1, tzinfo=UTC)
Place = tuple[str, int, str]  # subject, line, analyte


@dataclass(frozen=True)
class Got:
    """One row and what became of it.

    Attributes:
        line: its place in the file.
        outcome: one word of README.md.
        cells: what is stored, by column of `expected.csv`; empty for a row that gives no result.
        codes: the issues of the row, for messages of failing tests.
    """

    line: int
    outcome: str
    cells: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()


def answer(file: Path, profile_text: str) -> list[Got]:
    """Return every row of a file with what became of it; one `refused` for a file that is refused."""
    data, profile = file.read_bytes(), profile_from_toml(profile_text)
    outcome = read_file(data, profile, load(), RECEIVED)
    if outcome.refused:
        return [Got(0, "refused", codes=_codes(outcome.issues))]
    counted = _counted(data, file.name, profile, profile_text)
    kept = [one for panel in outcome.panels for one in _kept(panel, outcome, counted)]
    return sorted([*kept, *_without(outcome)], key=lambda got: got.line)


def _kept(panel: Panel, outcome: Outcome, counted: Mapping[Place, str]) -> Iterator[Got]:
    of_file = [issue for issue in outcome.issues if not issue.line]
    for index, (line, report) in enumerate(zip(panel.lines, panel.observations, strict=True)):
        issues = (*report.issues, *panel.specimen_issues, *panel.row_issues.get(index, ()))
        if states_not_done(report):  # it gives no result
            yield Got(line, "skipped", codes=_codes(issues))
            continue
        read, fate = _outcome([*issues, *of_file]), counted[panel.subject, line, report.analyte]
        held = "held" in {read, fate}
        yield Got(line, "held" if held else read, _cells(panel, report), _codes(issues))


def _outcome(issues: Iterable[Issue]) -> str:
    severities = {MEANINGS[issue.code].severity for issue in issues}
    if Severity.HOLD in severities:
        return "held"
    return "noted" if severities else "accepted"


def _cells(panel: Panel, report: Observation) -> dict[str, str]:
    return {
        "subject": panel.subject,
        "collected_at": str(panel.collected_at),
        "analyte": report.analyte,
        "operator": "" if report.operator is Comparator.EQ else report.operator.value,
        "value": _text(report.value if report.value is not None else report.finding),
        "unit": report.unit,
        "range_low": _text(report.range_low),
        "range_high": _text(report.range_high),
        "flag": _text(report.flag),
        "condition": _text(report.condition),
    }


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _without(outcome: Outcome) -> list[Got]:
    """Return the rows that give no result; a row of one line and analyte may have several issues.

    A sheet that is named as left out stands for its rows.
    """
    kept = {key for panel in outcome.panels for key in _keys(panel)}
    found: dict[tuple[int, str], list[Issue]] = {}
    for issue in outcome.issues:
        if _gives_no_result(issue) and (issue.line, issue.analyte) not in kept:
            found.setdefault((issue.line, issue.analyte), []).append(issue)
    left_out = [issue for issue in outcome.issues if issue.code is IssueCode.SHEET_LEFT_OUT]
    return [
        Got(line, "skipped" if MEANINGS[issues[0].code].skips else "rejected", codes=_codes(issues))
        for (line, _), issues in found.items()
    ] + [Got(0, "skipped", codes=_codes([issue])) for issue in left_out]


def _keys(panel: Panel) -> Iterator[tuple[int, str]]:
    return ((line, report.analyte) for line, report in zip(panel.lines, panel.observations, strict=True))


def _gives_no_result(issue: Issue) -> bool:
    meaning = MEANINGS[issue.code]
    return meaning.skips or meaning.severity is Severity.REJECT


def _codes(issues: Iterable[Issue]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(issue.code.value for issue in issues))


def _counted(data: bytes, name: str, profile: Profile, text: str) -> dict[Place, str]:
    """Send a file through the whole pipeline; return what counts of each result, by subject, line and analyte."""
    world = World()
    study = study_definition(profile.study, profile.center)
    define_study(world.registry, world.queue, fixed_clock, "ann", study, "start")
    add_profile(world.registry, world.queue, load(), fixed_clock, "ann", text, "onboarding")
    world.send(data, FIRST, name=name, center=profile.center, study=profile.study)
    subjects = {subject for study, subject in world.results.stored if study == profile.study}
    number = world.registry.head(profile.study).journal_number
    found = timelines(world.registry, world.results, profile.study, subjects, number)
    return {
        (subject, sent.line, sent.observation.analyte): fate
        for subject, timeline in found.items()
        for one in timeline.answers.values()
        for sent, fate in _fates(one)
    }


def _fates(answer: MeasurementState) -> Iterator[tuple[RunObservation, str]]:
    held = {id(one.sent) for one in answer.held}
    taken_back = {id(sent) for sent in answer.withdrawn if _is_value(sent.observation)}
    for sent in answer.observations():
        yield sent, "held" if id(sent) in held | taken_back else "kept"


def _is_value(report: Observation) -> bool:
    """Say whether a report gives a value: a deletion that repeats one must not stand as current either."""
    return report.status is not Status.DELETED or report.number is not None
