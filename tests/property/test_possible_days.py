"""No day and no value is certain that another possible day of a specimen could change.

A specimen has several possible days if its date is partial, or if it may be of several time zones. The judge gives each such specimen
every one of its days, and then looks for the day of the visit and of the baseline by going through dates. It computes local times by
adding hours. It shares no code with `domain.visits`.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from tests.support.day_reports import reported
from tests.support.visit_judge import DAY_ONE, INPUTS, Case, Tally, judge, judged_baseline, judged_visit

from hepaflow.domain.answers.reasons import ReasonKind
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.study.register import Subject, SubjectStatus
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.domain.visits.completeness import CellState, completeness
from hepaflow.domain.visits.schedule import schedule_of
from hepaflow.domain.visits.subject_days import baseline_day, subject_days, visit_day

TIMELINES = 250
HOURS = {"Asia/Shanghai": 8, "Pacific/Honolulu": -10}  # neither has summer time
ZONES = {"CN-01": (ZoneInfo("Asia/Shanghai"),), "US-01": (ZoneInfo("Pacific/Honolulu"),)}
PARTIAL = ("2024-03", "2024-03", "2024-02", "2024")
SILENT = "DE-01"  # nobody stated its zone
CENTERS = ("CN-01", "US-01", "LAB", SILENT)
ENTRY = Subject.model_validate({
    "id": "CN01-0001", "center": "CN-01", "status": "enrolled", "baseline": DAY_ONE,
    "transfers": [{"center": "US-01", "from": "2024-03-12"}],
})  # fmt: skip
AFTER = date(2024, 6, 30)
DAYS = {1: ("2024-03-07", "2024-03-10", "2024-03-10"), 2: ("2024-03-11", "2024-03-14", "2024-03-17")}


@dataclass(frozen=True)
class Doubtful:
    """Reports whose days are certain, and those that have several possible days."""

    sure: tuple[RunObservation, ...]
    open: tuple[RunObservation, ...]
    case: Case


def generated(seed: int) -> Doubtful:
    pick = random.Random(seed)  # noqa: S311 a generator of examples

    def one(number: int, at: str, center: str) -> RunObservation:
        value = str(20 + number)
        return reported(pick.choice(INPUTS), value, at, received=str(number + 1), center=center)

    def day() -> str:
        return (DAY_ONE + timedelta(days=pick.choice((-5, -4, -1, 0, 2, 3, 5, 7, 8, 9)))).isoformat()

    def zoned(number: int) -> RunObservation:
        at = f"{day()}T{pick.choice(('04:00', '09:00', '12:00', '20:00'))}"
        return replace(one(number, at, pick.choice(("LAB", "LAB", SILENT))), offset="+00:00")

    sure = tuple(
        one(n, day() + pick.choice(("", "T07:00", "T12:00")), "CN-01") for n in range(pick.randint(0, 5))
    )
    count = pick.randint(1, 2)
    open_ = tuple(
        zoned(n) if pick.random() < 0.5 else one(n, pick.choice(PARTIAL), "CN-01")
        for n in range(6, 6 + count)
    )
    return Doubtful(sure, open_, Case((), pick.choice(("count", "never")), pick.choice(("earlier", "later"))))


def possible_times(sent: RunObservation) -> list[str]:
    """Return every time that a report may be of. Days far from all windows stand for each other."""
    at = sent.measurement.collected_at
    if sent.offset:
        moment = datetime.fromisoformat(at)
        apart = range(-12, 15) if sent.measurement.center == SILENT else HOURS.values()
        return [(moment + timedelta(hours=hours)).isoformat(timespec="minutes") for hours in apart]
    days = [(DAY_ONE + timedelta(days=n)).isoformat() for n in range(-12, 14)]
    days += ["2024-02-01", "2024-03-31", "2024-12-31"]
    return [f"{day}{clock}" for day in days if day.startswith(at) for clock in ("T00:00", "T23:59")]


def worlds(told: Doubtful) -> Iterator[list[RunObservation]]:
    for times in product(*map(possible_times, told.open)):
        placed = [
            replace(sent, measurement=sent.measurement._replace(collected_at=at))
            for sent, at in zip(told.open, times, strict=True)
        ]
        yield [*told.sure, *placed]


def first_value(current: list[RunObservation], day: str, analyte: str) -> set[str]:
    """Return the value of the earliest draw of a day; of a draw without a time nobody knows whether it is the earliest."""
    found = [
        (sent.measurement.collected_at[10:], sent.observation.raw.value)
        for sent in current
        if sent.measurement.collected_at[:10] == day and sent.measurement.analyte == analyte
    ]
    return {value for clock, value in found if not clock or clock == min(c or "Z" for c, _ in found)}


def run(seeds: range) -> tuple[Tally, Tally, Tally]:
    visits, baselines, values = Tally(), Tally(), Tally()
    for seed in seeds:
        told = generated(seed)
        definition = told.case.definition.model_copy(update={"centers": CENTERS, "central_labs": ("LAB",)})
        schedule = schedule_of(definition, (ENTRY,), ZONES)
        timeline = fold((*told.sure, *told.open))
        found = subject_days(timeline, schedule)
        left = list(worlds(told))
        answers = {judged_visit(told.case, current) for current in left}
        judge(visit_day(found, schedule.protocol.visits[1], INPUTS), answers, visits)
        ends = {judged_baseline(told.case, current, "T10:00") for current in left}
        judge(baseline_day(found, INPUTS), ends, baselines)
        if len({sent.measurement.center for sent in (*told.sure, *told.open)}) > 1:
            continue  # the order of centers decides before time does
        for day in found.listed:
            for analyte, known in day.inputs.items():
                if len(known.candidates) == 1 and not known.may_be_absent:
                    value = known.candidates[0].sent.observation.raw.value
                    assert {frozenset(first_value(one, day.day, analyte)) for one in left} == {
                        frozenset({value})
                    }
                    values.certain += 1
                else:
                    values.open += 1
    return visits, baselines, values


def test_no_day_and_no_value_is_certain_that_another_possible_day_could_change():
    for tally in run(range(TIMELINES)):  # the timelines are of both kinds
        assert tally.certain > TIMELINES / 20
        assert tally.open > TIMELINES / 20


def test_the_judge_meets_several_answers():
    some = [{judged_visit(told.case, one) for one in worlds(told)} for told in map(generated, range(60))]
    assert max(map(len, some)) > 1


def required(told: Doubtful) -> StudyDefinition:
    """Return the definition in which both visits require both analytes."""
    protocol = told.case.definition.protocol
    assert protocol is not None
    visits = tuple(visit.model_copy(update={"required": INPUTS}) for visit in protocol.visits)
    more = {
        "centers": CENTERS,
        "central_labs": ("LAB",),
        "protocol": protocol.model_copy(update={"visits": visits}),
    }
    return told.case.definition.model_copy(update=more)


def test_no_cell_without_a_reason_depends_on_a_possible_day():
    """It is the same in each world: received if a result lies in the window, not applicable if the subject had left before."""
    certain = 0
    left = ENTRY.model_copy(update={"status": SubjectStatus.DISCONTINUED})
    for told in map(generated, range(TIMELINES)):
        timeline = fold((*told.sure, *told.open))
        found = subject_days(timeline, schedule_of(required(told), (left,), ZONES))
        for cell in completeness(found, timeline, left, AFTER):
            if any(reason.kind in (ReasonKind.PARTIAL_DATE, ReasonKind.TIME_ZONE) for reason in cell.reasons):
                continue
            certain += 1
            first, target, last = DAYS[cell.visit]
            for current in worlds(told):
                days = [sent.measurement.collected_at[:10] for sent in current]
                is_there = any(
                    first <= day <= last and sent.measurement.analyte == cell.analyte
                    for sent, day in zip(current, days, strict=True)
                )
                assert is_there == (cell.state is CellState.RECEIVED)
                assert is_there or (max(days) < target) == (cell.state is CellState.NOT_APPLICABLE)
    assert certain > TIMELINES / 2
