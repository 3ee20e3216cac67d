"""A register is open until somebody closes it; what that holds is shown and confirmed first."""

import pytest
from tests.support import trap
from tests.unit.pipeline.studies import CENTER, HEADER, OTHER_CENTER, SECOND, STUDY, profile, started

from hepaflow.domain.study.journal import EventKind
from hepaflow.domain.study.register import Subject
from hepaflow.pipeline.changes.rule_changes import rules_difference
from hepaflow.pipeline.changes.void import StandsAlready
from hepaflow.pipeline.desk.subject_results import NotYet
from hepaflow.pipeline.register.closing import RequestedClosing, register_status, turn_register
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.register.outcome import RegisterEffect, register_outcome_to_json
from hepaflow.pipeline.register.subject import RequestedSubject, enter_subject
from hepaflow.pipeline.services import Missing
from hepaflow.pipeline.timeline import timeline

DONE, TO_CONFIRM = RegisterEffect.DONE, RegisterEffect.TO_CONFIRM


@pytest.fixture
def world():
    world = started()
    world.send(trap.center_file())
    return world


def entry(name=trap.ONE, **more):
    return Subject(**{"id": name, "center": CENTER, "status": "enrolled", **more})


def register(world, name=trap.ONE, version=1, **more):
    return put_subject(world.desk, STUDY, entry(name, **more), version, "ann", "list")


def turn(world, *, closed=True, confirm="", actor="ann", reason="the list is complete", study=STUDY):
    return turn_register(RequestedClosing(study, closed, actor, reason, confirm), world.desk)


def confirmed(world, **more):
    return turn(world, **more, confirm=turn(world, **more).confirm)


def turns(outcome):
    told = register_outcome_to_json(outcome)["difference"]
    return told["added"], told["removed"], told["different"]


def held(world, subject):
    answers = timeline(world.registry, world.results, STUDY, subject).answers.values()
    return {code for answer in answers for one in answer.held for code in one.codes}


def test_an_open_register_holds_nobody_whom_it_does_not_know(world):
    wish = RequestedSubject(STUDY, entry(), 1, "ann", "consent")
    done = enter_subject(wish, world.desk)
    assert (done.effect, turns(done), trap.counts(world)) == (DONE, (0, 0, 0), trap.ALL)


def test_an_open_register_compares_whom_it_knows():
    world = started(more='sex = "Sex"')
    register(world, sex="F")
    world.send(f"{HEADER},Sex\n{trap.ONE},2024-03-01,ALT,40,U/L,final,M\n".encode())
    assert held(world, trap.ONE) == {"subject-mismatch"}


def test_an_open_register_knows_who_was_entered_in_error(world):
    register(world, status="entered-in-error")
    assert held(world, trap.ONE) == {"subject-unknown"}


def test_closing_shows_first_what_it_holds(world):
    register(world)
    before = world.registry.head(STUDY)
    shown = turn(world)
    assert (shown.effect, turns(shown)) == (TO_CONFIRM, (0, 108, 0))
    assert (trap.counts(world), world.registry.head(STUDY)) == (trap.ALL, before)


def test_confirmed_it_is_an_event_and_earlier_numbers_stay_as_they_were(world):
    register(world)
    done = confirmed(world)
    number = done.journal_number
    assert (turns(done), trap.counts(world), trap.counts(world, number - 1)) == ((0, 108, 0), 25, 133)
    (event,) = world.registry.events(STUDY, number - 1)
    assert (event.draft.kind, event.draft.actor, event.draft.reason, event.draft.details) == (
        EventKind.REGISTER_CLOSED,
        "ann",
        "the list is complete",
        {},
    )


def test_a_closed_register_holds_what_comes_for_others(world):
    for one in trap.SUBJECTS:
        register(world, one)
    assert turn(world).effect is DONE
    world.send(f"{HEADER}\nS-999,2024-04-01,ALT,40,U/L,final\n".encode(), SECOND, name="april.csv")
    assert held(world, "S-999") == {"subject-unknown"}


