"""Whoever works out the effect of a run, or gives it up, is killed at each call to the outside; the file counts all the same."""

import json

import pytest
from tests.faults.killing import Doing, course, kills_that_leave_more, moments, take_up
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    GOOD,
    HEADER,
    PERSONAL,
    REFUSED,
    SECOND,
    STUDY,
    THIRD,
    World,
    started,
)

from hepaflow.domain.identity import file_id
from hepaflow.domain.queries.queries import QueryState, QueryVersion
from hepaflow.domain.study.files import DeliveryStatus
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.changes.void import void_file
from hepaflow.pipeline.desk.deliveries import file_record, receipt
from hepaflow.pipeline.desk.queries import RowOfFile, open_query
from hepaflow.pipeline.failures import fail
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.intake.effects import give_up_effect, tell_effect
from hepaflow.readers.sheet import FILE_COLUMN, LINE_COLUMN

EARLIER = file_id(STUDY, CENTER, GOOD)
AGAIN = f"""{HEADER},{FILE_COLUMN},{LINE_COLUMN}
S-001,2024-03-22 08:30,ALT,46,U/L,corrected,,
S-002,2024-03-22 08:40,ALT,50,U/L,final,{EARLIER},5
""".encode()
LIST = f"subject,center,status\nS-001,{CENTER},enrolled\n".encode()


def committed(file: str = "") -> World:
    """A run has changed a value and resubmitted a row; the message that calls for its effect waits."""
    world = started(file=file)
    world.send(GOOD, FIRST, name="before.csv")
    ingest(world.arrive(AGAIN, SECOND), world.services)
    return world


def cumulative() -> World:
    return committed('transfer = "cumulative"')


def overtaken() -> World:
    """Another file, and a data manager, were faster than the message."""
    world = committed()
    later = f"{HEADER}\nS-001,2024-03-22 08:30,ALT,47,U/L,corrected\n".encode()
    ingest(world.arrive(later, THIRD, name="later.csv"), world.services)
    void_file(world.services, "ann", STUDY, file_id(STUDY, CENTER, AGAIN), "mixed up")
    return world


def queried() -> World:
    """Queries about a value that the run changes, a row that it resubmits and a value that it leaves as it is."""
    world = started()
    world.send(GOOD, FIRST, name="before.csv")
    for row in (RowOfFile(EARLIER, 2, "S-001"), RowOfFile(EARLIER, 5), RowOfFile(EARLIER, 4, "S-002")):
        open_query(world.services, STUDY, "ann", row, QueryVersion(QueryState.OPEN, "Right?", "2025-09-30"))
    ingest(world.arrive(AGAIN, SECOND), world.services)
    return world


def given_up() -> World:
    world = committed()
    give_up_effect(world.queue.effects[0], world.services)
    return world


def told() -> World:
    world = committed()
    tell_effect(world.queue.effects[0], world.services)
    return world


def telling(world: World) -> Doing:
    call = world.queue.effects[0]
    return lambda seen: tell_effect(call, seen.services)


def giving_up(world: World) -> Doing:
    call = world.queue.effects[0]
    return lambda seen: give_up_effect(call, seen.services)


WORLDS = (committed, cumulative, overtaken, given_up, told)
WHAT = [(prepare, act) for prepare in (*WORLDS, queried) for act in (telling, giving_up)]


def effect_of(world: World) -> bytes | None:
    return world.receipts.get(f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, AGAIN)}/1/effect.json")


def page_of(world: World) -> str:
    page = world.receipts.get(f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, AGAIN)}/1/receipt.html")
    assert page is not None
    return page.decode()


@pytest.mark.parametrize(("prepare", "act"), WHAT)
def test_a_killed_worker_leaves_what_its_calls_have_written_and_nothing_else(prepare, act):
    assert list(kills_that_leave_more(prepare, act)) == []


@moments(*WHAT)
def test_a_message_that_comes_again_leaves_what_one_leaves(prepare, act, place):
    known = course(prepare, act)
    disturbed = known.broken_off(place)
    assert known.doing(disturbed) == known.answer
    assert disturbed.snapshot() == known.end.snapshot()


