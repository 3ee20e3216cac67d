import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.examples import tried
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    GOOD,
    HEADER,
    OTHER_CENTER,
    PERSONAL,
    REFUSED,
    SECOND,
    STUDY,
    THIRD,
    World,
    profile,
    started,
)
from tests.unit.pipeline.turns import in_turns

from hepaflow import VERSION
from hepaflow.domain.identity import file_id, sha256
from hepaflow.domain.study.files import Claim, DeliveryStatus, FileStatus, Recipe
from hepaflow.domain.study.journal import EventKind
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.runs import recipe as recipes
from hepaflow.pipeline.timeline import timeline
from hepaflow.ports import Gone

FILE = file_id(STUDY, CENTER, GOOD)


def kinds(world: World) -> list[EventKind]:
    return [event.draft.kind for event in world.registry.events(STUDY)]


def receipt(world: World, key: str) -> dict[str, Any]:
    data = world.receipts.get(key)
    assert data is not None
    return json.loads(data)


def acknowledgement(version: str) -> str:
    return f"{STUDY}/{CENTER}/{FILE}/deliveries/{version}/receipt.json"


def values(world: World, subject: str = "S-001") -> list[tuple[str, str]]:
    known = timeline(world.registry, world.results, STUDY, subject)
    return [
        (place.analyte, str(answer.current.observation.number) if answer.current else "")
        for place, answer in known.answers.items()
    ]


# One file


def test_a_file_becomes_results_of_its_subjects():
    world = started()
    world.send(GOOD)
    assert values(world) == [("ALT", "45"), ("BILI", "1")]


def test_the_summary_accounts_for_every_row():
    counts = started().send(GOOD).counts
    assert (counts.rows, counts.accepted, counts.rejected) == (4, 3, 1)


def test_a_file_is_named_by_its_content():
    assert started().send(GOOD).file_id == FILE


def test_the_intake_is_empty_when_a_file_is_committed():
    world = started()
    world.send(GOOD)
    assert world.left_in_intake() == []


def test_the_original_is_kept_as_source():
    world = started(file='keep = "original"')
    world.send(GOOD)
    assert world.source.get(f"{STUDY}/{CENTER}/{FILE}") == GOOD


def test_a_file_names_its_subjects_as_candidates():
    world = started()
    world.send(GOOD)
    assert list(world.registry.subjects(STUDY, CENTER)) == ["S-001", "S-002"]


def test_the_commit_is_one_event_of_the_journal():
    world = started()
    world.send(GOOD)
    assert kinds(world) == [EventKind.STUDY_DEFINED, EventKind.PROFILE_ADDED, EventKind.FILE_COMMITTED]


def test_a_subject_has_to_look_as_the_study_says():
    assert started(subject_pattern="S-001").send(GOOD).counts.accepted == 2


def test_a_center_may_have_a_pattern_of_its_own():
    world = started(more='[subject]\npattern = "S-00[0-9]"', subject_pattern="X.*")
    assert world.send(GOOD).counts.accepted == 3


# The same again


def test_the_same_object_three_times_is_once():
    once, thrice = started(), started()
    once.send(GOOD)
    delivery = thrice.arrive(GOOD)
    for _ in range(3):
        ingest(delivery, thrice.services)
    thrice.tell_effects()
    assert thrice.snapshot() == once.snapshot()


def test_every_repetition_gives_the_same_summary():
    world = started()
    delivery = world.arrive(GOOD)
    summaries = [ingest(delivery, world.services) for _ in range(3)]
    assert summaries == [summaries[0]] * 3


def test_the_same_bytes_under_another_name_change_no_result_and_no_state():
    once, twice = started(), started()
    once.send(GOOD)
    twice.send(GOOD)
    twice.send(GOOD, SECOND, name="again.csv")
    kept = ("results", "states", "journals", "claims", "source")
    assert [twice.snapshot()[name] for name in kept] == [once.snapshot()[name] for name in kept]


def test_the_same_bytes_under_another_name_are_a_duplicate():
    world = started()
    world.send(GOOD)
    assert world.send(GOOD, SECOND, name="again.csv").status is DeliveryStatus.DUPLICATE


def test_the_intake_is_emptied_of_a_duplicate():
    world = started()
    world.send(GOOD)
    world.send(GOOD, SECOND, name="again.csv")
    assert world.left_in_intake() == []


