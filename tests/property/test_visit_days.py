"""The day of a visit and of the baseline is certain only if every decision about held observations leads to it.

The judge enumerates the decisions: it folds the reports once for each combination, and then looks for the day by going
through dates. It shares no code with `domain.visits` (`tests.support.visit_judge`).
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from tests.support.day_reports import IMPOSSIBLE, decided, reported
from tests.support.examples import tried
from tests.support.visit_judge import DAY_ONE, INPUTS, Case, Tally, judge, judged_baseline, judged_visit

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.measurement_state import Timeline
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Status
from hepaflow.domain.study.register import Subject
from hepaflow.domain.visits.schedule import schedule_of
from hepaflow.domain.visits.subject_days import baseline_day, subject_days, visit_day

TIMELINES = 250  # in the suite; docs/benchmarks.md has the long run
LABELS = ("", "", "", "BASELINE", "PRE", "POST", "WEEK 1", "UNS")
CLOCKS = ("", "T08:00", "T12:00")
DOSES = ("T00:00", "T10:00", "T23:00")  # before all draws, between them, after all
TAKEN_BACK = Issue(IssueCode.TAKEN_BACK)
MOST_HELD = 4  # holds of a timeline whose decisions are enumerated: 81 worlds


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
            pick.choice((at, at, at, at, "2024-05")),  # far from all visits
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
