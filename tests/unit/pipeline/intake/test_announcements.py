"""Whoever listens hears of every outcome once, however often its message comes."""

from dataclasses import replace

import pytest
from tests.unit.pipeline.studies import CENTER, FIRST, GOOD, REFUSED, SECOND, STUDY, World, profile, started

from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import Visible
from hepaflow.pipeline.changes.rerun_choice import rerun_file
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.changes.void import StandsAlready, change_status
from hepaflow.pipeline.failures import fail
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.intake.announcements import announce_run
from hepaflow.ports import Announcement, Silence
from local.memory import tell_effects

FILE = file_id(STUDY, CENTER, GOOD)
COUNTS = {"rows": 4, "accepted": 3, "held": 0, "rejected": 1, "skipped": 0}


def outcomes(world):
    return [news.outcome for news in world.announcements.announced]


def test_a_committed_file_is_told_with_run_counts_and_journal_number():
    world = started()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    world.tell_effects()
    assert world.announcements.announced == [
        Announcement(STUDY, CENTER, delivery.version_id, "committed", FILE, 1, 3, COUNTS)
    ]


def test_the_news_of_a_file_is_called_for_after_its_commit_and_before_its_delivery_is_settled():
    world, calls = started(), []

    class Recorder:
        def __init__(self, port, name):
            self._port, self._name = port, name

        def __getattr__(self, method):
            calls.append(f"{self._name}.{method}")
            return getattr(self._port, method)

    world.seen_as = Recorder
    world.send(GOOD)
    wanted = [
        "registry.append",
        "queue.call_effect",
        "registry.mark",
        "intake.remove",
        "announcements.announce",
    ]
    assert [call for call in calls if call in wanted] == ["registry.mark", *wanted]


def test_a_refused_file_is_told():
    world = started()
    world.send(REFUSED)
    (news,) = world.announcements.announced
    assert (news.outcome, news.run_number, news.journal_number) == ("refused", 1, 3)


def test_the_same_bytes_again_are_no_news():
    world = started()
    world.send(GOOD)
    world.send(GOOD, SECOND, name="again.csv")
    assert outcomes(world) == ["committed"]


def test_a_delivery_that_waits_is_told():
    world = World()
    world.define()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    assert world.announcements.announced == [
        Announcement(STUDY, CENTER, delivery.version_id, "awaiting-profile", FILE)
    ]


def test_what_waited_is_told_again_when_it_is_committed():
    world = World()
    world.define()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    world.add_profile(profile())
    ingest(delivery, world.services)
    world.tell_effects()
    assert outcomes(world) == ["awaiting-profile", "committed"]


def test_a_delivery_that_failed_is_told():
    world = started()
    delivery = world.arrive(GOOD)
    fail(delivery, world.services)
    assert world.announcements.announced == [Announcement(STUDY, CENTER, delivery.version_id, "failed", "")]


def test_a_dead_letter_of_what_was_taken_up_is_no_news():
    world = started()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    fail(delivery, world.services)
    world.tell_effects()
    assert outcomes(world) == ["committed"]


def test_an_earlier_receipt_that_came_to_light_does_not_change_the_news():
    world = started()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    world.tell_effects()
    state = world.state(GOOD)
    later = replace(state, history=(*state.history, Visible(9, 1, FIRST)))
    announce_run(STUDY, delivery.version_id, later, None, world.announcements)
    first, again = world.announcements.announced
    assert first == again


def test_no_news_names_the_file_or_a_subject():
    world = started()
    world.send(GOOD, name="S-001 Jane Roe.csv")
    (news,) = world.announcements.announced
    assert "Jane" not in repr(replace(news, delivery=""))
    assert "S-001" not in repr(replace(news, delivery=""))


# what a data manager does to a file


def turn(world, *, counts, reason="mixed up"):
    return change_status(world.desk, "ann", STUDY, FILE, reason, counts=counts).journal_number


def again(world, confirm=""):
    number = world.registry.head(STUDY).journal_number
    done = rerun_file(RequestedRerun(STUDY, CENTER, "ann", "new zone", confirm, number), FILE, world.services)
    world.tell_effects()
    return done


