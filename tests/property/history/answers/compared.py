"""Every answer of a study at every number of its journal, compared with the model."""

import json
import re
from collections import Counter
from typing import Any

from tests.property.history.answers.facts import State
from tests.property.history.answers.safety import possible
from tests.property.history.answers.study_routes import STUDY_ROUTES, compare_study
from tests.property.history.answers.told import ROUTES, is_same, told_by
from tests.property.history.answers.world import INPUTS
from tests.support.api_office import STUDY, reply, request

from hepaflow.pipeline.services import Services

SUBJECTS = ("CN01-0001", "CN01-0002")
MASKED = f"[{STUDY}/monitor]"


class Compared:
    """The states of the model, and what every route answered.

    Attributes:
        desk: of the study.
        states: by number of the journal, what the model knows.
        kept: by number, subject and route, what was answered; "" is the study.
        compared: how many answers of each kind.
    """

    desk: Services

    def __init__(self) -> None:
        self.states: dict[int, State] = {}
        self.kept: dict[tuple[int, str, str], bytes] = {}
        self.compared: Counter[str] = Counter()

    @property
    def head(self) -> int:
        return self.desk.registry.head(STUDY).journal_number

    @property
    def state(self) -> State:
        return self.states[max(self.states)]

    def happened(self, *states: State) -> None:
        """One event after the other led to these states."""
        if not states:
            return
        before = max(self.states)
        assert self.head == before + len(states)
        for number, state in enumerate(states, before + 1):
            self.states[number] = state
            self.look(number)
            self.changed_as_the_model_says(number - 1)

    def look(self, number: int | None = None) -> None:
        """Keep what every route answers now, and compare it with the model."""
        number = self.head if number is None else number
        for subject in SUBJECTS:
            for route in ROUTES:
                self.kept[number, subject, route] = self.ask(number, subject, route)
            self.compare(self.states[number], (number, subject), told_by(self.pages(number, subject)))
        for route in STUDY_ROUTES:
            self.kept[number, "", route] = self.ask(number, "", route)
        study = {route: json.loads(self.kept[number, "", route]) for route in STUDY_ROUTES}
        subjects = {subject: self.pages(number, subject) for subject in SUBJECTS}
        self.compared["study routes"] += compare_study(study, subjects, self.states[number])

    def ask(self, number: int, subject: str, route: str, groups: str = f"[{STUDY}/data-manager]") -> bytes:
        """What a route of a subject answers, or of the study where the subject is ""."""
        path = f"/subjects/{subject}/{route}" if subject else f"/{route}"
        told = reply(request(f"GET /studies/{STUDY}{path}", {"as_of": str(number)}, groups=groups), self.desk)
        assert told.status == 200 or (route == "results" and told.status == 404), told.text
        return told.body

    def pages(self, number: int, subject: str) -> dict[str, Any]:
        return {route: json.loads(self.kept[number, subject, route]) for route in ROUTES[:5]}

    def compare(
        self, state: State, place: tuple[int, str], told: dict[Any, Any], *, exactly: bool = False
    ) -> None:
        """Compare what is told with the model; `exactly`: of what the model does not know nothing is told."""
        is_decided, expected = not state.is_open(), possible(state, place[1])
        if exactly:
            assert not hidden_answers(told, state), place
        for about, found in expected.items():
            if about[0] == "listed":
                continue
            answer = told.get(about)
            where = (*place, about, answer, found)
            if is_certain(found):
                assert is_same(answer, found[0]) or (not is_decided and answer is None), where
            else:
                assert answer is None or len(answer) == 2, where
            self.compared[f"{about[0]} {'open' if answer is None else 'known'}"] += 1

    def changed_as_the_model_says(self, before: int) -> None:
        """The answers that an event changes are those that the model says; of a subject without any, every route answers the same bytes."""
        now = before + 1
        if self.states[before].is_open() or self.states[now].is_open():
            return
        for subject in SUBJECTS:
            old, new = (possible(self.states[at], subject) for at in (before, now))
            both = {about for about in old.keys() & new.keys() if about[0] != "listed"}
            expected = {about for about in both if old[about] != new[about]}
            told_old, told_new = (told_by(self.pages(at, subject)) for at in (before, now))
            changed = {about for about in both if told_old.get(about) != told_new.get(about)}
            assert changed <= expected, (changed - expected, subject)
            sure = {one for one in expected if is_certain(old[one]) and is_certain(new[one])}
            assert sure <= changed, (sure - changed, subject)
            self.compared["changed"] += len(changed)
            assert not expected or self.facts(before, subject) != self.facts(now, subject)
            if self.facts(before, subject) == self.facts(now, subject):
                for route in ROUTES:
                    assert self.timeless(before, subject, route) == self.timeless(now, subject, route)
                    self.compared["same bytes"] += 1

    def facts(self, number: int, subject: str) -> tuple[Any, ...]:
        """Everything of a state that may matter for a subject."""
        state = self.states[number]
        moved_to = {sent[:2] + sent[3:] for sent, to in state.moves.items() if to == subject}
        sent = [
            (one, state.readings[one.file])
            for one in state.reports
            if one.file not in state.voided
            and (one.key[1] == subject or one.key[:2] + one.key[3:] in moved_to)
        ]
        moved = [one for one in state.moves.items() if subject in (one[0][1], one[1])]
        return state.plan, state.entries[subject], sent, moved, state.rulings

    def timeless(self, number: int, subject: str, route: str) -> bytes:
        """An answer without the number for which it was asked."""
        text = self.kept[number, subject, route].decode()
        return re.sub(rf'"(as_of|number|journal_number)": ?{number}\b|as_of={number}\b', "N", text).encode()

    def finish(self) -> None:
        """Every number gives the answers that it gave; a monitor gets those that follow from the rows that he sees."""
        for (number, subject, route), body in self.kept.items():
            assert self.ask(number, subject, route) == body, (number, subject, route)
        self.compare_masked()

    def compare_masked(self) -> None:
        """What any definition masks that is in force at a number, or is the newest one, is masked there."""
        for number, known in self.states.items():
            state = known.masked_like(self.state)
            if not state.mask.is_empty:
                subjects = {name: self.masked_pages(number, name) for name in SUBJECTS}
                for name, pages in subjects.items():
                    self.compare(state, (number, name), told_by(pages), exactly=True)
                compare_study(self.masked_pages(number, "", STUDY_ROUTES), subjects, state)
                self.compared["masked"] += 1

    def masked_pages(self, number: int, subject: str, routes: tuple[str, ...] = ROUTES[:5]) -> dict[str, Any]:
        return {route: json.loads(self.ask(number, subject, route, MASKED)) for route in routes}


def is_certain(found: list[Any]) -> bool:
    return all(one == found[0] for one in found)


def hidden_answers(told: dict[Any, Any], state: State) -> list[Any]:
    """The answers about masked analytes, the scores that need them, masked visits, and days that only masked draws have."""
    mask = state.mask
    visits = {one.name for one in state.plan.visits if mask.hides(one.first, one.last)}
    scores = {code for code, inputs in INPUTS.items() if not mask.analytes.isdisjoint(inputs)}
    return [about for about in told if not {*mask.analytes, *visits, *scores}.isdisjoint(about)]