def test_the_receipt_of_a_duplicate_says_what_the_first_became():
    world = started()
    world.send(GOOD)
    again = world.arrive(GOOD, SECOND, name="again.csv")
    ingest(again, world.services)
    told = receipt(world, acknowledgement(again.version_id))
    assert (told["outcome"], told["file_status"], told["current_run"], told["first_received"]) == (
        "duplicate",
        "committed",
        1,
        FIRST,
    )


def test_the_receipt_of_a_duplicate_says_that_the_first_was_refused():
    world = started()
    world.send(REFUSED)
    again = world.arrive(REFUSED, SECOND, name="again.csv")
    ingest(again, world.services)
    key = f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, REFUSED)}/deliveries/{again.version_id}/receipt.json"
    assert (receipt(world, key)["file_status"], receipt(world, key)["current_run"]) == ("refused", None)


def test_the_same_bytes_of_another_center_are_another_file():
    world = started()
    world.add_profile(profile(center=OTHER_CENTER))
    world.send(GOOD)
    assert world.send(GOOD, SECOND, center=OTHER_CENTER).status is DeliveryStatus.TAKEN_UP


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["event-first", "listing-first"])
def test_two_events_with_two_times_of_one_object_are_one_delivery(order):
    """S3 tells the time of an event in milliseconds, and of a listed version in whole seconds."""
    world = started()
    told = world.arrive(GOOD, "2025-09-01T00:00:00.123Z")
    both = [told, replace(told, received="2025-09-01T00:00:00.000Z")]
    summaries = [ingest(both[place], world.services) for place in order]
    assert [summary.status for summary in summaries] == [DeliveryStatus.TAKEN_UP] * 2
    (kept,) = world.registry.deliveries(STUDY, CENTER)
    assert kept.received == both[order[0]].received
    assert kinds(world).count(EventKind.FILE_RECEIVED_EARLIER) == 0


@given(st.lists(st.integers(0, 2), max_size=60))
def test_two_workers_with_two_times_of_one_object_make_one_delivery(order):
    world = started()
    told = world.arrive(GOOD, "2025-09-01T00:00:00.123Z")
    listed = replace(told, received="2025-09-01T00:00:00.000Z")
    in_turns(world, [taking(told), taking(listed)], order)
    (kept,) = world.registry.deliveries(STUDY, CENTER)
    assert kept.status is DeliveryStatus.TAKEN_UP


# Events in another order

CHANGED = f"{HEADER}\nS-001,2024-03-22 08:30,ALT,46,U/L,final\n".encode()
CORRECTED = f"{HEADER}\nS-001,2024-03-22 08:30,ALT,47,U/L,corrected\n".encode()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_three_files_give_the_same_answer_in_every_order_of_their_events(order):
    world = started()
    deliveries = [
        world.arrive(GOOD, FIRST),
        world.arrive(CHANGED, SECOND, name="b.csv"),
        world.arrive(CORRECTED, THIRD, name="c.csv"),
    ]
    for place in order:
        ingest(deliveries[place], world.services)
    assert values(world) == [("ALT", "47"), ("BILI", "1")]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_three_files_leave_the_same_results_in_every_order_of_their_events(order):
    straight, turned = started(), started()
    for world, places in ((straight, range(3)), (turned, order)):
        files = ((GOOD, FIRST, "a"), (CHANGED, SECOND, "b"), (CORRECTED, THIRD, "c"))
        deliveries = [world.arrive(data, received, name=name) for data, received, name in files]
        for place in places:
            ingest(deliveries[place], world.services)
    assert turned.results.stored == straight.results.stored


def late_and_early(world: World) -> tuple[str, str]:
    early = world.arrive(GOOD, FIRST, name="early.csv")
    late = world.arrive(GOOD, SECOND, name="late.csv")
    ingest(late, world.services)
    ingest(early, world.services)
    return early.version_id, late.version_id


def test_the_same_bytes_in_reverse_order_leave_the_same_results():
    straight, turned = started(), started()
    straight.send(GOOD, FIRST, name="early.csv")
    straight.send(GOOD, SECOND, name="late.csv")
    late_and_early(turned)
    assert turned.results.stored == straight.results.stored


def test_an_earlier_delivery_that_comes_to_light_counts_as_the_receipt():
    world = started()
    late_and_early(world)
    visible = world.state(GOOD).visible()
    assert visible is not None
    assert visible.received == FIRST