def sent():
    world = started()
    world.send(GOOD)
    world.announcements.announced.clear()
    return world


def test_a_voided_file_and_a_restored_one_are_told_with_run_and_number_of_the_event():
    world = sent()
    voided, restored = turn(world, counts=False), turn(world, counts=True)
    assert world.announcements.announced == [
        Announcement(STUDY, CENTER, "", "voided", FILE, 1, voided, COUNTS),
        Announcement(STUDY, CENTER, "", "restored", FILE, 1, restored, COUNTS),
    ]


def test_each_turn_of_a_file_is_news_and_the_same_wish_once_more_is_none():
    world = sent()
    for counts in (False, False, True, False):
        turn(world, counts=counts)
    keys = [news.key for news in world.announcements.announced]
    assert keys == [f"{FILE}#1#{turned}" for turned in ("voided#4", "voided#4", "restored#5", "voided#6")]


EARLIER = "2025-08-30T00:00:00.000Z"


@pytest.mark.parametrize("counts", [False, True])
def test_a_turn_wished_once_more_is_told_again_also_after_an_earlier_receipt_came_to_light(counts):
    world = sent()
    for wanted in (False, True)[: 1 + counts]:
        number = turn(world, counts=wanted)
    world.send(GOOD, EARLIER, name="earlier.csv")
    assert turn(world, counts=counts) == number
    assert len({news.key for news in world.announcements.announced[-2:]}) == 1


def test_a_re_run_wished_once_more_is_told_again_also_after_an_earlier_receipt_came_to_light():
    world = sent()
    world.add_profile(profile(2))
    number = world.registry.head(STUDY).journal_number
    wish = RequestedRerun(STUDY, CENTER, "ann", "new zone", "", number)
    done = rerun_file(wish, FILE, world.services)
    world.tell_effects()
    world.send(GOOD, EARLIER, name="earlier.csv")
    assert rerun_file(wish, FILE, world.services) == done
    world.tell_effects()
    first, second = world.announcements.announced
    assert first == second


def test_a_file_that_could_not_be_turned_is_no_news():
    world = sent()
    turn(world, counts=False)
    with pytest.raises(StandsAlready):
        turn(world, counts=False, reason="another")
    assert outcomes(world) == ["voided"]


def test_a_re_run_is_told_once_it_takes_effect_as_the_file_it_is_of():
    world = sent()
    world.add_profile(profile(2, more='[analytes]\n"ALT" = "ignore"'))
    shown = again(world)
    assert world.announcements.announced == []
    done = again(world, shown.confirm)
    version = world.registry.claim_of(STUDY, FILE, 1).version_id
    counts = {"rows": 4, "accepted": 1, "held": 0, "rejected": 0, "skipped": 3}
    assert world.announcements.announced == [
        Announcement(STUDY, CENTER, version, "committed", FILE, 2, 5, counts)
    ]
    assert (done.effect, world.announcements.announced[0].key) == ("done", f"{FILE}#2")


def test_the_same_re_run_once_more_is_the_same_news():
    world = sent()
    world.add_profile(profile(2, more='[analytes]\n"ALT" = "ignore"'))
    confirm = again(world).confirm
    again(world, confirm)
    again(world, confirm)
    first, second = world.announcements.announced
    assert first == second


def test_a_message_that_comes_again_once_the_file_is_void_tells_what_it_told():
    world = started()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    world.tell_effects()
    turn(world, counts=False)
    announce_run(STUDY, delivery.version_id, world.state(GOOD), None, world.announcements)
    first, _, same = world.announcements.announced
    assert first == same


def test_where_nobody_listens_everything_else_is_the_same():
    heard, silent = started(), started()
    heard.send(GOOD)
    deaf = replace(silent.services, announcements=Silence())
    ingest(silent.arrive(GOOD), deaf)
    tell_effects(deaf, silent.queue)
    assert {**silent.snapshot(), "announced": set()} == {**heard.snapshot(), "announced": set()}
