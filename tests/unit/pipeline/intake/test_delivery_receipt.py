"""Every delivery has an answer at one address, and nobody who asks there gets an older one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.examples import tried
from tests.unit.pipeline.studies import (
    CENTER,
    GOOD,
    REFUSED,
    SECOND,
    STUDY,
    World,
    definition,
    profile,
    started,
)
from tests.unit.pipeline.turns import in_turns

from hepaflow import VERSION
from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import DeliveryStatus
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.failures import fail, send_failed
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.intake.delivery_receipt import delivery_receipt_key
from hepaflow.ports import StoredFile

turns = st.lists(st.integers(0, 2), min_size=0, max_size=60)


def told_at(delivery):
    return delivery_receipt_key(delivery.study, delivery.center, delivery.version_id)


def answer(world, delivery):
    data = world.receipts.get(told_at(delivery))
    assert data is not None
    return json.loads(data)


def waiting() -> World:
    world = World()
    world.define()
    return world


def work_off(world):
    while world.queue.sent:
        ingest(world.queue.sent.pop(0), world.services)


@pytest.fixture
def world():
    return started()


def test_what_waits_for_its_profile_is_told_what_it_waits_for_and_who_acts():
    world = waiting()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    told = answer(world, delivery)
    assert (told["outcome"], told["who"]) == ("awaiting-profile", "data manager")
    assert "profile" in told["message"]["en"]
    assert "Nothing to do for the lab" in told["message"]["en"]
    assert "实验室无需处理" in told["message"]["zh"]


def test_receipt_of_a_delivery_names_the_version_that_wrote_it():
    world = waiting()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    assert answer(world, delivery)["hepaflow"] == VERSION


def test_the_answer_to_what_was_taken_up_names_file_and_receipts(world):
    delivery = world.arrive(GOOD)
    name = ingest(delivery, world.services).file_id
    told = answer(world, delivery)
    assert (told["outcome"], told["file_id"]) == ("taken-up", name)
    assert world.receipts.get(f"{told['receipts']}1/receipt.json") is not None


def test_a_refused_file_was_taken_up_too(world):
    delivery = world.arrive(REFUSED)
    ingest(delivery, world.services)
    told = answer(world, delivery)
    assert told["outcome"] == "taken-up"
    assert world.receipts.get(f"{told['receipts']}1/receipt.json") is not None


def test_the_answer_to_a_duplicate_names_its_acknowledgement(world):
    world.send(GOOD)
    again = world.arrive(GOOD, SECOND, name="again.csv")
    ingest(again, world.services)
    told = answer(world, again)
    acknowledged = json.loads(world.receipts.get(told["receipts"]))
    assert (told["outcome"], acknowledged["outcome"]) == ("duplicate", "duplicate")


def test_a_profile_replaces_the_answer_of_what_waited():
    world = waiting()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    world.add_profile(profile())
    work_off(world)
    assert answer(world, delivery)["outcome"] == "taken-up"


def test_a_redrive_replaces_the_answer_of_what_failed(world):
    delivery = world.arrive(GOOD)
    fail(delivery, world.services)
    assert answer(world, delivery)["outcome"] == "failed"
    send_failed(world.registry, world.queue, STUDY, CENTER)
    work_off(world)
    assert answer(world, delivery)["outcome"] == "taken-up"


def test_of_every_delivery_there_is_one_answer(world):
    """Also where its file is known by then: a delivery that waited and then failed."""
    world = waiting()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    world.add_profile(profile())
    fail(delivery, world.services)
    answers = [key for key in world.receipts.kept if f"/{delivery.version_id}/" in key]
    assert answers == [told_at(delivery)]
    assert answer(world, delivery)["outcome"] == "failed"


def test_page_that_an_earlier_version_stored_does_not_stay_as_it_was():
    """Earlier versions stored a page beside each receipt of a delivery: here one that says that the file waits."""
    world = waiting()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    place = told_at(delivery).replace("receipt.json", "receipt.html")
    world.receipts.put(StoredFile(place, b"<p>The file is waiting", "text/html"))
    world.add_profile(profile())
    work_off(world)
    page = world.receipts.get(place).decode()
    assert ("The file was processed." in page, "waiting" in page) == (True, False)


def test_a_failure_is_told_as_ours(world):
    delivery = world.arrive(GOOD)
    fail(delivery, world.services)
    assert "our side" in answer(world, delivery)["message"]["en"]


# Two workers at once


@given(turns)
@tried(1.5)
def test_a_failure_told_beside_the_taking_up_never_has_the_last_word(order):
    world = started()
    delivery = world.arrive(GOOD)
    in_turns(
        world, [lambda services: ingest(delivery, services), lambda services: fail(delivery, services)], order
    )
    assert world.delivery(delivery).status is DeliveryStatus.TAKEN_UP
    assert answer(world, delivery)["outcome"] == "taken-up"


def adding(world):
    def add(services):
        queue = world.seen_as(world.queue, "queue")
        add_profile(
            services.registry, queue, services.catalog, services.clock, "ann", profile(), "onboarding"
        )
        work_off(world)

    return add


@given(turns)
@tried(1.5)
def test_a_wait_told_beside_the_taking_up_never_has_the_last_word(order):
    world = waiting()
    delivery = world.arrive(GOOD)
    in_turns(world, [lambda services: ingest(delivery, services), adding(world)], order)
    work_off(world)
    assert world.delivery(delivery).status is DeliveryStatus.TAKEN_UP
    assert answer(world, delivery)["outcome"] == "taken-up"


# What nobody expected


def defining(world):
    def define(services):
        queue = world.seen_as(world.queue, "queue")
        define_study(services.registry, queue, services.clock, "ann", definition(), "start")

    return define


def unknown_answer(world):
    (left,) = world.registry.deliveries("unknown", "unknown")
    return left, answer(world, left)


def test_the_answer_under_unknown_says_who_acts():
    world = World()
    world.send(GOOD)
    _, told = unknown_answer(world)
    assert (told["outcome"], told["who"]) == ("unknown", "data manager")


@pytest.mark.parametrize("onboarded", [True, False], ids=["with-profile", "without-profile"])
def test_what_nobody_expected_is_taken_up_when_its_center_is_defined(onboarded):
    world = World()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    world.define()
    work_off(world)
    if onboarded:
        world.add_profile(profile())
        work_off(world)
    wanted = DeliveryStatus.TAKEN_UP if onboarded else DeliveryStatus.AWAITING_PROFILE
    assert world.delivery(delivery).status is wanted
    left, told = unknown_answer(world)
    assert (left.status, told["outcome"]) == (DeliveryStatus.MOVED, "moved")


def test_a_center_that_is_added_later_takes_up_its_own_files_alone():
    world = started()
    mine, other, lost = (
        world.arrive(GOOD, center="C-09"),
        world.arrive(GOOD, center="C-99"),
        world.arrive(GOOD, center="C-09", study="OTHER"),
    )
    for delivery in (mine, other, lost):
        ingest(delivery, world.services)
    wider = definition(2).model_copy(update={"centers": (CENTER, "C-02", "C-09")})
    define_study(world.registry, world.queue, world.services.clock, "ann", wider, "a ninth center")
    assert [sent.key for sent in world.queue.sent] == [mine.key]


def test_what_has_moved_is_not_sent_again_by_a_later_definition():
    world = World()
    world.send(GOOD)
    world.define()
    work_off(world)
    define_study(
        world.registry, world.queue, world.services.clock, "ann", definition(2, subject_pattern="S-.*"), "ids"
    )
    assert world.queue.sent == []


def test_what_was_unknown_keeps_the_time_of_its_receipt():
    world = World()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    world.define()
    work_off(world)
    (kept,) = world.registry.deliveries(STUDY, CENTER)
    assert (kept.key, kept.version_id, kept.received) == (
        delivery.key,
        delivery.version_id,
        delivery.received,
    )


@given(turns)
@tried(2)
def test_a_file_is_never_lost_between_its_arrival_and_the_definition(order):
    world = World()
    delivery = world.arrive(GOOD)
    in_turns(world, [lambda services: ingest(delivery, services), defining(world)], order)
    world.add_profile(profile())
    work_off(world)
    assert world.delivery(delivery).status is DeliveryStatus.TAKEN_UP
    assert answer(world, delivery)["outcome"] == "taken-up"
    assert [left.status for left in world.registry.deliveries("unknown", "unknown")] in (
        [],
        [DeliveryStatus.MOVED],
    )


@given(turns)
@tried(2)
def test_the_answer_under_unknown_never_outlives_the_move(order):
    world = World()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    world.define()
    world.add_profile(profile())
    both = [lambda services: ingest(delivery, services)] * 2
    in_turns(world, both, order)
    left, told = unknown_answer(world)
    assert (left.status, told["outcome"]) == (DeliveryStatus.MOVED, "moved")


@given(turns)
@tried(1.5)
def test_a_dead_letter_beside_the_definition_leaves_nothing_behind(order):
    world = World()
    delivery = world.arrive(GOOD)
    in_turns(world, [lambda services: fail(delivery, services), defining(world)], order)
    world.add_profile(profile())
    work_off(world)
    send_failed(world.registry, world.queue, STUDY, CENTER)
    work_off(world)
    assert world.delivery(delivery).status is DeliveryStatus.TAKEN_UP
    assert answer(world, delivery)["outcome"] == "taken-up"


def test_the_file_of_what_moved_is_the_center_s():
    world = World()
    world.send(GOOD)
    world.define()
    world.add_profile(profile())
    work_off(world)
    assert world.state(GOOD).file_id == file_id(STUDY, CENTER, GOOD)


@pytest.mark.parametrize(("name", "told"), [("张三_13912345678.csv", True), ("march.csv", False)])
def test_a_file_name_that_shows_a_person_is_answered_without_being_repeated(world, name, told):
    delivery = world.arrive(GOOD, name=name)
    ingest(delivery, world.services)
    message = answer(world, delivery)["message"]["en"]
    assert ("The file name identifies a person" in message, "张三" in message) == (told, False)
