"""Compare the rows of one file with each other, and account for every row."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from hepaflow.domain.fold.measurement import Measurement, Run, RunObservation, row_holds
from hepaflow.domain.fold.measurement_state import Held, MeasurementState
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.issues.meanings import MEANINGS, is_held
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Field, Observation, Panel, Status
from hepaflow.domain.normalize.checks import specimen_faults
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.files import Counts
from hepaflow.domain.values.numbers import converted
from hepaflow.domain.values.statements import is_statement
from hepaflow.pipeline.reading.outcome import Outcome

_HELD_WITHIN_A_FILE = frozenset(
    {IssueCode.CONFLICT, IssueCode.CORRECTS_NOTHING, IssueCode.NOT_DONE_WITH_RESULT}
)
_SAME = Measurement("", "", "", "", "-")  # within one comparison all is about one measurement of one run
Placed = tuple[Panel, int]  # a report by its panel and its index there
_Statement = tuple[object, ...]
Say = Callable[[Panel, int, IssueCode], None]


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """How a file is read.

    Attributes:
        profile: says by which column a report is known, and whether its specimen id tells measurements apart.
        places: how its lines are to be shown; the messages of a file are in order, rows of a table are not.
        fold_version: version of the rules that decide which value counts.
    """

    profile: Profile
    places: Places
    fold_version: int

    @property
    def run(self) -> Run:
        """The run that all reports of the file belong to."""
        return Run("", "", 1, "", places=self.places)


def account(
    panels: list[Panel],
    without: Sequence[tuple[int, tuple[Issue, ...]]],
    rows: int,
    reading: ReadingRules,
    notes: Iterable[Issue] = (),
) -> Outcome:
    """Return the outcome of a file.

    Args:
        panels: what was read; their `row_issues` are filled in here.
        without: (line, issues) of every row that gave no result.
        rows: how many rows were read, counted apart from where they went.
        reading: how the file is read.
        notes: what is to be said beside the rows.
    """
    say = _sayer(reading.profile)
    for panel in panels:
        _compare_parts(panel, say)
    for group in _by_time(panels, by_specimen=reading.profile.file.specimen_identifies):
        _compare_repeats(group, reading, say)
    held, found = _issues(panels)
    skipped = sum(1 for _, issues in without if MEANINGS[issues[0].code].skips)
    accepted = sum(len(panel.observations) for panel in panels) - held
    counts = Counts(rows, accepted, held, len(without) - skipped, skipped)
    found += [replace(issue, line=line) for line, issues in without for issue in issues]
    found += notes
    return Outcome(counts, panels, sorted(found, key=lambda issue: issue.line))


def _by_time(panels: list[Panel], *, by_specimen: bool) -> Iterator[list[Panel]]:
    """Yield the panels of each subject and time; nearly all are alone, and their keys are not kept."""

    def key(panel: Panel) -> tuple[str, ...]:
        return panel.subject, panel.collected_at.wall, panel.specimen if by_specimen else ""

    met, again = (
        set[int](),
        set[int](),
    )  # hashes of keys; two keys with one hash are only looked at more closely
    for panel in panels:
        number = hash(key(panel))
        (again if number in met else met).add(number)
    groups: dict[tuple[str, ...], list[Panel]] = {}
    for panel in panels:
        place = key(panel)
        if hash(place) in again:
            groups.setdefault(place, []).append(panel)
        else:
            yield [panel]
    yield from groups.values()


def _compare_parts(panel: Panel, say: Say) -> None:
    faults = specimen_faults(panel.observations)
    for index, report in enumerate(panel.observations):
        if report.analyte in faults:
            say(panel, index, faults[report.analyte])


def _compare_repeats(group: list[Panel], reading: ReadingRules, say: Say) -> None:
    """Note equal reports of one measurement as duplicates; hold different ones that nothing orders."""
    count = sum(len(panel.observations) for panel in group)
    if len({report.analyte for panel in group for report in panel.observations}) == count:
        return
    measured: dict[tuple[str, str], list[Placed]] = {}
    for panel in group:
        for index, report in enumerate(panel.observations):
            measured.setdefault((report.analyte, report.specimen_type), []).append((panel, index))
    for placed in measured.values():
        if len(placed) > 1:
            _compare(placed, reading, say)


def _compare(placed: list[Placed], reading: ReadingRules, say: Say) -> None:
    """Say what conflicts and what stands twice, in line order."""
    run = reading.run
    sent = sorted(((_sent(*place, run), place) for place in placed), key=lambda pair: pair[0].line)
    numbers = _numbered(one for one, _ in sent)
    names_specimens = any(_voids(one.observation) for one, _ in sent)
    keys = {
        id(one): (numbers[id(one.observation)], *([one.specimen, one.line] if names_specimens else []))
        for one, _ in sent
    }
    distinct = {keys[id(one)]: one for one, _ in reversed(sent) if _takes_part(one)}
    answers = fold(distinct.values(), version=reading.fold_version).values()
    rows = {(one.line, id(one.observation)): key for key, one in distinct.items()}
    doubted = [held for answer in answers for held in answer.held if _is_doubted(held)]
    waiting = {rows.get((held.sent.line, id(held.sent.observation))): _why_held(held) for held in doubted}
    same = _repeats(answers, numbers)
    told = set()
    for one, place in sent:
        statement = same.get(numbers[id(one.observation)], numbers[id(one.observation)])
        if (code := waiting.get(keys[id(one)])) and not row_holds(one):
            say(*place, code)
        elif statement in told:
            say(*place, IssueCode.DUPLICATE)
        told.add(statement)


def _takes_part(sent: RunObservation) -> bool:
    """Say whether the fold is to see a row: what its own row holds takes no part, but for a deletion."""
    return sent.observation.status is Status.DELETED or not row_holds(sent)


def _voids(report: Observation) -> bool:
    return report.status is Status.DELETED or is_statement(report)


def _is_doubted(held: Held) -> bool:
    return not _HELD_WITHIN_A_FILE.isdisjoint(held.codes)


def _why_held(held: Held) -> IssueCode:
    is_not_done = IssueCode.NOT_DONE_WITH_RESULT in held.codes
    return IssueCode.NOT_DONE_WITH_RESULT if is_not_done else IssueCode.CONFLICT


def _numbered(sent: Iterable[RunObservation]) -> dict[int, int]:
    """Number what reports state, by the identity of the report: rows of equal cells share one, and exact values are slow to compare."""
    numbers: dict[_Statement, int] = {}
    by_report: dict[int, int] = {}
    for one in sent:
        if id(one.observation) not in by_report:
            by_report[id(one.observation)] = numbers.setdefault(_statement(one), len(numbers))
    return by_report


def _repeats(answers: Iterable[MeasurementState], numbers: dict[int, int]) -> dict[int, int]:
    """Return which statements repeat the current one in another unit, each with the number of that."""
    return {
        numbers[id(sent.observation)]: numbers[id(answer.current.observation)]
        for answer in answers
        if answer.current is not None and id(answer.current.observation) in numbers
        for sent in answer.again
        if sent.mark[0] == answer.current.mark[0] and id(sent.observation) in numbers
    }


def _sent(panel: Panel, index: int, run: Run) -> RunObservation:
    report, line = panel.observations[index], panel.lines[index]
    return RunObservation(_SAME, report, run, line, panel.specimen_issues, panel.specimen)


def _statement(sent: RunObservation) -> _Statement:
    """Return what a report states, at which standing: equal for a row that merely stands twice in the file."""
    report = sent.observation
    exact = None if report.number is None else converted(report.number, report.conversion)
    return sent.mark, exact, report.operator, report.finding, report.strength, report.record


def _sayer(profile: Profile) -> Say:
    """Return what adds an issue to a report, at the column of its value."""
    value_column = profile.columns.get(Field.VALUE, "")

    def say(panel: Panel, index: int, code: IssueCode) -> None:
        report = panel.observations[index]
        issue = Issue(code, 0, value_column or report.raw.analyte, report.raw.value, report.analyte)
        panel.add_row_issues(index, issue)

    return say


def _issues(panels: list[Panel]) -> tuple[int, list[Issue]]:
    """Return how many reports are held, and every issue of a kept row at its line."""
    held = 0
    found = []
    for panel in panels:
        shared = panel.specimen_issues
        for index, report in enumerate(panel.observations):
            issues = (*report.issues, *shared, *panel.row_issues.get(index, ()))
            if issues:
                held += is_held(issues)
                line = panel.lines[index]
                found += [Issue(one.code, line, one.column, one.found, report.analyte) for one in issues]
    return held, found
