"""A lab's "not done" of a table, from the file to completeness: stored, at each journal number, voided, masked."""

from datetime import date

import pytest
from tests.support.visit_plans import SAME_DAY_ONE
from tests.unit.pipeline.answers.planned_study import PROTOCOL, digests, head, redefine, visits
from tests.unit.pipeline.studies import CENTER, STUDY, World, started

from hepaflow.domain.study.register import Subject
from hepaflow.pipeline.register.entries import put_subject

HEADER = b"Subject,Collected,Test,Result,Units,Status\n"
FIRST = (
    HEADER
    + b"""S-001,2025-08-04 08:30,ALT,45,U/L,
S-001,2025-08-04 08:30,BILI,\xe6\x9c\xaa\xe5\x81\x9a,umol/L,
S-001,2025-08-18 08:30,ALT,Not done,,
"""
)  # the second: 未做
TODAY = date(2025, 12, 24)


@pytest.fixture
def world() -> World:
    world = started(protocol=PROTOCOL)
    subject = Subject(id="S-001", center=CENTER, status="enrolled", baseline=date(2025, 8, 4))
    put_subject(world.desk, STUDY, subject, 1, "ann", "enrolment")
    return world


def cells(world: World, number: int | None = None) -> dict[tuple[int, str], str]:
    return {(one.visit, one.analyte): one.state.value for one in visits(world, number).cells(TODAY)}


def test_the_rows_are_accepted_and_their_cells_not_done(world):
    world.send(FIRST, received="2025-08-20T00:00:00.000Z")
    assert cells(world) == {
        (1, "ALT"): "received", (1, "BILI"): "not-done", (2, "ALT"): "not-done", (3, "ALT"): "missing"
    }  # fmt: skip


def test_at_each_journal_number_the_cell_is_as_it_was_then(world):
    start = head(world)
    world.send(FIRST, received="2025-08-20T00:00:00.000Z")
    told = head(world)
    world.send(HEADER + b"S-001,2025-08-18 08:30,ALT,50,U/L,\n", received="2025-08-21T00:00:00.000Z")
    given = head(world)
    world.send(HEADER + b"S-001,2025-08-18 08:30,ALT,TNP,U/L,\n", received="2025-08-22T00:00:00.000Z")
    assert [cells(world, at)[2, "ALT"] for at in (start, told, given, head(world))] == [
        "missing",
        "not-done",
        "received",
        "received",
    ]
    assert [one.reasons for one in visits(world, given).cells(TODAY) if one.visit == 2] == [()]
    (reason,) = next(one.reasons for one in visits(world).cells(TODAY) if one.visit == 2)
    assert reason.code == "HELD_ALT"


def test_a_masked_one_is_not_counted(world):
    masking = {"roles": ["center"], "visits": [3], "analytes": ["BILI"]}
    redefine(world, 2, {**PROTOCOL, "reference_date": SAME_DAY_ONE, "masking": masking})
    world.send(HEADER + b"S-001,2025-08-04 08:30,ALT,45,U/L,\n", received="2025-08-20T00:00:00.000Z")
    without = digests(world, "2025-12-24")
    world.send(HEADER + b"S-001,2025-08-04 08:30,BILI,not done,,\n", received="2025-08-21T00:00:00.000Z")
    assert digests(world, "2025-12-24") == without
