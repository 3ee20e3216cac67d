"""An answer at a journal number stays as it was: whatever is changed later changes the answers after it, and no others."""

from datetime import date
from typing import Any

import pytest
from tests.unit.pipeline.answers.planned_study import PROTOCOL, redefine
from tests.unit.pipeline.studies import CENTER, STUDY, World, started

from hepaflow.domain.study.register import Subject
from hepaflow.domain.visits.subject_days import baseline_day, visit_day
from hepaflow.pipeline.answers.visits import visits_of_subjects
from hepaflow.pipeline.register.entries import put_subject

HEADER = b"Subject,Collected,Test,Result,Units,Status\n"
BASELINE = {"first_day": -28, "last_day": 1, "day_one": "count"}
TODAY = date(2025, 9, 5)


def answers(world: World, number: int) -> Any:
    """Return everything that is said about the visits of the subject at a number."""
    ((_, found),) = visits_of_subjects(world.registry, world.results, STUDY, ["S-001"], number)
    protocol = found.definition.protocol
    assert protocol is not None
    days = [visit_day(found.days, visit, ["ALT"]) for visit in protocol.visits]
    return baseline_day(found.days, ["ALT"]), days, found.cells(TODAY)


def send(world: World, name: str, *rows: str) -> None:
    day = len(world.intake.objects) + 20
    world.send(HEADER + "\n".join(rows).encode() + b"\n", received=f"2025-08-{day}T00:00:00.000Z", name=name)


def first_file(world: World) -> None:
    send(world, "a.csv", "S-001,2025-08-01 08:30,ALT,45,U/L,final", "S-001,2025-08-18 08:30,ALT,50,U/L,final")


def correction(world: World) -> None:
    send(world, "b.csv", "S-001,2025-08-18 08:30,ALT,55,U/L,corrected")


def change_without_a_mark(world: World) -> None:
    send(world, "c.csv", "S-001,2025-08-01 08:30,ALT,46,U/L,final")


def nearer_day(world: World) -> None:
    send(world, "d.csv", "S-001,2025-08-17 08:30,ALT,51,U/L,final", "S-001,2025-08-04 08:30,ALT,44,U/L,final")


def deletion(world: World) -> None:
    send(world, "e.csv", "S-001,2025-08-18 08:30,ALT,55,U/L,deleted")


def draw_not_done(world: World) -> None:
    send(world, "f.csv", "S-001,2025-08-03 08:30,Sample collected,No,,final")


def draw_done_after_all(world: World) -> None:
    send(world, "g.csv", "S-001,2025-08-03 08:30,Sample collected,Yes,,corrected")


def other_day_one(world: World) -> None:
    moved = Subject(id="S-001", center=CENTER, status="enrolled", baseline=date(2025, 8, 6))
    put_subject(world.desk, STUDY, moved, 2, "ann", "the day was mistyped")


def amendment(world: World) -> None:
    redefine(world, 2, {**PROTOCOL, "baseline": {**BASELINE, "last_day": -4}, "tie": "later"})


STEPS = (
    first_file,
    correction,
    change_without_a_mark,
    nearer_day,
    deletion,
    draw_not_done,
    draw_done_after_all,
    other_day_one,
    amendment,
)


@pytest.fixture
def world() -> World:
    world = started(protocol={**PROTOCOL, "baseline": BASELINE})
    subject = Subject(id="S-001", center=CENTER, status="enrolled", baseline=date(2025, 8, 4))
    put_subject(world.desk, STUDY, subject, 1, "ann", "enrolment")
    return world


def test_each_step_changes_the_answers_after_it_and_no_others(world):
    known = {}
    for step in STEPS:
        before = world.registry.head(STUDY).journal_number
        known[before] = answers(world, before)
        step(world)
        after = world.registry.head(STUDY).journal_number
        assert answers(world, after) != known[before], step.__name__
        assert {number: answers(world, number) for number in known} == known, step.__name__
        known[after] = answers(world, after)
