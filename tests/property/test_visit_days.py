"""The day of a visit and of the baseline is certain only if every decision about held observations leads to it.

The judge enumerates the decisions: it folds the reports once for each combination, and then looks for the day by going
through dates. It shares no code with `domain.visits`.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from tests.support.day_reports import IMPOSSIBLE, decided, reported
from tests.support.examples import tried

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.measurement_state import Timeline
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Status
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.study.register import Subject
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.domain.visits.day_choice import DayChoice
from hepaflow.domain.visits.schedule import schedule_of
from hepaflow.domain.visits.subject_days import baseline_day, subject_days, visit_day

TIMELINES = 250  # in the suite; docs/benchmarks.md has the long run
DAY_ONE = date(2024, 3, 10)
INPUTS = ("ALB", "BILI")
LABELS = ("", "", "", "BASELINE", "PRE", "POST", "WEEK 1", "UNS")
CLOCKS = ("", "T08:00", "T12:00")
DOSES = ("T00:00", "T10:00", "T23:00")  # before all draws, between them, after all
TAKEN_BACK = Issue(IssueCode.TAKEN_BACK)
MOST_HELD = 4  # holds of a timeline whose decisions are enumerated: 81 worlds


@dataclass(frozen=True)
class Case:
    reports: tuple[RunObservation, ...]
    day_one_rule: str
    tie: str

    @property
    def definition(self) -> StudyDefinition:
        protocol = {
            "visits": [
                {"number": 1, "name": "BASELINE", "target_day": 1, "first_day": -3, "last_day": 1,
                 "pre_dose_labels": ["PRE"], "post_dose_labels": ["POST"]},
                {"number": 2, "name": "WEEK 1", "target_day": 5, "first_day": 2, "last_day": 8},
            ],
            "unscheduled_labels": ["UNS"],
            "tie": self.tie,
            "reference_date": {"treated": "first-infusion", "control": "randomization", "words": "as it is"},
            "baseline": {"first_day": -4, "last_day": 1, "day_one": self.day_one_rule},
        }  # fmt: skip
        return StudyDefinition(
            study="S",
            version=1,
            title="t",
            centers=("CN-01", "LAB"),
            protocol=Protocol.model_validate(protocol),
        )


def generated(seed: int) -> Case:
    """Return some reports of a subject around day 1; some are held, changed, deleted or in conflict."""
    pick = random.Random(seed)  # noqa: S311 a generator of examples
    reports: list[RunObservation] = []
    for number in range(pick.randint(3, 9)):
        day = DAY_ONE + timedelta(days=pick.choice((-5, -4, -1, 0, 0, 0, 2, 3, 5, 5, 7, 8)))
        at = day.isoformat() + pick.choice(CLOCKS)
        sent = reported(
            pick.choice(INPUTS),
            str(pick.randint(20, 40)),
            pick.choice((at, at, at, at, day.isoformat()[:7])),
            issues=pick.choice(((), (), (IMPOSSIBLE,))),
            received=str(number + 1),
            center=pick.choice(("CN-01", "CN-01", "LAB")),
            visit=pick.choice(LABELS),
        )
        reports.append(sent)
        match pick.randint(0, 9):
            case 0 | 1:  # another value of the same measurement, without a mark
                reports.append(_again(sent, str(pick.randint(41, 60)), number + 11, pick.choice(LABELS)))
            case 2:  # in conflict with a row of the same file
                other = _again(sent, str(pick.randint(41, 60)), number + 1, sent.visit)
                reports.append(replace(other, line=3))
            case 3:  # deleted, perhaps by a row that is held
                gone = _again(sent, "1", number + 11, sent.visit)
                doubt = pick.choice(((), (Issue(IssueCode.SPECIMEN_UNKNOWN),)))
                deletion = gone.observation._replace(status=Status.DELETED, issues=doubt)
                reports.append(replace(gone, observation=deletion))
            case _:
                pass
    return Case(
        tuple(reports), pick.choice(("count", "pre-dose", "never")), pick.choice(("earlier", "later"))
    )


def _again(sent: RunObservation, text: str, received: int, visit: str) -> RunObservation:
    place = sent.measurement
    return reported(
        place.analyte, text, place.collected_at, received=str(received), center=place.center, visit=visit
    )


def worlds(case: Case) -> Iterator[list[RunObservation]]:
    """Yield the current observations that each combination of decisions leaves."""
    held = [held.sent for state in fold(case.reports).values() for held in state.held]
    for rulings in product(
        (DecisionKind.ACCEPT, DecisionKind.RELEASE, DecisionKind.SET_ASIDE), repeat=len(held)
    ):
        decisions = [
            decided(number, ruling, sent)
            for number, (ruling, sent) in enumerate(zip(rulings, held, strict=True), 1)
        ]
        states = fold(case.reports, decisions).values()
        yield [state.current for state in states if state.current is not None]


def number_of_holds(states: Timeline) -> int:
    return sum(len(state.held) for state in states.values())


def complete_days(current: list[RunObservation]) -> set[date]:
    """Return the dates on which both inputs count; a partial date is none."""
    by_day: dict[str, set[str]] = {}
    for sent in current:
        at = sent.measurement.collected_at
        if len(at) >= len("2024-03-10"):
            by_day.setdefault(at[:10], set()).add(sent.measurement.analyte)
    return {date.fromisoformat(day) for day, found in by_day.items() if found.issuperset(INPUTS)}


def judged_visit(case: Case, current: list[RunObservation]) -> date | None:
    """Return the date of the visit WEEK 1: target 5 days from day 1 on, so 14 March, window 11 to 17 March."""
    days = complete_days(current)
    for distance in range(4):
        near = [date(2024, 3, 14 - distance), date(2024, 3, 14 + distance)]
        for day in near if case.tie == "earlier" else reversed(near):
            if day in days and date(2024, 3, 11) <= day <= date(2024, 3, 17):
                return day
    return None


def judged_baseline(case: Case, current: list[RunObservation], dose: str) -> date | None:
    """Return the last date from 6 to 10 March with both inputs, of draws that are before the dose by the rule."""

    def counts(sent: RunObservation) -> bool:
        at, label = sent.measurement.collected_at, sent.visit
        if at[:10] != "2024-03-10":
            return True
        if case.day_one_rule == "never" or label == "POST":
            return False
        if case.day_one_rule == "count" or label == "PRE":
            return True
        return at[10:] < dose

    days = complete_days([sent for sent in current if counts(sent)])
    return max((day for day in days if date(2024, 3, 6) <= day <= DAY_ONE), default=None)


def day_of(choice: DayChoice) -> date | None:
    return date.fromisoformat(choice.day.day) if choice.day else None


@dataclass
class Tally:
    certain: int = 0
    open: int = 0
    needless: int = 0


def judge(choice: DayChoice, answers: set[date | None], tally: Tally) -> None:
    if choice.is_certain:
        assert answers == {day_of(choice)}
        assert bool(choice.reasons) == (choice.day is None)
        tally.certain += 1
        return
    known = {date.fromisoformat(day.day) for day in choice.candidates}
    assert answers <= (known | {None} if choice.may_be_none else known)
    assert choice.reasons
    tally.open += 1
    tally.needless += len(answers) == 1


def run(seeds: range) -> tuple[Tally, Tally]:
    """Judge the visit and the baseline of each generated timeline; an assertion fails at the first wrong certainty."""
    visits, baselines = Tally(), Tally()
    for seed in seeds:
        case = generated(seed)
        states = fold(case.reports)
        if number_of_holds(states) > MOST_HELD:
            continue
        entry = Subject(id="CN01-0001", center="CN-01", status="enrolled", baseline=DAY_ONE)
        schedule = schedule_of(case.definition, (entry,))
        found = subject_days(states, schedule)
        week = schedule.protocol.visits[1]
        left = list(worlds(case))
        judge(visit_day(found, week, INPUTS), {judged_visit(case, current) for current in left}, visits)
        ends = {judged_baseline(case, current, dose) for current in left for dose in DOSES}
        judge(baseline_day(found, INPUTS), ends, baselines)
    return visits, baselines


def test_no_day_is_certain_that_a_decision_could_change():
    visits, baselines = run(range(TIMELINES))
    for tally in (visits, baselines):  # the timelines are of both kinds
        assert tally.certain > TIMELINES / 2
        assert tally.open > TIMELINES / 50


@tried(10)  # 20,000 timelines in `make night`
@given(st.integers(0, 2**32))
def test_no_day_of_any_timeline_is_certain_that_a_decision_could_change(seed):
    run(range(seed, seed + 1))


def test_the_judge_meets_several_answers():
    answers = [
        {judged_baseline(case, current, dose) for current in worlds(case) for dose in DOSES}
        for case in map(generated, range(60))
        if number_of_holds(fold(case.reports)) <= MOST_HELD
    ]
    assert max(map(len, answers)) > 1