def test_an_earlier_delivery_changes_nothing_for_earlier_numbers():
    world = started()
    late_and_early(world)
    visible = world.state(GOOD).visible(3)
    assert visible is not None
    assert visible.received == SECOND


def test_an_earlier_delivery_is_an_event_and_no_second_commit():
    world = started()
    late_and_early(world)
    assert kinds(world)[2:] == [EventKind.FILE_COMMITTED, EventKind.FILE_RECEIVED_EARLIER]


def test_the_receipt_of_an_earlier_delivery_names_its_own_time_as_the_first():
    world = started()
    early, _ = late_and_early(world)
    assert receipt(world, acknowledgement(early))["first_received"] == FIRST


# Two workers at once

turns = st.lists(st.integers(0, 2), min_size=0, max_size=60)


@given(turns)
@tried(1.5)
def test_two_workers_with_the_same_object_leave_what_one_leaves(order):
    alone, together = started(), started()
    alone.send(GOOD)
    delivery = together.arrive(GOOD)
    in_turns(together, [lambda services: ingest(delivery, services)] * 2, order)
    together.tell_effects()
    assert together.snapshot() == alone.snapshot()


@given(turns)
@tried(1.5)
def test_two_workers_with_the_same_bytes_commit_once_and_write_the_same_results(order):
    alone, together = started(), started()
    alone.send(GOOD)
    both = [together.arrive(GOOD, FIRST, name=name) for name in ("a.csv", "b.csv")]
    in_turns(together, [taking(delivery) for delivery in both], order)
    assert kinds(together).count(EventKind.FILE_COMMITTED) == 1
    assert together.results.stored == alone.results.stored
    assert together.state(GOOD) == alone.state(GOOD)
    assert together.left_in_intake() == []


@given(turns)
def test_of_two_workers_with_the_same_bytes_one_is_told_of_a_duplicate(order):
    world = started()
    both = [world.arrive(GOOD, received, name=received) for received in (FIRST, SECOND)]
    summaries = in_turns(world, [taking(delivery) for delivery in both], order)
    assert sorted(summary.status for summary in summaries) == [
        DeliveryStatus.DUPLICATE,
        DeliveryStatus.TAKEN_UP,
    ]


@given(turns)
def test_whoever_is_first_the_earliest_receipt_counts_in_the_end(order):
    world = started()
    both = [world.arrive(GOOD, received, name=received) for received in (FIRST, SECOND)]
    in_turns(world, [taking(delivery) for delivery in both], order)
    visible = world.state(GOOD).visible()
    assert visible is not None
    assert visible.received == FIRST


@given(turns)
def test_two_workers_with_two_files_both_reach_the_journal(order):
    world = started()
    both = [world.arrive(GOOD, FIRST), world.arrive(CORRECTED, SECOND, name="b.csv")]
    in_turns(world, [taking(delivery) for delivery in both], order)
    assert kinds(world)[2:] == [EventKind.FILE_COMMITTED] * 2
    assert values(world) == [("ALT", "47"), ("BILI", "1")]


def taking(delivery: Any) -> Callable[[Any], Any]:
    return lambda services: ingest(delivery, services)


# Another release of the code


def test_a_retry_with_other_code_reads_as_another_run():
    world = started()
    claimed_by_other_code(world)
    world.send(GOOD)
    visible = world.state(GOOD).visible()
    assert visible is not None
    assert visible.run_number == 2


def test_a_retry_with_other_code_keeps_the_receipt_and_the_profile_of_the_claim():
    world = started()
    claimed_by_other_code(world)
    world.add_profile(profile(2))
    world.send(GOOD)
    claim = world.registry.latest_claim(STUDY, FILE)
    assert claim is not None
    assert (claim.received, claim.recipe.profile_version) == (FIRST, 1)


def test_a_rival_of_other_code_that_claims_first_is_not_written_over():
    """Between the look for a claim and our own: under its number, panels of our code would be another run's."""
    world = started()
    original = world.registry.latest_claim

    class Overtaken(type(world.registry)):  # type: ignore[misc]
        def latest_claim(self, study: str, name: str) -> Claim | None:
            found = original(study, name)
            claimed_by_other_code(world)
            return found

    services = started_like(world, Overtaken)
    ingest(world.arrive(GOOD), services)
    runs = {key[3] for panels in world.results.stored.values() for key in panels}
    assert runs == {2}


