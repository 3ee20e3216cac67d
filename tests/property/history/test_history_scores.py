"""Random histories of panels: scores, changes, grades, signs of liver injury, visits and completeness at every journal number, against a plain model.

An answer of a number stays as it is, to the last byte, whatever comes later. What an event changes is what the model says, and nothing else.
"""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from math import isclose
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.property.history.answers_model import (
    LIMITS,
    SENDERS,
    About,
    Key,
    Plan,
    Report,
    Said,
    State,
    Visit,
    possible,
)
from tests.support.api_office import STUDY, clock, empty_office, profile, reply, request
from tests.support.examples import tried
from tests.support.studies import study_definition

from hepaflow.catalog.loader import Catalog, load
from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.fold.measurement import ROW_HOLDS
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.study.journal import Draft, EventKind
from hepaflow.domain.study.register import Subject
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.changes.rule_changes import redefine_study
from hepaflow.pipeline.changes.void import restore_file, void_file
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.timeline import timeline
from hepaflow.ports import Change

SUBJECTS = ("CN01-0001", "CN01-0002")
DAYS = ("2024-02-25", "2024-03-08", "2024-03-10", "2024-03-17", "2024-03-24", "2024-04-07")
ROUTES = ("scores", "panels", "visits", "completeness", "safety", "results")
VALUES = {
    "ALT": (30, 90, 130), "AST": (30, 90), "ALP": (80, 260), "BILI": (15, 30, 45), "ALB": (28, 31, 40), "CREAT": (80, 106, 150),
    "INR": (1.1, 1.5, 1.8), "SODIUM": (130, 133, 136),
}  # fmt: skip
UNITS = {"BILI": "umol/L", "ALB": "g/L", "INR": "1", "CREAT": "umol/L", "SODIUM": "mmol/L"}
SCREENING = Visit("SCREENING", -14, -28, -4, ("ALB",))
FIRST = Plan(
    (SCREENING, Visit("BASELINE", 0, -3, 0, ("ALB", "BILI")), Visit("WEEK 2", 14, 11, 17, ("ALB", "BILI"))),
    base_from=-28,
    never=False,
    rounding="optn",
    ctcae="5.0",
)
WIDER = (SCREENING, Visit("BASELINE", 0, -3, 0, ("ALB",)), Visit("WEEK 2", 9, 4, 20, ("ALB", "BILI", "INR")))
PLANS = (
    FIRST,
    replace(FIRST, visits=WIDER),
    replace(FIRST, rounding="at-end", ctcae="6.0"),
    replace(FIRST, base_from=-5, never=True),
)


def study_day(place: int) -> int:
    return place + 1 if place >= 0 else place


def definition(plan: Plan, version: int) -> StudyDefinition:
    visits = [
        {"number": number, "name": one.name, "target_day": study_day(one.target), "first_day": study_day(one.first),
         "last_day": study_day(one.last), "required": list(one.required)}
        for number, one in enumerate(plan.visits, 1)
    ]  # fmt: skip
    told = {
        "visits": visits,
        "reference_date": {"treated": "randomization", "control": "randomization", "words": "as it is"},
        "baseline": {
            "first_day": plan.base_from,
            "last_day": 1,
            "day_one": "never" if plan.never else "count",
        },
        "results_due": {"late_after": 1, "missing_after": 2},
        "scores": {"meld_na_rounding": plan.rounding},
        "ctcae": plan.ctcae,
    }
    protocol = Protocol.model_validate(told)
    return study_definition(STUDY, *SENDERS, version=version, central_labs=(SENDERS[1],), protocol=protocol)