@moments(*((prepare, telling) for prepare in WORLDS))
def test_the_effect_has_the_same_bytes_whatever_came_before_the_message(prepare, act, place):
    disturbed = course(prepare, act).broken_off(place)
    course(prepare, act).doing(disturbed)
    expected = effect_of(course(committed, telling).end)
    if prepare is not cumulative:
        assert effect_of(disturbed) == expected
    split = json.loads(effect_of(disturbed) or "{}")["accepted_now"]
    assert split == {"new": 0, "changed": 1, "unchanged": 1, "waiting": 0}


@moments((committed, giving_up))
def test_an_effect_that_is_given_up_and_then_told_is_told_as_if_it_had_never_failed(prepare, act, place):
    disturbed = course(prepare, act).broken_off(place)
    telling(course(prepare, act).trail[0])(disturbed)
    undisturbed = course(prepare, telling).end
    assert (effect_of(disturbed), page_of(disturbed)) == (effect_of(undisturbed), page_of(undisturbed))


@moments((queried, telling))
def test_queries_that_a_run_settles_are_closed_once_each_and_the_others_stay(prepare, act, place):
    disturbed = course(prepare, act).broken_off(place)
    course(prepare, act).doing(disturbed)
    course(prepare, act).doing(disturbed)
    states = {query.about.line: query.state for query in disturbed.registry.kept_queries.values()}
    assert states == {2: "closed", 5: "closed", 4: "open"}
    assert sum(event.draft.kind == "query-closed" for event in disturbed.registry.journals[STUDY]) == 2


def test_a_receipt_says_how_far_its_effect_is_known():
    said = {}
    for prepare in (committed, given_up, told):
        world = prepare()
        record = file_record(world.desk, STUDY, file_id(STUDY, CENTER, AGAIN), None)
        found = receipt(world.desk, STUDY, record)
        said[prepare.__name__] = found.effect_status, found.effect is not None
    assert said == {
        "committed": ("pending", False), "given_up": ("failed", False), "told": ("known", True)
    }  # fmt: skip


def test_an_effect_that_is_given_up_does_not_touch_the_delivery_or_the_results():
    before, after = committed().snapshot(), given_up().snapshot()
    parts = ("results", "states", "journals", "deliveries", "source")
    assert {part: after[part] for part in parts} == {part: before[part] for part in parts}
    page = page_of(given_up())
    assert "could not be worked out because of a fault on our side. The file counts." in page
    assert "文件已生效" in page
    assert [news.outcome for news in given_up().announcements.announced] == ["committed", "committed"]


# A delivery whose file was committed is taken up, at whatever call after that its worker died


def good() -> World:
    world = started()
    world.arrive(GOOD)
    return world


def refused() -> World:
    world = started()
    world.arrive(REFUSED)
    return world


def dropped() -> World:
    world = started(file='personal_columns = "drop"')
    world.arrive(PERSONAL)
    return world


def failed() -> World:
    world = good()
    fail(arrived(world), world.services)
    return world


def listed() -> World:
    world = started()
    world.arrive(LIST, center=RESERVED_CENTER)
    return world


def arrived(world: World):
    ((key, versions),) = ((key, versions) for key, versions in world.intake.objects.items() if versions)
    ((_, (received, data)),) = versions.items()
    return world.arrive(data, received, center=key.split("/")[1])


def ingesting(world: World) -> Doing:
    return take_up(arrived(world))


INGESTING = [(prepare, ingesting) for prepare in (good, refused, dropped, failed, listed)]


@moments(*INGESTING)
def test_a_dead_letter_of_a_committed_file_is_no_failure(prepare, act, place):
    known = course(prepare, act)
    world, delivery = known.broken_off(place), arrived(known.trail[0])
    committed = bool(world.registry.file_states.get(STUDY))
    status = fail(delivery, world.services).status
    assert status is (DeliveryStatus.TAKEN_UP if committed else DeliveryStatus.FAILED)


@moments(*INGESTING)
def test_a_dead_letter_of_a_committed_file_leaves_what_an_undisturbed_worker_leaves(prepare, act, place):
    known = course(prepare, act)
    world, delivery = known.broken_off(place), arrived(known.trail[0])
    if world.registry.file_states.get(STUDY):
        fail(delivery, world.services)
        world.tell_effects()
        undisturbed = known.broken_off(len(known.states) - 1)
        undisturbed.tell_effects()
        assert world.snapshot() == undisturbed.snapshot()
