"""A worker is killed at each call to the outside, before and after it takes effect; then its message comes again."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    GOOD,
    PERSONAL,
    REFUSED,
    SECOND,
    STUDY,
    World,
    definition,
    profile,
    started,
)
from tests.unit.pipeline.test_archives import BOTH

from hepaflow.domain.files import Delivery, DeliveryStatus
from hepaflow.domain.identity import file_id
from hepaflow.pipeline.desk.onboarding import add_profile, define_study
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.query import timeline
from hepaflow.pipeline.reruns.voiding import restore_file, void_file
from hepaflow.pipeline.watch import fail

SUBJECTS = ("S-001", "S-002")
Act = Callable[[World], Any]


class Killed(BaseException):
    """The process is gone; nobody catches that."""


@dataclass
class Killer:
    """Counts calls to all ports, and kills at one of them.

    Attributes:
        at: the call to be killed at, counted from 0; None: none.
        after: whether the call takes effect.
        look: called after each call that was made.
    """

    at: int | None = None
    after: bool = False
    look: Callable[[], None] = field(default=lambda: None)
    calls: int = 0

    def call(self, method: Callable[..., Any], *parts: Any, **named: Any) -> Any:
        number, self.calls = self.calls, self.calls + 1
        if number == self.at and not self.after:
            raise Killed
        given = method(*parts, **named)
        self.look()
        if number == self.at:
            raise Killed
        return given


class Fragile:
    """A port whose every call goes through a killer."""

    def __init__(self, port: Any, killer: Killer) -> None:
        self._port, self._killer = port, killer

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        return lambda *parts, **named: self._killer.call(method, *parts, **named)


def under(world: World, killer: Killer) -> World:
    world.seen_as = lambda port, _name: Fragile(port, killer)
    return world


def plain(world: World) -> World:
    world.seen_as = lambda port, _name: port
    return world


# What is interrupted: how the study stands before, and what is then done


def good() -> World:
    world = started()
    world.arrive(GOOD)
    return world


def refused() -> World:
    world = started()
    world.arrive(REFUSED)
    return world


def personal() -> World:
    world = started()
    world.arrive(PERSONAL)
    return world


def dropped() -> World:
    world = started(file='personal_columns = "drop"')
    world.arrive(PERSONAL)
    return world


def duplicate() -> World:
    world = started()
    world.send(GOOD, FIRST, name="before.csv")
    world.arrive(GOOD, SECOND)
    return world


def received_earlier() -> World:
    world = started()
    world.send(GOOD, SECOND, name="before.csv")
    world.arrive(GOOD, FIRST)
    return world


def packed() -> World:
    world = started()
    world.arrive(BOTH)
    return world


def unknown() -> World:
    world = World()
    world.arrive(GOOD)
    return world


def waiting() -> World:
    world = World()
    world.define()
    world.arrive(GOOD)
    return world


def released() -> World:
    world = World()
    world.define()
    world.send(GOOD)
    world.add_profile(profile())
    return world


def failed() -> World:
    world = good()
    fail(delivery(world), world.services)
    return world


def expected_since() -> World:
    world = unknown()
    ingest(delivery(world), world.services)
    world.define()
    return world


def expected_and_released() -> World:
    world = expected_since()
    world.add_profile(profile())
    return world


PREPARED = (
    good,
    refused,
    personal,
    dropped,
    duplicate,
    received_earlier,
    packed,
    unknown,
    waiting,
    released,
    failed,
    expected_since,
    expected_and_released,
)


def delivery(world: World) -> Delivery:
    key = f"{STUDY}/{CENTER}/march.csv"
    ((version, (received, _)),) = world.intake.objects.get(key, {}).items()
    return Delivery(STUDY, CENTER, key, version, received)


def take_up(told: Delivery) -> Act:
    return lambda world: ingest(told, world.services)


def points(prepare: Callable[[], World], act: Callable[[World], Act]) -> Iterator[tuple[int, bool]]:
    """Yield every call that an undisturbed run makes, before and after it takes effect."""
    world = prepare()
    doing = act(world)
    killer = Killer()
    doing(under(world, killer))
    assert killer.calls > 0
    for number in range(killer.calls):
        yield number, False
        yield number, True


def ingest_points() -> Iterator[Any]:
    for prepare in PREPARED:
        for number, after in points(prepare, lambda world: take_up(delivery(world))):
            when = "after" if after else "before"
            yield pytest.param(prepare, number, after, id=f"{prepare.__name__}-{number}-{when}")


def kill(world: World, doing: Act, killer: Killer) -> None:
    with pytest.raises(Killed):
        doing(under(world, killer))
    plain(world)


@pytest.mark.parametrize(("prepare", "number", "after"), list(ingest_points()))
def test_after_redelivery_everything_stands_as_if_nothing_had_happened(prepare, number, after):
    undisturbed, disturbed = prepare(), prepare()
    told = delivery(disturbed)
    ingest(told, undisturbed.services)
    kill(disturbed, take_up(told), Killer(number, after))
    ingest(told, disturbed.services)
    assert disturbed.snapshot() == undisturbed.snapshot()


@pytest.mark.parametrize(("prepare", "number", "after"), list(ingest_points()))
def test_the_redelivery_gives_the_same_summary(prepare, number, after):
    undisturbed, disturbed = prepare(), prepare()
    told = delivery(disturbed)
    kill(disturbed, take_up(told), Killer(number, after))
    assert ingest(told, disturbed.services) == ingest(told, undisturbed.services)


@pytest.mark.parametrize("first", range(0, 18, 3))
@pytest.mark.parametrize("second", range(0, 18, 3))
def test_a_worker_killed_twice_leaves_what_an_undisturbed_one_leaves(first, second):
    undisturbed, disturbed = good(), good()
    told = delivery(disturbed)
    ingest(told, undisturbed.services)
    for number in (first, second):
        killer = Killer(number, after=True)
        with suppress(Killed):
            ingest(told, under(disturbed, killer).services)
    ingest(told, plain(disturbed).services)
    assert disturbed.snapshot() == undisturbed.snapshot()


def seen(world: World) -> list[Any]:
    return [timeline(world.registry, world.results, STUDY, subject) for subject in SUBJECTS]


@pytest.mark.parametrize(("number", "after"), list(points(good, lambda world: take_up(delivery(world)))))
def test_at_every_moment_all_of_a_file_is_visible_or_nothing(number, after):
    world, whole = good(), good()
    told = delivery(world)
    before = seen(world)
    ingest(told, whole.services)
    moments: list[list[Any]] = []
    kill(world, take_up(told), Killer(number, after, look=lambda: moments.append(seen(world))))
    ingest(told, world.services)
    assert all(moment in (before, seen(whole)) for moment in moments)


def test_before_the_commit_nothing_is_visible_and_from_it_on_everything():
    world = good()
    told = delivery(world)
    moments: list[tuple[int, bool]] = []

    def look() -> None:
        committed = world.registry.head(STUDY).number
        moments.append((committed, any(known.answers for known in seen(world))))

    take_up(told)(under(world, Killer(look=look)))
    assert set(moments) == {(2, False), (3, True)}


@pytest.mark.parametrize(("prepare", "number", "after"), list(ingest_points()))
def test_no_object_leaves_the_intake_before_its_delivery_is_settled(prepare, number, after):
    world = prepare()
    told = delivery(world)
    kill(world, take_up(told), Killer(number, after))
    kept = next(iter(world.registry.recorded[place] for place in reversed(world.registry.recorded)), told)
    settled = {DeliveryStatus.TAKEN_UP, DeliveryStatus.DUPLICATE}
    assert told.key in world.left_in_intake() or kept.status in settled


@pytest.mark.parametrize("number", range(40))
def test_a_receipt_and_a_source_copy_are_there_when_the_intake_is_empty(number):
    world = good()
    told = delivery(world)
    with suppress(Killed):
        ingest(told, under(world, Killer(number, after=True)).services)
    name = file_id(STUDY, CENTER, GOOD)
    there = world.receipts.get(f"{STUDY}/{CENTER}/{name}/1/receipt.json") and world.source.kept
    assert world.left_in_intake() or there


# A dead letter is read again until it is worked off


def taken_up() -> World:
    world = good()
    ingest(delivery(world), world.services)
    world.arrive(GOOD)  # its object is still there: removing it was the one thing that failed
    return world


def give_up(told: Delivery) -> Act:
    return lambda world: fail(told, world.services)


def fail_points() -> Iterator[Any]:
    for prepare in (good, unknown, waiting, released, failed, expected_since, taken_up):
        for number, after in points(prepare, lambda world: give_up(delivery(world))):
            when = "after" if after else "before"
            yield pytest.param(prepare, number, after, id=f"{prepare.__name__}-{number}-{when}")


@pytest.mark.parametrize(("prepare", "number", "after"), list(fail_points()))
def test_a_dead_letter_read_again_leaves_what_one_reading_leaves(prepare, number, after):
    undisturbed, disturbed = prepare(), prepare()
    told = delivery(disturbed)
    fail(told, undisturbed.services)
    kill(disturbed, give_up(told), Killer(number, after))
    fail(told, disturbed.services)
    assert disturbed.snapshot() == undisturbed.snapshot()


@pytest.mark.parametrize(("prepare", "number", "after"), list(fail_points()))
def test_a_delivery_taken_up_after_its_dead_letter_is_answered_as_if_it_had_never_failed(
    prepare, number, after
):
    disturbed, undisturbed = prepare(), prepare()
    told = delivery(disturbed)
    kill(disturbed, give_up(told), Killer(number, after))
    for world in (disturbed, undisturbed):
        ingest(told, world.services)
    assert disturbed.snapshot()["receipts"] == undisturbed.snapshot()["receipts"]
    assert disturbed.snapshot()["deliveries"] == undisturbed.snapshot()["deliveries"]


# What people do is repeated by people: the same request again


def waiting_file() -> World:
    world = World()
    world.define()
    world.send(GOOD)
    return world


def put_profile(world: World) -> None:
    services, queue = world.services, world.seen_as(world.queue, "queue")
    add_profile(services.registry, queue, services.catalog, services.clock, "ann", profile(), "onboarding")


def unexpected_file() -> World:
    world = World()
    world.send(GOOD)
    return world


def put_definition(world: World) -> None:
    services = world.services
    queue = world.seen_as(world.queue, "queue")
    define_study(services.registry, queue, services.clock, "ann", definition(), "start")


def void(world: World) -> None:
    services = world.services
    void_file(services.registry, services.clock, "ann", STUDY, file_id(STUDY, CENTER, GOOD), "mixed up")


def restore(world: World) -> None:
    services = world.services
    restore_file(services.registry, services.clock, "ann", STUDY, file_id(STUDY, CENTER, GOOD), "was right")


def committed() -> World:
    world = started()
    world.send(GOOD)
    return world


def voided() -> World:
    world = committed()
    void(world)
    return world


def request_points() -> Iterator[Any]:
    for prepare, act in (
        (waiting_file, put_profile),
        (World, put_definition),
        (unexpected_file, put_definition),
        (committed, void),
        (voided, restore),
    ):
        for number, after in points(prepare, lambda _world, act=act: act):
            when = "after" if after else "before"
            yield pytest.param(
                prepare, act, number, after, id=f"{prepare.__name__}-{act.__name__}-{number}-{when}"
            )


@pytest.mark.parametrize(("prepare", "act", "number", "after"), list(request_points()))
def test_a_request_that_died_may_be_made_again(prepare, act, number, after):
    undisturbed, disturbed = prepare(), prepare()
    act(undisturbed)
    kill(disturbed, act, Killer(number, after))
    act(disturbed)
    disturbed.queue.sent = list(dict.fromkeys(disturbed.queue.sent))  # a message may come twice
    assert disturbed.snapshot() == undisturbed.snapshot()
