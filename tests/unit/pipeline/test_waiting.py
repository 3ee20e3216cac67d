"""Files that wait in the intake are counted after 7 days, and removed with a receipt and an event after 180."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.faults.killing import Fragile, Killed, Killer
from tests.support.studies import study_definition
from tests.unit.pipeline.studies import CENTER, GOOD, STUDY, World, definition, fixed_clock, profile, started

from hepaflow.domain.study.files import DeliveryStatus
from hepaflow.domain.study.journal import EventKind
from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.pipeline.failures import fail
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.waiting import sweep_intake

SENT = datetime(2025, 9, 1, tzinfo=UTC)
RECEIVED = "2025-09-01T00:00:00.000Z"
WAITED, REMOVED = DeliveryStatus.AWAITING_PROFILE, DeliveryStatus.REMOVED
UNKNOWN = "unknown"


def swept(world: World, days: float):
    services = replace(world.services, clock=lambda: SENT + timedelta(days=days))
    return sweep_intake(services)


def without_profile() -> World:
    world = World()
    world.define()
    return world


@dataclass
class Case:
    """A delivery that waits: its world, how it is kept, and where."""

    world: World
    told: object
    kept: object


def awaiting() -> Case:
    world = without_profile()
    told = world.arrive(GOOD)
    ingest(told, world.services)
    return Case(world, told, world.delivery(told))


def unknown() -> Case:
    world = without_profile()
    told = world.arrive(GOOD, study="OTHER", center="anything")
    ingest(told, world.services)
    return Case(world, told, world.delivery(replace(told, study=UNKNOWN, center=UNKNOWN)))


def failed() -> Case:
    world = started()
    told = world.arrive(GOOD)
    return Case(world, told, fail(told, world.services))


CASES = pytest.mark.parametrize("make", [awaiting, unknown, failed])


def receipt(case: Case):
    kept = case.kept
    return json.loads(
        case.world.receipts.get(f"{kept.study}/{kept.center}/deliveries/{kept.version_id}/receipt.json")
    )


def events(world: World, study: str):
    return [event for event in world.registry.events(study) if event.draft.kind is EventKind.DELIVERY_REMOVED]


@CASES
def test_file_that_waits_for_less_than_a_week_is_left_alone(make):
    case = make()
    before = receipt(case)
    found = swept(case.world, 6.99)
    assert (found.waiting.total(), found.removed, found.sent_again) == (0, 0, 0)
    assert receipt(case) == before


@CASES
def test_file_that_waits_for_a_week_is_counted_and_its_receipt_says_until_when_it_is_kept(make):
    case = make()
    before = receipt(case)
    found = swept(case.world, 7)
    assert found.waiting == {(case.kept.study, case.kept.center): 1}
    after = receipt(case)
    assert after["outcome"] == before["outcome"]
    assert after["message"]["en"].startswith(before["message"]["en"])
    assert "kept until 2026-02-28, and then removed" in after["message"]["en"]  # 180 days after 2025-09-01
    assert "保留至 2026-02-28，之后删除" in after["message"]["zh"]


@CASES
def test_receipt_of_a_waiting_file_changes_once(make):
    case = make()
    swept(case.world, 7)
    once = receipt(case)
    swept(case.world, 8)
    assert receipt(case) == once


@CASES
def test_file_that_waits_for_180_days_is_removed_with_a_receipt_and_an_event(make):
    case = make()
    assert swept(case.world, 180).removed == 1
    assert case.world.left_in_intake() == []
    assert case.world.delivery(case.kept).status is REMOVED
    assert receipt(case)["outcome"] == "removed"
    (event,) = events(case.world, case.kept.study)
    assert event.draft.actor == "daily"
    assert dict(event.draft.details) == {
        "center": case.kept.center,
        "version_id": case.kept.version_id,
        "received": RECEIVED,
    }
    assert [news.outcome for news in case.world.announcements.announced][-1] == "removed"


@CASES
def test_removed_file_is_removed_once(make):
    case = make()
    swept(case.world, 180)
    before = case.world.snapshot()
    assert swept(case.world, 181).removed == 0
    assert case.world.snapshot() == before


@CASES
def test_removed_file_says_what_became_of_it_in_english_and_chinese(make):
    case = make()
    swept(case.world, 180)
    message = receipt(case)["message"]
    assert message["en"].startswith("The file waited for 180 days and could not be processed. It was removed")
    assert "等待 180 天" in message["zh"]
    assert receipt(case)["who"] == "data manager"


@CASES
def test_late_message_of_a_removed_file_changes_nothing(make):
    case = make()
    swept(case.world, 180)
    before = receipt(case)
    ingest(case.told, case.world.services)
    fail(case.told, case.world.services)
    assert receipt(case) == before
    assert case.world.delivery(case.kept).status is REMOVED


def test_newer_version_of_the_same_name_stays():
    case = awaiting()
    newer = case.world.arrive(GOOD + b"\n", "2026-02-27T00:00:00.000Z")
    ingest(newer, case.world.services)
    assert swept(case.world, 180).removed == 1
    assert [version.version_id for version in case.world.intake.versions(newer.key)] == [newer.version_id]
    assert case.world.delivery(newer).status is WAITED


def test_file_that_nobody_tried_is_sent_again_and_never_removed():
    world = started()
    told = world.arrive(GOOD)
    found = swept(world, 200)
    assert (found.sent_again, found.removed, found.waiting) == (1, 0, {(STUDY, CENTER): 1})
    assert [sent.version_id for sent in world.queue.sent][-1:] == [told.version_id]
    assert ingest(world.queue.sent[-1], world.services).status is DeliveryStatus.TAKEN_UP


def test_file_whose_profile_has_come_is_sent_again_and_not_removed():
    case = awaiting()
    case.world.add_profile(profile())
    case.world.queue.sent.clear()  # the message was lost
    assert swept(case.world, 180).removed == 0
    assert ingest(case.world.queue.sent[-1], case.world.services).status is DeliveryStatus.TAKEN_UP


def test_file_whose_center_was_defined_is_sent_again_and_not_removed():
    world = without_profile()
    told = world.arrive(GOOD, center="C-03")
    ingest(told, world.services)
    wider = study_definition(STUDY, *definition().centers, "C-03", version=2)
    define_study(world.registry, world.queue, fixed_clock, "ann", wider, "another center")
    world.queue.sent.clear()
    found = swept(world, 180)
    assert (found.removed, found.waiting) == (0, {(STUDY, "C-03"): 1})
    assert [sent.version_id for sent in world.queue.sent] == [told.version_id]


def test_object_of_a_processed_file_is_removed_and_its_receipt_stays():
    world = started()
    told = world.arrive(GOOD)
    ingest(told, world.services)
    case = Case(world, told, world.delivery(told))
    world.arrive(GOOD)  # its worker was killed before it removed the object
    before = receipt(case)
    found = swept(world, 7)
    assert (found.waiting.total(), found.removed, world.left_in_intake()) == (0, 0, [])
    assert receipt(case) == before


class Meddling:
    """A port, one method of which has something else happen first."""

    def __init__(self, port, name, happens):
        self.port, self.name, self.happens = port, name, happens

    def __getattr__(self, name):
        method = getattr(self.port, name)

        def call(*given, **named):
            if name == self.name and self.happens:
                happens, self.happens = self.happens, None
                happens()
            return method(*given, **named)

        return call if callable(method) else method


@pytest.mark.parametrize(
    ("port", "method"),
    [
        ("registry", "find"),
        ("registry", "append"),
        ("receipts", "put"),
        ("intake", "remove"),
        ("registry", "head"),
    ],
)
def test_file_that_is_processed_meanwhile_counts_and_its_receipt_says_so(port, method):
    case = awaiting()
    undisturbed = case.world.desk

    def process():
        case.world.add_profile(profile())
        ingest(case.told, undisturbed)

    case.world.seen_as = lambda seen, name: Meddling(seen, method, process) if name == port else seen
    swept(case.world, 180)
    case.world.seen_as = lambda seen, _name: seen
    kept = case.world.delivery(case.told)
    if events(case.world, STUDY):  # the removal came first; then the profile finds nothing to process
        assert kept.status in {REMOVED, DeliveryStatus.TAKEN_UP}
    else:
        assert kept.status is DeliveryStatus.TAKEN_UP
    assert receipt(case)["outcome"] == kept.status
    assert case.world.left_in_intake() == []


@pytest.mark.parametrize("method", ["view", "claim", "append", "mark"])
def test_file_that_is_removed_while_a_worker_reads_it_counts_and_its_receipt_says_so(method):
    case = failed()
    undisturbed = case.world.desk

    def sweep():
        sweep_intake(replace(undisturbed, clock=lambda: SENT + timedelta(days=180)))

    case.world.seen_as = lambda seen, name: Meddling(seen, method, sweep) if name == "registry" else seen
    ingest(case.told, case.world.services)
    case.world.seen_as = lambda seen, _name: seen
    assert case.world.delivery(case.told).status is DeliveryStatus.TAKEN_UP
    assert receipt(case)["outcome"] == "taken-up"
    assert len(events(case.world, STUDY)) == 1
    assert case.world.left_in_intake() == []


def test_file_whose_center_is_defined_during_its_removal_is_sent_again():
    world = without_profile()
    told = world.arrive(GOOD, center="C-03")
    ingest(told, world.services)
    wider = study_definition(STUDY, *definition().centers, "C-03", version=2)

    def define():
        define_study(world.registry, world.queue, fixed_clock, "ann", wider, "another center")
        world.queue.sent.clear()  # whoever did so saw the removal

    world.seen_as = lambda seen, name: Meddling(seen, "put", define) if name == "receipts" else seen
    assert swept(world, 180).removed == 0
    world.seen_as = lambda seen, _name: seen
    assert [sent.version_id for sent in world.queue.sent] == [told.version_id]
    ingest(world.queue.sent[-1], world.services)
    assert world.delivery(told).status is WAITED
    assert world.left_in_intake() == [told.key]


def interrupted(make, call: int) -> tuple[Case, bool]:
    """Have a sweep killed at one of its calls; return whether it came so far."""
    case, killer = make(), Killer(call)
    case.world.seen_as = lambda seen, _name: Fragile(seen, killer)
    try:
        swept(case.world, 180)
    except Killed:
        return case, True
    finally:
        case.world.seen_as = lambda seen, _name: seen
    return case, False


@CASES
def test_removal_that_was_interrupted_at_any_call_is_finished_the_next_day(make):
    call, killed = 0, True
    while killed:
        case, killed = interrupted(make, call)
        call += 1
        swept(case.world, 181)
        assert case.world.left_in_intake() == []
        assert receipt(case)["outcome"] == "removed"
        assert len(events(case.world, case.kept.study)) == 1
        assert "removed" in [news.outcome for news in case.world.announcements.announced]
    assert call > 10
