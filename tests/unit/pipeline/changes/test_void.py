import pytest
from tests.unit.pipeline.studies import CENTER, FIRST, GOOD, REFUSED, SECOND, STUDY, started

from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import FileStatus
from hepaflow.domain.study.journal import EventKind
from hepaflow.pipeline.changes.void import NoSuchFile, NothingCounts, ReasonMissing, restore_file, void_file
from hepaflow.pipeline.timeline import timeline

FILE = file_id(STUDY, CENTER, GOOD)


@pytest.fixture
def world():
    world = started()
    world.send(GOOD, SECOND)
    return world


def void(world, name=FILE, reason="mixed up"):
    return void_file(world.services, "ann", STUDY, name, reason)[1]


def restore(world, name=FILE, reason="was right"):
    return restore_file(world.services, "ann", STUDY, name, reason)[1]


def answers(world, as_of=None):
    return timeline(world.registry, world.results, STUDY, "S-001", as_of).answers


def test_a_voided_file_shows_nothing(world):
    void(world)
    assert answers(world) == {}


def test_before_its_voiding_a_file_shows_what_it_showed(world):
    before = answers(world)
    void(world)
    assert answers(world, 3) == before


def test_a_restored_file_shows_what_it_showed(world):
    before = answers(world)
    void(world)
    restore(world)
    assert answers(world) == before


def test_who_voided_what_and_why_is_in_the_journal(world):
    draft = void(world).draft
    assert (draft.kind, draft.actor, draft.reason) == (EventKind.FILE_VOIDED, "ann", "mixed up")
    assert draft.details == {"file_id": FILE, "center": CENTER, "n": 1}


def test_who_restored_what_and_why_is_in_the_journal(world):
    void(world)
    draft = restore(world).draft
    assert (draft.kind, draft.actor, draft.reason) == (EventKind.FILE_RESTORED, "ann", "was right")


def test_voiding_twice_is_voiding_once(world):
    void(world)
    assert void(world) is None
    assert world.registry.head(STUDY).journal_number == 4


def test_a_file_that_counts_needs_no_restoring(world):
    assert restore(world) is None


def test_voiding_and_restoring_again_and_again_keeps_the_run(world):
    for _ in range(3):
        void(world)
        restore(world)
    assert [visible.run_number for visible in world.state(GOOD).history] == [1, 0, 1, 0, 1, 0, 1]


def test_a_receipt_that_came_to_light_while_the_file_was_void_counts_after_restoring(world):
    void(world)
    world.send(GOOD, FIRST, name="early.csv")
    restore(world)
    assert world.state(GOOD).visible().received == FIRST


def test_the_same_bytes_do_not_revive_a_voided_file(world):
    void(world)
    world.send(GOOD, "2025-09-04T00:00:00.000Z", name="again.csv")
    assert world.state(GOOD).status is FileStatus.VOIDED


@pytest.mark.parametrize("turn", [void, restore])
@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_done_without_a_reason(world, turn, reason):
    with pytest.raises(ReasonMissing):
        turn(world, reason=reason)


@pytest.mark.parametrize("turn", [void, restore])
@pytest.mark.parametrize("name", ["0" * 64, FILE[:16] + "0" * 48])
def test_there_has_to_be_such_a_file(world, turn, name):
    with pytest.raises(NoSuchFile):
        turn(world, name)


@pytest.mark.parametrize("turn", [void, restore])
def test_a_refused_file_never_counted(world, turn):
    name = world.send(REFUSED).file_id
    with pytest.raises(NothingCounts):
        turn(world, name)
