"""A worker is killed at each call to the outside, before and after it takes effect; then its message comes again."""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

import pytest
from tests.faults.killing import (
    Doing,
    Killed,
    Killer,
    copy_of,
    course,
    followed,
    kills_that_leave_more,
    moments,
    plain,
    take_up,
    under,
)
from tests.support.archives import BOTH
from tests.support.panel_table import PackedResults
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

from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import Delivery, DeliveryStatus
from hepaflow.pipeline.changes.void import restore_file, void_file
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.failures import fail
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.timeline import timeline

SUBJECTS = ("S-001", "S-002")
SPECIMEN = 'specimen = "Barcode"'
BARCODED = b"""Subject,Barcode,Collected,Test,Result,Units,Status
S-001,B1,2024-03-22 08:30,ALT,45,U/L,final
S-002,B2,2024-03-22 08:40,ALT,50,U/L,final
"""


# What is interrupted: how the study stands before, and what is then done


def good() -> World:
    world = started()
    world.arrive(GOOD)
    return world


def backwards(*tasks: Callable[[], object]) -> tuple[Any, ...]:
    """Do what goes together in the other order: no order is promised."""
    return tuple([task() for task in reversed(tasks)][::-1])


def good_backwards() -> World:
    world = good()
    world.together = backwards
    return world


def every_other_first(*tasks: Callable[[], object]) -> tuple[Any, ...]:
    """Do what goes together in a third order: first the second, fourth, ... task."""
    order = [*range(1, len(tasks), 2), *range(0, len(tasks), 2)]
    given = {place: tasks[place]() for place in order}
    return tuple(given[place] for place in range(len(tasks)))


def moved_otherwise() -> World:
    world = moved()
    world.together = every_other_first
    return world


def repeating_otherwise() -> World:
    world = repeating()
    world.together = every_other_first
    return world


def unknown_backwards() -> World:
    world = expected_and_released()
    world.together = backwards
    return world


def refused_backwards() -> World:
    world = refused()
    world.together = backwards
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


def moved() -> World:
    """Another subject had the specimens first."""
    world = started(more=SPECIMEN)
    world.send(BARCODED.replace(b"S-00", b"T-00"), FIRST, name="before.csv")
    world.arrive(BARCODED, SECOND)
    return world


def repeating() -> World:
    """A cumulative file repeats a panel of an earlier one, in the table that stores only what differs."""
    results: Any = PackedResults()
    world = started('transfer = "cumulative"', world=World(results=results))
    world.send(GOOD.rpartition(b"S-002")[0], FIRST, name="before.csv")
    world.arrive(GOOD, SECOND)
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
    good_backwards,
    refused,
    refused_backwards,
    personal,
    dropped,
    duplicate,
    received_earlier,
    moved,
    moved_otherwise,
    repeating,
    repeating_otherwise,
    unknown_backwards,
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


def ingesting(world: World) -> Doing:
    return take_up(delivery(world))


INGESTING = [(prepare, ingesting) for prepare in PREPARED]


@pytest.mark.parametrize("prepare", PREPARED)
def test_a_killed_worker_leaves_what_its_calls_have_written_and_nothing_else(prepare):
    assert list(kills_that_leave_more(prepare, ingesting)) == []


@moments(*INGESTING)
def test_after_redelivery_everything_stands_as_if_nothing_had_happened(prepare, act, place):
    known = course(prepare, act)
    disturbed = known.broken_off(place)
    known.doing(disturbed)
    assert disturbed.snapshot() == known.end.snapshot()


@moments(*INGESTING)
def test_the_redelivery_gives_the_same_summary(prepare, act, place):
    known = course(prepare, act)
    assert known.doing(known.broken_off(place)) == known.answer


@pytest.mark.parametrize("first", range(0, 18, 3))
@pytest.mark.parametrize("second", range(0, 18, 3))
def test_a_worker_killed_twice_leaves_what_an_undisturbed_one_leaves(first, second):
    known = course(good, ingesting)
    disturbed = copy_of(known.trail[0])
    for number in (first, second):
        killer = Killer(number, after=True)
        with suppress(Killed):
            known.doing(under(disturbed, killer))
    known.doing(plain(disturbed))
    assert disturbed.snapshot() == known.end.snapshot()


def seen(world: World) -> list[Any]:
    return [timeline(world.registry, world.results, STUDY, subject) for subject in SUBJECTS]


