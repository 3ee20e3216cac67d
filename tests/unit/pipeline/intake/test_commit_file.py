import pytest
from tests.unit.pipeline.studies import CENTER, FIRST, GOOD, REFUSED, SECOND, STUDY, THIRD, started

from hepaflow.domain.identity import RunId, file_id
from hepaflow.domain.study.files import Counts, FileStatus, Visible
from hepaflow.domain.study.journal import EventKind
from hepaflow.pipeline.intake.commit_file import commit, received_earlier
from hepaflow.pipeline.reading.outcome import Outcome

FILE = file_id(STUDY, CENTER, GOOD)


SECOND_RUN = RunId(STUDY, CENTER, FILE, 2), Visible(0, 2, FIRST)


def named(world, received=FIRST):
    from dataclasses import replace

    return replace(world.arrive(GOOD, received), file_id=FILE)


def test_a_commit_names_the_run_the_number_and_the_receipt():
    world = started()
    world.send(GOOD)
    assert world.state(GOOD).history == (Visible(3, 1, FIRST),)


def test_a_commit_keeps_the_counts():
    world = started()
    world.send(GOOD)
    assert world.state(GOOD).counts == (4, 3, 0, 1, 0)


def test_a_refusal_counts_from_its_number_on_as_no_run():
    world = started()
    world.send(REFUSED)
    assert world.state(REFUSED).history == (Visible(3, 0, FIRST),)


@pytest.mark.parametrize(
    ("data", "kind"), [(GOOD, EventKind.FILE_COMMITTED), (REFUSED, EventKind.FILE_REFUSED)]
)
def test_an_event_tells_file_center_and_run_and_who_did_it(data, kind):
    world = started()
    name = world.send(data).file_id
    (event,) = world.registry.events(STUDY, after=2)
    assert (event.draft.kind, event.draft.actor) == (kind, "ingest")
    assert event.draft.details == {"file_id": name, "center": CENTER, "n": 1}


@pytest.mark.parametrize("changes", ["hold", "accept"])
def test_a_state_keeps_what_the_profile_says_of_changes(changes):
    world = started(file=f'changes = "{changes}"')
    world.send(GOOD)
    assert world.state(GOOD).history[-1].accept_changes is (changes == "accept")


def test_a_state_keeps_whether_the_specimen_identifies():
    world = started(file="specimen_identifies = true", more="")
    world.send(GOOD.replace(b"Status", b"Status"))
    assert world.state(GOOD).history[-1].specimen_identifies


def test_a_second_commit_returns_what_holds():
    world = started()
    world.send(GOOD)
    again = commit(*SECOND_RUN, Outcome(Counts()), world.services)
    assert again == world.state(GOOD)
    assert world.registry.head(STUDY).journal_number == 3


def test_a_commit_does_not_revive_a_voided_file():
    from hepaflow.pipeline.changes.void import void_file

    world = started()
    world.send(GOOD)
    void_file(world.services, "ann", STUDY, FILE, "mixed up")
    assert commit(*SECOND_RUN, Outcome(Counts()), world.services).status is FileStatus.VOIDED


@pytest.mark.parametrize("received", [SECOND, THIRD])
def test_a_later_delivery_is_no_news(received):
    world = started()
    world.send(GOOD, SECOND)
    known = world.state(GOOD)
    assert received_earlier(named(world, received), known, world.services) == known
    assert world.registry.head(STUDY).journal_number == 3


def test_of_two_earlier_deliveries_the_earliest_counts_whoever_comes_first():
    world = started()
    world.send(GOOD, THIRD)
    stale = world.state(GOOD)
    received_earlier(named(world, FIRST), stale, world.services)
    received_earlier(named(world, SECOND), stale, world.services)  # whose worker had looked before
    assert world.state(GOOD).history[-1].received == FIRST


def test_an_earlier_delivery_of_a_voided_file_does_not_revive_it():
    from hepaflow.pipeline.changes.void import void_file

    world = started()
    world.send(GOOD, SECOND)
    void_file(world.services, "ann", STUDY, FILE, "mixed up")
    world.send(GOOD, FIRST, name="early.csv")
    assert world.state(GOOD).visible() is None


def test_a_file_without_a_state_is_a_fault_of_ours():
    world = started()
    world.send(GOOD, SECOND)
    known = world.state(GOOD)
    world.registry.file_states.clear()
    with pytest.raises(LookupError):
        received_earlier(named(world, FIRST), known, world.services)
