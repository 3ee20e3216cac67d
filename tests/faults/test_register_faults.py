"""A worker is killed while it brings a register in; then its message comes again."""

from typing import Any

import pytest
from tests.faults.killing import Doing, course, kills_that_leave_more, moments, take_up
from tests.unit.pipeline.studies import CENTER, FIRST, SECOND, STUDY, World, definition, fixed_clock, started

from hepaflow.domain.study.files import Delivery
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.pipeline.ingest import ingest

LIST = f"""subject,center,sex,birth_year,status,former_ids
S-001,{CENTER},F,1970,enrolled,SCR-1
S-002,C-99,M,1950,enrolled,
""".encode()
CHANGED = LIST.replace(b"1970", b"1971")


def delivery(world: World) -> Delivery:
    ((key, version, received),) = (
        (key, version, received)
        for key, versions in world.intake.objects.items()
        for version, (received, _) in versions.items()
    )
    return Delivery(STUDY, RESERVED_CENTER, key, version, received)


def listed(world: World, data: bytes, received: str) -> World:
    world.arrive(data, received, center=RESERVED_CENTER, name=f"{received}.csv")
    return world


def fresh() -> World:
    return listed(started(), LIST, FIRST)


def known() -> World:
    world = fresh()
    ingest(delivery(world), world.services)
    return world


def changing() -> World:
    return listed(known(), CHANGED, SECOND)


def again() -> World:
    return listed(known(), LIST, SECOND)


def read_once_more() -> World:
    world = again()
    more = definition(2).model_copy(update={"centers": (CENTER, "C-99")})
    define_study(world.registry, world.queue, fixed_clock, "ann", more, "one center more")
    return world


def refused() -> World:
    return listed(started(), LIST.replace(b"sex", b"Patient name"), FIRST)


def unexpected() -> World:
    world = listed(World(), LIST, FIRST)
    ingest(delivery(world), world.services)
    world.define()
    return world


def ingesting(world: World) -> Doing:
    return take_up(delivery(world))


WHAT = [(prepare, ingesting) for prepare in (fresh, changing, again, read_once_more, refused, unexpected)]


def whole(world: World) -> dict[str, Any]:
    registers = {place: dict(known) for place, known in world.registry.registers.items()}
    return world.snapshot() | {"registers": registers, "dossiers": dict(world.registry.dossiers)}


@pytest.mark.parametrize(("prepare", "act"), WHAT)
def test_a_killed_worker_leaves_what_its_calls_have_written_and_nothing_else(prepare, act):
    assert list(kills_that_leave_more(prepare, act)) == []


@moments(*WHAT)
def test_after_redelivery_register_and_receipt_stand_as_if_nothing_had_happened(prepare, act, place):
    undisturbed = course(prepare, act)
    disturbed = undisturbed.broken_off(place)
    undisturbed.doing(disturbed)
    assert whole(disturbed) == whole(undisturbed.end)