def test_other_code_does_not_read_a_settled_file_again(monkeypatch):
    world = started()
    world.send(GOOD)
    monkeypatch.setattr(recipes, "VERSION", "99")
    world.send(GOOD, SECOND, name="again.csv")
    claim = world.registry.latest_claim(STUDY, FILE)
    assert claim is not None
    assert claim.run_number == 1


def test_a_retry_under_a_new_definition_of_the_study_is_another_run():
    """The definition's start and subject pattern decide what panels say: two of them must not share a run."""
    world = started()
    recipe = replace(recipe_of(world), definition_version=0)
    version = f"v-march.csv-{FIRST}"
    world.registry.claim(STUDY, FILE, Claim(1, CENTER, sha256(GOOD), FIRST, version, recipe))
    world.send(GOOD)
    assert {key[3] for panels in world.results.stored.values() for key in panels} == {2}


def recipe_of(world: World) -> Recipe:
    return Recipe(1, world.services.catalog.version, VERSION, 1)


def claimed_by_other_code(world: World) -> None:
    recipe = Recipe(1, "old", "old", 1)
    version = f"v-march.csv-{FIRST}"
    world.registry.claim(STUDY, FILE, Claim(1, CENTER, sha256(GOOD), FIRST, version, recipe))


def started_like(world: World, kind: type) -> Any:
    from dataclasses import fields, replace

    parts = {part.name: getattr(world.registry, part.name) for part in fields(world.registry)}
    return replace(world.services, registry=kind(**parts))


# No profile yet


def without_profile() -> World:
    world = World()
    world.define()
    return world


def test_a_file_without_profile_waits():
    world = without_profile()
    delivery = world.arrive(GOOD)
    assert ingest(delivery, world.services).status is DeliveryStatus.AWAITING_PROFILE
    assert world.delivery(delivery).status is DeliveryStatus.AWAITING_PROFILE


def test_a_waiting_file_stays_in_the_intake_and_claims_nothing():
    world = without_profile()
    world.send(GOOD)
    assert (world.left_in_intake(), world.registry.claims) == ([f"{STUDY}/{CENTER}/march.csv"], {})


def test_a_profile_has_the_waiting_files_taken_up():
    world = without_profile()
    world.send(GOOD)
    world.add_profile(profile())
    work_off(world)
    assert values(world) == [("ALT", "45"), ("BILI", "1")]


@given(turns)
@tried(2)
def test_a_file_is_never_lost_between_its_arrival_and_the_profile(order):
    world = without_profile()
    delivery = world.arrive(GOOD)
    workers = [taking(delivery), lambda services: adding(services, world)]
    in_turns(world, workers, order)
    work_off(world)
    assert world.delivery(delivery).status is DeliveryStatus.TAKEN_UP
    assert world.left_in_intake() == []


@pytest.mark.parametrize("call", range(2))
def test_a_profile_that_arrives_around_the_mark_is_seen(call):
    """Call 0: between the first look and the mark; call 1: between the mark and the second look."""
    world = without_profile()
    delivery = world.arrive(GOOD)
    kind = type(world.registry)

    class Interrupted(kind):  # type: ignore[misc, valid-type]
        def profile(self, *names: Any, **feed: str) -> Any:
            found = kind.profile(self, *names, **feed)
            if found is None and call == 0:
                world.add_profile(profile())
            return found

        def mark(self, marked: Any) -> None:
            kind.mark(self, marked)
            if marked.status is DeliveryStatus.AWAITING_PROFILE and call == 1:
                world.add_profile(profile())

    ingest(delivery, started_like(world, Interrupted))
    work_off(world)
    assert world.delivery(delivery).status is DeliveryStatus.TAKEN_UP


def adding(services: Any, world: World) -> None:
    from hepaflow.pipeline.desk.definitions import add_profile

    queue = world.seen_as(world.queue, "queue")
    add_profile(services.registry, queue, services.catalog, services.clock, "ann", profile(), "onboarding")


def work_off(world: World) -> None:
    while world.queue.sent:
        ingest(world.queue.sent.pop(0), world.services)


# Unknown study or center


