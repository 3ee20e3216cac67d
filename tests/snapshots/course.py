"""One random course of a study: the steps of a history, drawn from a seed."""

import random
from collections.abc import Iterator
from typing import Any

from tests.property.history.files import IMPOSSIBLE, SUBJECTS, Entry, LabFile, Line, SubjectList
from tests.property.history.model import Reading
from tests.property.history.study import UNITS
from tests.unit.pipeline.studies import CENTER, OTHER_CENTER

from hepaflow.domain.fold.decisions import DecisionKind

SEED, FIRST_FILES, STEPS = 7, 4, 90
RULINGS = (DecisionKind.ACCEPT, DecisionKind.ACCEPT, DecisionKind.SET_ASIDE, DecisionKind.RELEASE)
STATUSES = ("preliminary", "final", "final", "corrected")
PERSONS = (("", ""), ("", ""), ("M", "52"), ("F", "55"))
STEP_NAMES = (
    *("send_lab_file", "send_lab_file", "send_list", "again", "correct", "correct", "void", "restore"),
    *("remap", "rerun_all", "decide", "decide", "decide", "retire", "move", "enter", "enter"),
)


class Course:
    """Draws steps for `History`; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 no secret
        self.received = 0

    def steps(self) -> Iterator[tuple[Any, ...]]:
        for _ in range(FIRST_FILES):
            yield self.send_lab_file()
        for _ in range(STEPS):
            name = self.random.choice(STEP_NAMES)
            if name == "remap":
                yield "declare", Reading(self.random.choice(sorted(UNITS)), self.random.random() < 0.7)
                yield "rerun", self.place()
            else:
                yield getattr(self, name)()

    def send_lab_file(self) -> tuple[Any, ...]:
        lines = [self.line(time) for time in self.random.choice([(0,), (0,), (0, 1)])]
        return "send", LabFile(tuple(lines)), self.moment()

    def send_list(self) -> tuple[Any, ...]:
        listed = self.random.sample(SUBJECTS, k=2)
        return "send", SubjectList(tuple(map(self.entry, listed))), self.moment()

    def again(self) -> tuple[Any, ...]:
        return "again", self.place(), self.moment()

    def correct(self) -> tuple[Any, ...]:
        return "correct", self.place(), self.moment(), self.random.choice(STATUSES)

    def void(self) -> tuple[Any, ...]:
        return "void", self.place()

    def restore(self) -> tuple[Any, ...]:
        return "restore", self.place()

    def rerun_all(self) -> tuple[Any, ...]:
        return ("rerun_all",)

    def decide(self) -> tuple[Any, ...]:
        return "decide", self.random.choice(RULINGS), self.place(), self.place()

    def retire(self) -> tuple[Any, ...]:
        return "retire", (self.random.choice(SUBJECTS), self.random.choice((0, 1)))

    def move(self) -> tuple[Any, ...]:
        return (
            "move",
            (self.random.choice(SUBJECTS), self.random.choice((0, 1))),
            self.random.choice(SUBJECTS),
        )

    def enter(self) -> tuple[Any, ...]:
        return "enter", self.entry(self.random.choice(SUBJECTS)), self.moment() + 1  # never that of a file

    def line(self, time: int) -> Line:
        subject = self.random.choice((SUBJECTS[0], SUBJECTS[0], SUBJECTS[1], SUBJECTS[2]))
        value = self.random.choice((1, 2, 3, 4, IMPOSSIBLE))
        return Line(subject, time, value, self.random.choice(STATUSES), *self.random.choice(PERSONS))

    def entry(self, subject: str) -> Entry:
        others = [one for one in SUBJECTS if one != subject]
        formers = self.random.choice([(), (), (self.random.choice(others),)])
        center = self.random.choice((CENTER, CENTER, CENTER, OTHER_CENTER))
        sex, born = self.random.choice(("", "M", "F")), self.random.choice((None, 1970))
        return Entry(center, subject, sex, born, "enrolled", formers)

    def place(self) -> int:
        return self.random.randrange(20)

    def moment(self) -> int:
        """Return a millisecond, mostly later than the ones before."""
        self.received += 4
        return max(0, self.received - self.random.choice((0, 0, 0, 6)))
