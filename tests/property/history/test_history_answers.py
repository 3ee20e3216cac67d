"""Random histories: what is answered about visits, completeness and change, at every journal number, against the plain model.

An answer at a number is that which the model's own state at this number leads to. It stays, to the last character, whatever comes later.
"""

from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.property.history.courses import (
    CENTERS,
    courses,
    courses_2,
    courses_3,
    lab_files,
    measurements,
    statuses,
    steps,
)
from tests.property.history.files import SUBJECTS, TIMES, Entry, LabFile, Line
from tests.property.history.model import State
from tests.property.history.study import History
from tests.support.examples import tried
from tests.unit.pipeline.studies import CENTER, STUDY

from hepaflow.domain.change.differences import result_change
from hepaflow.domain.visits.subject_days import baseline_day, visit_day
from hepaflow.pipeline.answers.visits import visits_of_subjects

TODAY = date(2025, 9, 5)  # long after the results were due
DAY_ONE, DAY_TWO = "2024-03-22", "2024-03-23"
PROTOCOL: dict[str, Any] = {
    "visits": [
        {"number": 1, "name": "BASELINE", "target_day": 1, "first_day": 1, "last_day": 1, "required": ["ALT"]},
        {"number": 2, "name": "DAY 2", "target_day": 2, "first_day": 2, "last_day": 2, "required": ["ALT"]},
    ],
    "reference_date": {"treated": "first-infusion", "control": "randomization", "words": "as it is"},
    "baseline": {"first_day": -28, "last_day": 1, "day_one": "count"},
    "results_due": {"late_after": 14, "missing_after": 42},
}  # fmt: skip
Told = dict[str, Any]
FATES = {"current", "said before", "aside", "withdrawn"}  # all others are holds


class AnsweredHistory(History):
    """A history whose answers are compared, too."""

    def __init__(self, **more: Any) -> None:
        super().__init__(protocol=PROTOCOL, **more)
        self.kept: dict[tuple[int, str], str] = {}
        self.compared_answers = 0

    def compare_at(self, number: int) -> None:
        super().compare_at(number)
        if number < 2:  # the study is not defined, or has no profile
            return
        for before in {number - 1, number} & set(range(2, number + 1)):
            for (subject, said), state in zip(
                answers(self, before), [self.model.states[before]] * len(SUBJECTS), strict=True
            ):
                kept = self.kept.setdefault((before, subject), repr(said))
                assert repr(said) == kept, (before, subject)
                expected = plain_answers(state, subject)
                assert {name: said[name] for name in expected} == expected, (before, subject)
                self.compared_answers += len(expected)


def answers(history: History, number: int) -> list[tuple[str, Told]]:
    """What is said about each subject at a number."""
    world = history.world
    found = []
    for subject, known in visits_of_subjects(world.registry, world.results, STUDY, SUBJECTS, number):
        base, days = baseline_day(known.days, ["ALT"]), known.days
        visits = [visit_day(days, visit, ["ALT"]) for visit in days.schedule.protocol.visits]
        told: Told = {
            "day one": str(days.schedule.day_one),
            "no day one": [reason.code for reason in days.schedule.why_no_day_one],
            "baseline": base.day and base.day.day,
            "visits": [choice.day and choice.day.day for choice in visits],
            "states": [cell.state.value for cell in known.cells(TODAY)],
            "all": (base, visits, known.cells(TODAY)),
        }
        last = visits[-1]
        if base.day and last.day:
            change = result_change(last.day.input_of("ALT"), base.day.input_of("ALT"))
            told["change"] = change.change.value
            told["all changes"] = change
        found.append((subject, told))
    return found


def plain_answers(state: State, subject: str) -> Told:
    """What follows from the model's state: of a subject with an open hold only what does not depend on it."""
    entries = [entry for _, entry in state.entries.values() if entry.subject == subject]
    stated = {"" if entry.status == "entered-in-error" else entry.baseline for entry in entries}
    if stated <= {""}:
        return {"day one": "None", "no day one": ["MISSING_DAY_ONE"], "visits": [None, None]}
    if len(stated) > 1:
        return {"day one": "None", "no day one": ["CONFLICT_DAY_ONE"], "visits": [None, None]}
    told: Told = {"day one": DAY_ONE, "no day one": []}
    fates = {
        (time, row): fate
        for (whose, time), answer in state.answers.items()
        if whose == subject
        for row, fate in answer.fates.items()
    }
    if not set(fates.values()) <= FATES or _has_unknown_zone(state, entries):
        return told
    current = {day: _current(state, fates, day) for day in (DAY_ONE, DAY_TWO)}
    days = {day: day if found else None for day, found in current.items()}
    told |= {"baseline": days[DAY_ONE], "visits": [days[DAY_ONE], days[DAY_TWO]]}
    if len(current[DAY_ONE]) == len(current[DAY_TWO]) == 1:
        told["change"] = current[DAY_TWO][0] - current[DAY_ONE][0]
    rows = [row[0].lines[row[1]] for _, row in fates]
    # a row without a value says that it was not done, by its status or by the text in place of the result
    not_done = any(row.status == "not-done" or row.value is None for row in rows)
    if len(entries) == 1 and not not_done:
        told["states"] = [_state(entries[0], day, is_there=bool(current[day])) for day in (DAY_ONE, DAY_TWO)]
    return told


