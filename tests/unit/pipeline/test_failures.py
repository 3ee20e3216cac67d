"""What ingest could not do is told to the center, and does not undo what it could."""

import json
from dataclasses import replace

from tests.unit.pipeline.studies import CENTER, GOOD, SECOND, STUDY, World, started

from hepaflow.domain.study.files import DeliveryStatus
from hepaflow.pipeline.failures import fail, send_failed
from hepaflow.pipeline.ingest import ingest


def receipt_of(world, delivery):
    key = f"{delivery.study}/{delivery.center}/deliveries/{delivery.version_id}/receipt.json"
    return json.loads(world.receipts.get(key))


def test_a_delivery_that_failed_is_marked_and_answered():
    world = started()
    delivery = world.arrive(GOOD)
    assert fail(delivery, world.services).status is DeliveryStatus.FAILED
    assert world.delivery(delivery).status is DeliveryStatus.FAILED
    assert receipt_of(world, delivery)["outcome"] == "failed"


def test_a_failure_told_twice_is_told_once():
    world = started()
    delivery = world.arrive(GOOD)
    fail(delivery, world.services)
    before = world.snapshot()
    fail(delivery, world.services)
    assert world.snapshot() == before


def test_a_delivery_that_has_been_taken_up_since_is_left_alone():
    world = started()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    before = world.snapshot()
    assert fail(delivery, world.services).status is DeliveryStatus.TAKEN_UP
    assert world.snapshot() == before


def test_a_delivery_that_waits_for_its_profile_goes_on_waiting():
    world = World()
    world.define()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    before = world.snapshot()
    assert fail(delivery, world.services).status is DeliveryStatus.AWAITING_PROFILE
    assert world.snapshot() == before


def test_a_delivery_that_waited_and_then_failed_is_told():
    world = started()
    delivery = world.arrive(GOOD)
    world.registry.mark(replace(delivery, status=DeliveryStatus.AWAITING_PROFILE))
    assert fail(delivery, world.services).status is DeliveryStatus.FAILED


def test_an_object_that_no_study_expects_waits_for_one_also_when_its_message_died():
    world = started()
    delivery = world.arrive(GOOD, study="OTHER")
    kept = fail(delivery, world.services)
    assert (kept.study, kept.center, kept.status) == ("unknown", "unknown", DeliveryStatus.UNKNOWN)
    assert receipt_of(world, kept)["outcome"] == "unknown"


def test_a_rival_that_takes_the_delivery_up_meanwhile_wins():
    world = started()
    delivery = world.arrive(GOOD)

    class Slow:
        """Keeps a receipt only after a rival has taken the delivery up."""

        def put(self, *files):
            ingest(delivery, world.services)
            world.receipts.put(*files)

        def get(self, key):
            return world.receipts.get(key)

    services = replace(world.services, receipts=Slow())
    assert fail(delivery, services).status is DeliveryStatus.TAKEN_UP


def test_a_failed_delivery_that_is_sent_again_is_taken_up():
    world = started()
    good, late = world.arrive(GOOD), world.arrive(GOOD + b"\n", SECOND, name="late.csv")
    ingest(good, world.services)
    fail(late, world.services)
    assert send_failed(world.registry, world.queue, STUDY, CENTER) == 1
    (again,) = world.queue.sent
    assert ingest(again, world.services).status is DeliveryStatus.TAKEN_UP
    assert world.left_in_intake() == []


def test_nothing_of_a_failed_delivery_is_visible():
    world = started()
    fail(world.arrive(GOOD), world.services)
    assert list(world.registry.files(STUDY, CENTER)) == []
