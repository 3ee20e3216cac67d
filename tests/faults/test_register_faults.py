"""A worker is killed while it brings a register in; then its message comes again."""

from typing import Any

import pytest
from tests.faults.test_ingest_faults import Killer, kill, points, take_up
from tests.unit.pipeline.studies import CENTER, FIRST, SECOND, World, definition, fixed_clock, started

from hepaflow.domain.files import Delivery
from hepaflow.domain.register import RESERVED_CENTER
from hepaflow.pipeline.desk.onboarding import define_study
from hepaflow.pipeline.ingest import ingest

LIST = f"""subject,center,sex,birth_year,status,former_ids
S-001,{CENTER},F,1970,enrolled,SCR-1
S-002,C-99,M,1950,enrolled,
""".encode()
CHANGED = LIST.replace(b"1970", b"1971")


def delivery(data: bytes, received: str, world: World) -> Delivery:
    return world.arrive(data, received, center=RESERVED_CENTER, name=f"{received}.csv")


def fresh() -> tuple[World, Delivery]:
    world = started()
    return world, delivery(LIST, FIRST, world)


def changing() -> tuple[World, Delivery]:
    world, first = fresh()
    ingest(first, world.services)
    return world, delivery(CHANGED, SECOND, world)


def again() -> tuple[World, Delivery]:
    world, first = fresh()
    ingest(first, world.services)
    return world, delivery(LIST, SECOND, world)


def read_once_more() -> tuple[World, Delivery]:
    world, told = again()
    more = definition(2).model_copy(update={"centers": (CENTER, "C-99")})
    define_study(world.registry, world.queue, fixed_clock, "ann", more, "one center more")
    return world, told


def refused() -> tuple[World, Delivery]:
    world = started()
    return world, delivery(LIST.replace(b"sex", b"Patient name"), FIRST, world)


def unexpected() -> tuple[World, Delivery]:
    world = World()
    told = delivery(LIST, FIRST, world)
    ingest(told, world.services)
    world.define()
    return world, told


def killed_at() -> Any:
    for prepare in (fresh, changing, again, read_once_more, refused, unexpected):
        _, told = prepare()
        for number, after in points(lambda: prepare()[0], lambda _world: take_up(told)):  # noqa: B023 used at once
            when = "after" if after else "before"
            yield pytest.param(prepare, number, after, id=f"{prepare.__name__}-{number}-{when}")


def whole(world: World) -> dict[str, Any]:
    registers = {place: dict(known) for place, known in world.registry.registers.items()}
    return world.snapshot() | {"registers": registers, "dossiers": dict(world.registry.dossiers)}


@pytest.mark.parametrize(("prepare", "number", "after"), list(killed_at()))
def test_after_redelivery_register_and_receipt_stand_as_if_nothing_had_happened(prepare, number, after):
    (undisturbed, told), (disturbed, _) = prepare(), prepare()
    ingest(told, undisturbed.services)
    kill(disturbed, take_up(told), Killer(number, after))
    ingest(told, disturbed.services)
    assert whole(disturbed) == whole(undisturbed)