@moments((good, ingesting), (moved, ingesting), (moved_otherwise, ingesting))
def test_at_every_moment_also_of_a_redelivery_all_of_a_file_is_visible_or_nothing(prepare, act, place):
    known = course(prepare, act)
    redelivered = followed(known.broken_off(place), known.doing)
    assert all(seen(world) in (seen(known.trail[0]), seen(known.end)) for world in redelivered.states)


def test_before_the_commit_nothing_is_visible_and_from_it_on_everything():
    states = course(good, ingesting).states
    visible = {
        (world.registry.head(STUDY).journal_number, any(known.answers for known in seen(world)))
        for world in states
    }
    assert visible == {(2, False), (3, True)}


@moments(*INGESTING)
def test_no_object_leaves_the_intake_before_its_delivery_is_settled(prepare, act, place):
    told, world = delivery(course(prepare, act).trail[0]), course(prepare, act).broken_off(place)
    kept = next(iter(world.registry.recorded[place] for place in reversed(world.registry.recorded)), told)
    settled = {DeliveryStatus.TAKEN_UP, DeliveryStatus.DUPLICATE}
    assert told.key in world.left_in_intake() or kept.status in settled


@moments((good, ingesting))
def test_a_receipt_and_a_source_copy_are_there_when_the_intake_is_empty(prepare, act, place):
    world = course(prepare, act).broken_off(place)
    name = file_id(STUDY, CENTER, GOOD)
    there = world.receipts.get(f"{STUDY}/{CENTER}/{name}/1/receipt.json") and world.source.kept
    assert world.left_in_intake() or there


# A dead letter is read again until it is worked off


def taken_up() -> World:
    world = good()
    ingest(delivery(world), world.services)
    world.arrive(GOOD)  # its object is still there: removing it was the one thing that failed
    return world


def giving_up(world: World) -> Doing:
    told = delivery(world)
    return lambda seen: fail(told, seen.services)


FAILING = [
    (prepare, giving_up) for prepare in (good, unknown, waiting, released, failed, expected_since, taken_up)
]


@pytest.mark.parametrize(("prepare", "act"), FAILING)
def test_whoever_is_killed_over_a_dead_letter_leaves_nothing_else_either(prepare, act):
    assert list(kills_that_leave_more(prepare, act)) == []


@moments(*FAILING)
def test_a_dead_letter_read_again_leaves_what_one_reading_leaves(prepare, act, place):
    known = course(prepare, act)
    disturbed = known.broken_off(place)
    known.doing(disturbed)
    assert disturbed.snapshot() == known.end.snapshot()


@moments(*FAILING)
def test_a_delivery_taken_up_after_its_dead_letter_is_answered_as_if_it_had_never_failed(prepare, act, place):
    undisturbed, disturbed = course(prepare, ingesting), course(prepare, act).broken_off(place)
    undisturbed.doing(disturbed)
    for part in ("receipts", "deliveries"):
        assert disturbed.snapshot()[part] == undisturbed.end.snapshot()[part]


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
    void_file(services, "ann", STUDY, file_id(STUDY, CENTER, GOOD), "mixed up")


def restore(world: World) -> None:
    services = world.services
    restore_file(services, "ann", STUDY, file_id(STUDY, CENTER, GOOD), "was right")


def committed() -> World:
    world = started()
    world.send(GOOD)
    return world


def voided() -> World:
    world = committed()
    void(world)
    return world


@cache
def asking(request: Doing) -> Callable[[World], Doing]:
    """Return what makes the same request whatever the world was like."""

    def asked(_world: World) -> Doing:
        return request

    asked.__name__ = request.__name__
    return asked


ASKED = [
    (waiting_file, asking(put_profile)),
    (World, asking(put_definition)),
    (unexpected_file, asking(put_definition)),
    (committed, asking(void)),
    (voided, asking(restore)),
]


@pytest.mark.parametrize(("prepare", "act"), ASKED)
def test_a_request_that_died_leaves_what_its_calls_have_written_and_nothing_else(prepare, act):
    assert list(kills_that_leave_more(prepare, act)) == []


@moments(*ASKED)
def test_a_request_that_died_may_be_made_again(prepare, act, place):
    known = course(prepare, act)
    disturbed = known.broken_off(place)
    known.doing(disturbed)
    disturbed.queue.sent = list(dict.fromkeys(disturbed.queue.sent))  # a message may come twice
    assert disturbed.snapshot() == known.end.snapshot()
