"""Whoever listens hears of every outcome once, however often its message comes."""

from dataclasses import replace

from tests.unit.pipeline.studies import CENTER, FIRST, GOOD, REFUSED, SECOND, STUDY, World, profile, started

from hepaflow.domain.files import Visible
from hepaflow.domain.identity import file_id
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.intake.announcing import Silence, announce_file
from hepaflow.pipeline.watch import fail
from hepaflow.ports import Announcement

FILE = file_id(STUDY, CENTER, GOOD)
COUNTS = {"rows": 4, "accepted": 3, "held": 0, "rejected": 1, "skipped": 0}


def outcomes(world):
    return [news.outcome for news in world.announcements.announced]


def test_a_committed_file_is_told_with_run_counts_and_journal_number():
    world = started()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    assert world.announcements.announced == [
        Announcement(STUDY, CENTER, delivery.version_id, "committed", FILE, 1, 3, COUNTS)
    ]


def test_a_file_is_told_after_its_commit_and_before_its_delivery_is_settled():
    world, calls = started(), []

    class Recorder:
        def __init__(self, port, name):
            self._port, self._name = port, name

        def __getattr__(self, method):
            calls.append(f"{self._name}.{method}")
            return getattr(self._port, method)

    world.seen_as = Recorder
    world.send(GOOD)
    wanted = ["registry.append", "announcements.announce", "registry.mark", "intake.remove"]
    assert [call for call in calls if call in wanted] == wanted


def test_a_refused_file_is_told():
    world = started()
    world.send(REFUSED)
    (news,) = world.announcements.announced
    assert (news.outcome, news.n, news.number) == ("refused", 1, 3)


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
    assert outcomes(world) == ["committed"]


def test_an_earlier_receipt_that_came_to_light_does_not_change_the_news():
    world = started()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    state = world.state(GOOD)
    later = replace(state, history=(*state.history, Visible(9, 1, FIRST)))
    announce_file(world.delivery(delivery), later, world.announcements)
    first, again = world.announcements.announced
    assert first == again


def test_no_news_names_the_file_or_a_subject():
    world = started()
    world.send(GOOD, name="S-001 Jane Roe.csv")
    (news,) = world.announcements.announced
    assert "Jane" not in repr(replace(news, delivery=""))
    assert "S-001" not in repr(replace(news, delivery=""))


def test_where_nobody_listens_everything_else_is_the_same():
    heard, silent = started(), started()
    heard.send(GOOD)
    ingest(silent.arrive(GOOD), replace(silent.services, announcements=Silence()))
    assert {**silent.snapshot(), "announced": set()} == {**heard.snapshot(), "announced": set()}