@pytest.mark.parametrize("place", [{"study": "NOBODY"}, {"center": "C-99"}], ids=str)
def test_an_unknown_folder_is_recorded_and_receipted_under_unknown(place):
    world = started()
    summary = world.send(GOOD, **place)
    assert summary.status is DeliveryStatus.UNKNOWN
    assert [kept.status for kept in world.registry.deliveries("unknown", "unknown")] == [
        DeliveryStatus.UNKNOWN
    ]
    key = f"unknown/unknown/deliveries/v-march.csv-{FIRST}/receipt.json"
    assert receipt(world, key)["outcome"] == "unknown"


@pytest.mark.parametrize("place", [{"study": "NOBODY"}, {"center": "C-99"}], ids=str)
def test_an_object_of_an_unknown_folder_stays_in_the_intake(place):
    world = started()
    delivery = world.arrive(GOOD, **place)
    for _ in range(2):
        ingest(delivery, world.services)
    assert world.left_in_intake() == [delivery.key]


def test_an_unknown_folder_leaves_no_result_and_no_event():
    world = started()
    world.send(GOOD, center="C-99")
    assert (world.results.stored, len(kinds(world))) == ({}, 2)


def test_an_unknown_folder_that_became_known_is_taken_up_when_its_event_comes_again():
    world = World()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    world.define()
    world.add_profile(profile())
    assert ingest(delivery, world.services).status is DeliveryStatus.TAKEN_UP


# Refused files


def test_a_refused_file_has_a_receipt():
    world = started()
    name = world.send(REFUSED).file_id
    told = receipt(world, f"{STUDY}/{CENTER}/{name}/1/receipt.json")
    assert (told["outcome"], told["causes"][0]["code"]) == ("refused", "file-columns-missing")


def test_a_refused_file_shows_nothing():
    world = started()
    world.send(REFUSED)
    state = world.state(REFUSED)
    assert (state.status, state.refusal, state.visible()) == (
        FileStatus.REFUSED,
        "file-columns-missing",
        None,
    )
    assert world.results.stored == {}


def test_a_refused_file_leaves_the_intake():
    world = started()
    world.send(REFUSED)
    assert world.left_in_intake() == []


def test_of_a_refused_file_that_names_nobody_the_original_is_kept():
    world = started(file='keep = "original"')
    name = world.send(REFUSED).file_id
    assert world.source.get(f"{STUDY}/{CENTER}/{name}") == REFUSED


def test_of_a_file_refused_for_personal_data_nothing_is_kept():
    world = started()
    world.send(PERSONAL)
    assert (world.source.kept, world.left_in_intake()) == ({}, [])


def test_an_empty_file_is_refused():
    world = started()
    world.send(b"")
    assert world.state(b"").refusal == "file-empty"


def test_an_object_that_nobody_took_up_and_that_is_gone_is_told_to_somebody():
    world = started()
    delivery = world.arrive(GOOD)
    world.intake.remove(delivery.key, delivery.version_id)
    with pytest.raises(Gone):
        ingest(delivery, world.services)


# The order of the steps


def recorded_calls(world: World) -> Iterator[str]:
    calls: list[str] = []

    class Recorder:
        def __init__(self, port: Any, name: str) -> None:
            self._port, self._name = port, name

        def __getattr__(self, method: str) -> Any:
            calls.append(f"{self._name}.{method}")
            return getattr(self._port, method)

    world.seen_as = Recorder
    world.send(GOOD)
    return iter(calls)


def test_the_intake_is_emptied_last_after_source_copy_commit_call_for_the_effect_and_mark():
    calls = list(recorded_calls(started()))
    wanted = {
        "results.write",
        "registry.append",
        "source.put_from",
        "registry.mark",
        "intake.remove",
        "queue.call_effect",
    }
    assert [call for call in calls if call in wanted] == [
        "results.write",
        "source.put_from",
        "registry.mark",  # as what it is; with the id of its file
        "registry.append",
        "queue.call_effect",
        "registry.mark",
        "intake.remove",
    ]


def test_panels_and_receipt_are_written_before_the_commit():
    calls = list(recorded_calls(started()))
    puts = [place for place, call in enumerate(calls) if call == "receipts.put"]
    of_the_run, *after = puts  # each writes all files of its step
    commit = calls.index("registry.append")
    assert len(after) == 2  # the answer to the delivery; what the run changed, and the page with it
    assert calls.index("results.write") < of_the_run < commit < min(after)