def _has_unknown_zone(state: State, entries: list[Any]) -> bool:
    """Whether the subject of a central lab was at a center without a profile: its zone may be any, and so may the day."""
    is_moved = any(entry.transfers or entry.center != CENTER for entry in entries)
    return state.is_central and (is_moved or not entries)


def _current(state: State, fates: dict[Any, str], day: str) -> list[int]:
    """The values that count of a day, in U/L: by the time of each report, which may not be that of its measurement. A month is no day."""
    return [
        (sent.lines[at].value or 0) * state.factors[sent]
        for (_, (sent, at)), fate in fates.items()
        if fate == "current" and TIMES[sent.lines[at].time].startswith(day)
    ]


def _state(entry: Entry, day: str, *, is_there: bool) -> str:
    if is_there:
        return "received"
    has_left = bool(entry.withdrawn) and entry.withdrawn <= day
    # 2024-03 ends after both days; a whole year, too
    has_died = bool(entry.death) and (
        entry.death <= day if len(entry.death) == len(day) else entry.death < day[: len(entry.death)]
    )
    return "not-applicable" if has_left or has_died else "missing"


def with_day_one(operation: tuple[Any, ...], baseline: str) -> tuple[Any, ...]:
    name, *parts = operation
    if name == "enter":
        return name, replace(parts[0], baseline=baseline), *parts[1:]
    return operation


def lived(course: list[tuple[Any, ...]], days: list[str], **more: Any) -> AnsweredHistory:
    """Live through a course; the entries of the register name day 1, some none."""
    history = AnsweredHistory(**more)
    first = [
        ("enter", Entry(CENTERS[0], subject, status="enrolled"), 1 + 2 * at)
        for at, subject in enumerate(SUBJECTS[:2])
    ]
    dated = zip([*first, *course], [DAY_ONE, DAY_ONE, *days], strict=False)
    for name, *parts in chain.from_iterable(steps(with_day_one(*one)) for one in dated):
        getattr(history, name)(*parts)
        history.compare()
    history.finish()
    return history


dates = st.lists(st.sampled_from([DAY_ONE] * 5 + [""]), min_size=20, max_size=20)


@given(courses(lab_files, statuses, measurements, CENTERS), dates, st.booleans(), st.booleans())
@tried(0.5)
def test_every_journal_number_gives_one_answer_about_visits(course, days, accepts, cumulative):
    lived(course, days, accepts=accepts, cumulative=cumulative)


@given(courses_2, dates, st.booleans(), st.booleans())
@tried(0.5)
def test_every_journal_number_gives_one_answer_about_visits_under_version_2(
    course, days, accepts, cumulative
):
    lived(course, days, accepts=accepts, cumulative=cumulative, version=2)


@given(courses_3, dates, st.booleans(), st.booleans(), st.sampled_from([False, False, False, True]))
@tried(0.5)
def test_every_journal_number_gives_one_answer_about_visits_under_version_3(
    course, days, accepts, cumulative, is_central
):
    lived(course, days, accepts=accepts, cumulative=cumulative, version=3, is_central=is_central)


def test_a_correction_changes_the_answers_from_its_number_on():
    """By hand: 1 and 12 U/L, then the second one corrected to 13: a change of 11, later of 12."""
    history = AnsweredHistory(accepts=False, cumulative=False, version=3)
    history.enter(Entry(CENTERS[0], "S-001", status="enrolled", baseline=DAY_ONE), 1)
    history.send(LabFile((Line("S-001", 0, 1, "final"),)), 10)
    history.send(LabFile((Line("S-001", 1, 12, "final"),)), 20)
    history.send(LabFile((Line("S-001", 1, 13, "corrected"),)), 30)
    history.compare()
    head = history.world.registry.head(STUDY).journal_number
    said = [dict(answers(history, number))["S-001"] for number in range(head - 3, head + 1)]
    assert [one["visits"] for one in said] == [
        [None, None],
        [DAY_ONE, None],
        [DAY_ONE, DAY_TWO],
        [DAY_ONE, DAY_TWO],
    ]
    assert [one.get("change") for one in said] == [None, None, 11, 12]
    assert said[0]["states"] == ["missing", "missing"]