class Course:
    """A study and its model, from the definition on; both live through the same."""

    def __init__(self, catalog: Catalog) -> None:
        self.office = empty_office(catalog)
        self.desk, self.versions, self.entries = self.office.desk, 1, 0
        self.names: list[str] = []  # of files, by their number
        self.kept: dict[tuple[int, str, str], bytes] = {}
        self.compared: Counter[str] = Counter()
        define_study(self.desk.registry, self.desk.queue, clock, "dm", definition(FIRST, 1), "start")
        for center in SENDERS:
            text = profile(center, 'range = "Range"\nstatus = "Status"\n')
            add_profile(self.desk.registry, self.desk.queue, catalog, clock, "dm", text, "start")
        state = State(FIRST, days_one=dict.fromkeys(SUBJECTS, date(2024, 3, 10)))
        for subject in SUBJECTS:
            self.enter(subject, state.days_one[subject])
        self.states = {self.head: state}
        self.look()

    @property
    def head(self) -> int:
        return self.desk.registry.head(STUDY).journal_number

    @property
    def state(self) -> State:
        return self.states[max(self.states)]

    def enter(self, subject: str, day_one: date) -> None:
        told = {"id": subject, "center": SENDERS[0], "status": "enrolled", "baseline": day_one, "sex": "F"}
        entry = Subject.model_validate({**told, "birth_year": 1961})
        put_subject(self.desk, STUDY, entry, self.entries // len(SUBJECTS) + 1, "dm", "enrolment")
        self.entries += 1

    def panel(self, sender: int, subject: int, day: int, analytes: frozenset[str], pick: int) -> None:
        """A lab sends results of a day, unless it has sent some of them."""
        place = SENDERS[sender], SUBJECTS[subject]
        known = {one.key for one in self.state.reports}
        keys = [(*place, one, DAYS[day]) for one in sorted(analytes)]
        rows = [(key, VALUES[key[2]][(pick + at) % len(VALUES[key[2]])]) for at, key in enumerate(keys)]
        if all(key not in known for key in keys):
            self.send([Report(key, value, "final", len(self.names)) for key, value in rows])

    def again(self, at: int, pick: int, status: str) -> None:
        """A lab sends a result once more: corrected, deleted, or with another value that is not marked as a correction."""
        once = [one for one in self.state.reports if self.times(one.key) == 1]
        if once:
            first = once[at % len(once)]
            others = [value for value in VALUES[first.key[2]] if value != first.value]
            value = first.value if status == "deleted" else others[pick % len(others)]
            self.send([Report(first.key, value, status, len(self.names))])

    def times(self, key: Key) -> int:
        return sum(one.key == key for one in self.state.reports)

    def send(self, rows: list[Report]) -> None:
        lines = [
            f"{one.key[1]},{one.key[3]} 08:30,{one.key[2]},{one.value},{UNITS.get(one.key[2], 'U/L')},{ranged(one.key[2])},{one.status}\n"
            for one in rows
        ]
        data = ("Subject,Collected,Test,Result,Units,Range,Status\n" + "".join(lines)).encode()
        sent = self.office.send(data, f"2024-05-{len(self.names) + 1:02}", rows[0].key[0])
        self.names.append(sent)
        self.happened(replace(self.state, reports=(*self.state.reports, *rows)))

    def turn(self, at: int) -> None:
        """A data manager voids a file, or restores it."""
        if self.names:
            file = at % len(self.names)
            voids = file not in self.state.voided
            (void_file if voids else restore_file)(self.desk, "dm", STUDY, self.names[file], "why")
            self.happened(replace(self.state, voided=self.state.voided ^ {file}))

    def decide(self, at: int, kind: str) -> None:
        """A data manager decides about a result that waits."""
        waiting = [
            (state, held.sent)
            for subject in SUBJECTS
            for state in timeline(self.desk.registry, self.desk.results, STUDY, subject).answers.values()
            for held in state.held
        ]
        if waiting:
            _, sent = waiting[at % len(waiting)]
            about, file = sent.measurement, sent.run.file_id
            made = Decision(
                0, DecisionKind(kind), about, "why", file_id=file, line=sent.line, lifts=tuple(ROW_HOLDS)
            )
            draft = Draft(EventKind.DECIDED, "dm", "why", {"kind": kind})
            append(self.desk.registry, STUDY, clock, lambda _: (draft, Change(decision=made)))
            number = self.names.index(file)
            (row,) = [
                one
                for one in self.state.reports
                if one.file == number
                and one.key[:3] == (about.center, about.subject, about.analyte)
                and about.collected_at.startswith(one.key[3])
            ]
            self.happened(replace(self.state, rulings=(*self.state.rulings, (row, kind))))

    def shift(self, by: int) -> None:
        """A data manager corrects day 1 of both subjects."""
        for subject in SUBJECTS:
            day = date(2024, 3, 10 + by)
            if self.state.days_one[subject] != day:
                self.enter(subject, day)
                self.happened(replace(self.state, days_one={**self.state.days_one, subject: day}))

    def redefine(self, plan: int) -> None:
        """The study goes to another version of its definition, if it says something else."""
        if PLANS[plan] == self.state.plan:
            return
        self.versions += 1
        wanted = definition(PLANS[plan], self.versions)
        redefine_study(self.desk, "dm", wanted, "amendment", "")
        self.happened(replace(self.state, plan=PLANS[plan]))

    def happened(self, state: State) -> None:
        before = max(self.states)
        assert self.head == before + 1
        self.states[self.head] = state
        self.look()
        self.changed_as_the_model_says(before)

    def look(self) -> None:
        """Keep what every route answers now, and compare it with the model."""
        number = self.head
        for subject in SUBJECTS:
            for route in ROUTES:
                self.kept[number, subject, route] = self.ask(number, subject, route).body
            self.compare(number, subject)

    def ask(self, number: int, subject: str, route: str) -> Any:
        told = reply(
            request(f"GET /studies/{STUDY}/subjects/{subject}/{route}", {"as_of": str(number)}), self.desk
        )
        assert told.status == 200 or (route == "results" and told.status == 404), told.text
        return told

    def compare(self, number: int, subject: str) -> None:
        told, state = self.told(number, subject), self.states[number]
        is_decided = not state.is_open()
        for about, found in possible(state, subject).items():
            answer = told.get(about)
            where = (number, subject, about, answer, found)
            if all(one == found[0] for one in found):
                assert is_same(answer, found[0]) or (not is_decided and answer is None), where
            else:
                assert answer is None or len(answer) == 2, where
            self.compared[f"{about[0]} {'open' if answer is None else 'known'}"] += 1

    def told(self, number: int, subject: str) -> dict[About, Any]:
        """What the routes say, in the words of the model; without answers that are open."""
        pages = {route: self.ask(number, subject, route).json for route in ROUTES[:5]}
        found = {
            ("score", one["visit_name"], one["score"]): said(one["answer"])
            for one in pages["scores"]["scores"]
        }
        found |= {("visit", one["visit_name"]): said(one["answer"]) for one in pages["visits"]["visits"]}
        found |= {
            ("cell", one["visit_name"], one["analyte"]): (one["state"],)
            for one in pages["completeness"]["completeness"]
        }
        for one in pages["safety"]["safety"]:
            answers = {told["name"]: said(told["answer"]) for told in one["answers"]}
            match one["kind"]:
                case "grade":
                    for name, answer in answers.items():
                        found[name, one["about"], one["day"]] = answer
                case "change":
                    found["change", one["about"], one["day"]] = answers["change"]
                case "hys-law" if one["name"] == "bilirubin > 2 x ULN":
                    found["quadrant", one["day"]] = answers["quadrant"]
        return {about: answer for about, answer in found.items() if answer is not None}

    def changed_as_the_model_says(self, before: int) -> None:
        """The answers that an event changes are those that the model says; of a subject without any, every route answers the same bytes."""
        now = max(self.states)
        if self.states[before].is_open() or self.states[now].is_open():
            return
        for subject in SUBJECTS:
            old, new = (possible(self.states[at], subject) for at in (before, now))
            both = old.keys() & new.keys()
            expected = {about for about in both if old[about] != new[about]}
            told_old, told_new = self.told(before, subject), self.told(now, subject)
            assert {about for about in both if told_old.get(about) != told_new.get(about)} == expected
            self.compared["changed"] += len(expected)
            assert not expected or self.facts(before, subject) != self.facts(now, subject)
            if self.facts(before, subject) == self.facts(now, subject):
                for route in ROUTES:
                    assert self.timeless(before, subject, route) == self.timeless(now, subject, route)
                    self.compared["same bytes"] += 1

    def facts(self, number: int, subject: str) -> tuple[Any, ...]:
        """Everything of a state that may matter for a subject."""
        state = self.states[number]
        sent = [one for one in state.reports if one.key[1] == subject and one.file not in state.voided]
        return state.plan, state.days_one[subject], sent

    def timeless(self, number: int, subject: str, route: str) -> bytes:
        """An answer without the number for which it was asked."""
        text = self.kept[number, subject, route].decode()
        return re.sub(rf'"(as_of|number|journal_number)": ?{number}\b|as_of={number}\b', "N", text).encode()

    def finish(self) -> None:
        for (number, subject, route), body in self.kept.items():
            assert self.ask(number, subject, route).body == body, (number, subject, route)


def ranged(analyte: str) -> str:
    return "{}-{}".format(*LIMITS[analyte]) if analyte in LIMITS else ""


def said(answer: dict[str, Any]) -> tuple[Any, ...] | None:
    """The value of an answer, or its ends; None where it is open."""
    if answer["value"] is not None:
        return (as_number(answer["value"]),)
    ends = answer["low"], answer["high"]
    return None if None in ends else tuple(map(as_number, ends))


def as_number(text: str) -> float | str:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def is_same(answer: tuple[Any, ...] | None, expected: Said) -> bool:
    if answer is None or expected is None:
        return answer is None and expected is None
    if len(expected) == 2 and expected[0] == expected[1]:
        expected = expected[:1]
    return len(answer) == len(expected) and all(
        one == other if isinstance(other, str) else any(isclose(one, value, abs_tol=1e-6) for value in other)
        for one, other in zip(answer, expected, strict=True)
    )


indices = st.integers(0, 20)
panels = st.frozensets(st.sampled_from(sorted(VALUES)), min_size=5)
sends = st.tuples(
    st.just("panel"),
    st.sampled_from([0, 0, 1]),
    st.sampled_from([0, 0, 1]),
    st.integers(0, 5),
    panels,
    indices,
)
events = st.one_of(
    sends,
    st.tuples(st.just("again"), indices, indices, st.just("corrected")),
    st.tuples(st.just("again"), indices, indices, st.sampled_from(["corrected", "deleted", "final"])),
    st.tuples(st.just("turn"), indices),
    st.tuples(st.just("decide"), indices, st.sampled_from(["accept", "set-aside"])),
    st.tuples(st.just("shift"), st.integers(-2, 2)),
    st.tuples(st.just("redefine"), st.integers(0, 3)),
)
courses = st.tuples(st.lists(sends, min_size=2, max_size=4), st.lists(events, min_size=2, max_size=6))


def lived(catalog: Catalog, operations: list[tuple[Any, ...]]) -> Course:
    course = Course(catalog)
    for name, *parts in operations:
        getattr(course, name)(*parts)
    course.finish()
    return course


catalog_once = cache(load)  # as a fixture it would be part of each example


@given(courses)
@tried(0.05)
def test_every_journal_number_gives_the_answers_of_the_model_forever(parts):
    lived(catalog_once(), [*parts[0], *parts[1]])


ALL = frozenset(VALUES)


@pytest.mark.parametrize(
    "event",
    [
        ("again", 0, 0, "corrected"), ("again", 8, 1, "corrected"), ("again", 3, 0, "deleted"), ("turn", 1), ("shift", -1),
        ("redefine", 1), ("redefine", 2), ("redefine", 3),
    ],
)  # fmt: skip
def test_an_event_changes_exactly_the_answers_after_it(catalog, event):
    """Three panels of two senders; then one event, after which some of the compared answers are other ones."""
    course = lived(
        catalog,
        [("panel", 0, 0, 1, ALL, 0), ("panel", 0, 0, 4, ALL, 1), ("panel", 1, 1, 3, ALL, 2), event],
    )
    assert course.compared["changed"] > 0
    assert {f"{name} known" for name in ("score", "change", "grade", "quadrant", "visit", "cell")} <= set(
        course.compared
    )