def test_it_holds_what_any_center_sends(world):
    world.add_profile(profile(center=OTHER_CENTER))
    world.send(f"{HEADER}\nX-1,2024-04-01,ALT,40,U/L,final\n".encode(), SECOND, center=OTHER_CENTER)
    told = register_outcome_to_json(turn(world))
    assert [(one["center"], one["removed"]) for one in told["centers"]] == [(CENTER, 133), (OTHER_CENTER, 1)]


def test_an_entry_in_a_closed_register_shows_which_results_come_to_count(world):
    confirmed(world)
    shown = enter_subject(RequestedSubject(STUDY, entry(), 1, "ann", "consent"), world.desk)
    assert (shown.effect, turns(shown)) == (TO_CONFIRM, (trap.OF_ONE, 0, 0))


def test_opening_it_again_shows_first_what_counts_then(world):
    register(world)
    confirmed(world)
    shown = turn(world, closed=False)
    assert (shown.effect, turns(shown), trap.counts(world)) == (TO_CONFIRM, (108, 0, 0), 25)
    again = confirmed(world, closed=False)
    assert (turns(again), trap.counts(world)) == ((108, 0, 0), 133)
    assert trap.counts(world, again.journal_number - 1) == 25


def test_what_was_confirmed_is_looked_at_once_more(world):
    shown = turn(world)
    world.send(f"{HEADER}\nS-999,2024-04-01,ALT,40,U/L,final\n".encode(), SECOND, name="april.csv")
    again = turn(world, confirm=shown.confirm)
    assert (again.effect, turns(again)) == (TO_CONFIRM, (0, 134, 0))


def test_closing_is_not_confirmed_by_what_opening_showed(world):
    assert turn(world).confirm != confirmed(world).confirm
    opened = turn(world, closed=False).confirm
    confirmed(world, closed=False)
    assert turn(world, confirm=opened).effect is TO_CONFIRM


def test_the_same_request_again_gives_the_same_answer(world):
    done = confirmed(world)
    assert turn(world) == done


@pytest.mark.parametrize("more", [{"actor": "bob"}, {"reason": "another"}])
def test_another_is_told_that_it_is_closed_already(world, more):
    confirmed(world)
    with pytest.raises(StandsAlready):
        turn(world, **more)


def test_a_register_that_was_never_closed_is_open_already(world):
    with pytest.raises(StandsAlready):
        turn(world, closed=False)


def test_there_has_to_be_such_a_study(world):
    with pytest.raises(Missing):
        turn(world, study="NONE")
    with pytest.raises(Missing):
        register_status(world.desk, "NONE", "")


def test_its_status_is_told_for_every_number(world):
    before = world.registry.head(STUDY).journal_number
    closed = confirmed(world).journal_number
    opened = confirmed(world, closed=False).journal_number
    told = [register_status(world.desk, STUDY, number) for number in (str(before), str(closed), "")]
    assert [(one.journal_number, one.closed, one.since) for one in told] == [
        (before, False, 0),
        (closed, True, closed),
        (opened, False, opened),
    ]
    with pytest.raises(NotYet):
        register_status(world.desk, STUDY, str(opened + 1))


def test_under_earlier_rules_the_first_entry_of_a_center_decides():
    world = started(fold_version=2)
    world.send(trap.center_file())
    register(world)
    assert (trap.counts(world), turns(turn(world))) == (25, (0, 0, 0))


def test_a_register_that_was_closed_before_holds_the_same_under_the_new_rules():
    world = started(fold_version=2)
    world.send(trap.center_file())
    register(world)
    assert (
        len(
            rules_difference(
                world.desk, STUDY, 3, frozenset(), world.registry.head(STUDY).journal_number
            ).altered
        )
        == 108
    )
    turn(world)
    assert (
        rules_difference(world.desk, STUDY, 3, frozenset(), world.registry.head(STUDY).journal_number).altered
        == ()
    )
