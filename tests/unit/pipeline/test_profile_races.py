"""A profile is added while a file of its sender is taken up: the file is read once, by one version, whoever comes first."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from tests.support.gates import WAIT, Gate, GatedPort
from tests.unit.pipeline.studies import CENTER, GOOD, STUDY, World, profile, started

from hepaflow.domain.study.files import DeliveryStatus, FileStatus
from hepaflow.domain.study.journal import EventKind, first_fault
from hepaflow.pipeline.changes.rerun_choice import rerun_file
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.desk.deliveries import file_record, receipt
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.timeline import timeline

OTHER_UNITS = '[analytes]\n"ALT" = "ignore"\n'  # what version 2 says otherwise


def without_profile() -> World:
    world = World()
    world.define()
    return world


def gated(world, port, gates, *, after=False):
    return replace(world.services, **{port: GatedPort(getattr(world, port), gates, after=after)})


def take_up_what_is_queued(world):
    for delivery in list(world.queue.sent):
        ingest(delivery, world.services)


def ends_whole(world, delivery, version):
    """Assert that the file is committed once, was read with a version, and has its receipt."""
    state = world.state(GOOD)
    claim = world.registry.claim_of(STUDY, state.file_id, state.run_number)
    events = list(world.registry.events(STUDY))
    assert first_fault(events) is None
    assert [event.draft.kind for event in events].count(EventKind.FILE_COMMITTED) == 1
    assert (state.status, claim.recipe.profile_version) == (FileStatus.COMMITTED, version)
    assert world.delivery(delivery).status is DeliveryStatus.TAKEN_UP
    kept = receipt(world.desk, STUDY, file_record(world.desk, STUDY, state.file_id, None))
    assert (kept.outcome, kept.run) == (FileStatus.COMMITTED, state.run_number)
    assert world.left_in_intake() == []


@pytest.mark.parametrize("after", [False, True])
def test_file_whose_worker_found_no_profile_is_read_with_the_one_that_comes(after):
    """The profile comes before the worker has marked that the file waits, or after that."""
    world, gate = without_profile(), Gate()
    delivery = world.arrive(GOOD)
    with ThreadPoolExecutor(1) as threads:
        worker = threads.submit(ingest, delivery, gated(world, "registry", {("mark", 1): gate}, after=after))
        assert gate.reached.wait(WAIT)
        world.add_profile(profile())
        gate.opened.set()
        worker.result(WAIT)
    take_up_what_is_queued(world)
    ends_whole(world, delivery, 1)


def test_file_that_another_worker_takes_up_for_the_new_profile_stays_as_it_made_it():
    world, gate = without_profile(), Gate()
    delivery = world.arrive(GOOD)
    with ThreadPoolExecutor(1) as threads:
        worker = threads.submit(ingest, delivery, gated(world, "registry", {("mark", 1): gate}, after=True))
        assert gate.reached.wait(WAIT)
        world.add_profile(profile())
        take_up_what_is_queued(world)
        ends_whole(world, delivery, 1)
        before = world.snapshot()
        gate.opened.set()
        worker.result(WAIT)
    after = world.snapshot()
    assert {name: after[name] for name in after if name != "announced"} == {
        name: before[name] for name in before if name != "announced"
    }


def test_late_receipt_that_a_file_waits_does_not_replace_that_of_its_reading():
    """A worker that found no profile writes its interim receipt after another one has taken the file up."""
    world, gate = without_profile(), Gate()
    delivery = world.arrive(GOOD)
    with ThreadPoolExecutor(1) as threads:
        worker = threads.submit(ingest, delivery, gated(world, "receipts", {("put", 1): gate}))
        assert gate.reached.wait(WAIT)
        world.add_profile(profile())
        ingest(delivery, world.services)
        kept = dict(world.receipts.kept)
        gate.opened.set()
        worker.result(WAIT)
    take_up_what_is_queued(world)
    ends_whole(world, delivery, 1)
    assert {key: world.receipts.kept[key] for key in kept} == kept


@pytest.mark.parametrize(
    ("port", "call"), [("registry", ("claim", 1)), ("results", ("write", 1)), ("receipts", ("put", 1))]
)
@pytest.mark.parametrize("after", [False, True])
def test_file_is_read_by_one_version_while_the_next_one_comes(port, call, after):
    """ADR 0006: what a worker claims fixes the version, also for a worker to which the file is given once more."""
    world, gate = started(), Gate()
    delivery = world.arrive(GOOD)
    with ThreadPoolExecutor(1) as threads:
        worker = threads.submit(ingest, delivery, gated(world, port, {call: gate}, after=after))
        assert gate.reached.wait(WAIT)
        world.add_profile(profile(2, more=OTHER_UNITS))
        ingest(delivery, world.services)
        gate.opened.set()
        worker.result(WAIT)
    read_before_claim = (port, after) == ("registry", False)
    ends_whole(world, delivery, 2 if read_before_claim else 1)
    known = timeline(world.registry, world.results, STUDY, "S-001").answers
    assert ("ALT" in {place.analyte for place in known}) is not read_before_claim


def test_file_whose_worker_has_looked_before_is_read_by_the_version_that_it_found():
    """The claim names the version: a re-run of the center finds the file by it, and reads it with the next one."""
    world, gate = started(), Gate()
    delivery = world.arrive(GOOD)
    with ThreadPoolExecutor(1) as threads:
        worker = threads.submit(ingest, delivery, gated(world, "registry", {("claim", 1): gate}))
        assert gate.reached.wait(WAIT)
        world.add_profile(profile(2, more=OTHER_UNITS))
        gate.opened.set()
        worker.result(WAIT)
    ends_whole(world, delivery, 1)
    name = world.state(GOOD).file_id
    number = world.registry.head(STUDY).journal_number
    wish = RequestedRerun(STUDY, CENTER, "ann", "version 2", "", number)
    rerun_file(replace(wish, confirm=rerun_file(wish, name, world.desk).confirm), name, world.desk)
    state = world.state(GOOD)
    assert world.registry.claim_of(STUDY, name, state.run_number).recipe.profile_version == 2
