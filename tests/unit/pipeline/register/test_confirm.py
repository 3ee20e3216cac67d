"""A register file that would alter current results waits until a data manager confirms it, or withdraws it."""

import json

import pytest
from tests.support import trap
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    GOOD,
    HEADER,
    SECOND,
    STUDY,
    THIRD,
    definition,
    fixed_clock,
    started,
)

from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import DeliveryStatus, FileStatus
from hepaflow.domain.study.journal import EventKind, first_fault
from hepaflow.domain.study.register import RESERVED_CENTER, Subject
from hepaflow.pipeline.changes.rerun import Overtaken
from hepaflow.pipeline.changes.void import NoSuchFile, NothingCounts, StandsAlready, change_status
from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.pipeline.desk.deliveries import file_record, receipt
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.register import file as register_files
from hepaflow.pipeline.register.confirm import NothingWaits, RequestedConfirmation, confirm_register
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.register.outcome import RegisterEffect, register_outcome_to_json

DONE, TO_CONFIRM = RegisterEffect.DONE, RegisterEffect.TO_CONFIRM
ROWS = "subject,center,status"
LIST = f"{ROWS}\n{trap.ONE},{CENTER},entered-in-error\nS-100,{CENTER},enrolled\n".encode()
WIDER = (
    LIST.replace(b"status\n", b"status,Visit\n")
    .replace(b"error\n", b"error,V1\n")
    .replace(b"enrolled\n", b"enrolled,V2\n")
)


@pytest.fixture
def world():
    world = started()
    world.send(trap.center_file())
    return world


def send(world, data=LIST, received=SECOND):
    return world.send(data, received, center=RESERVED_CENTER, name=f"{received}.csv")


def name(data=LIST):
    return file_id(STUDY, RESERVED_CENTER, data)


def confirm(world, digest="", data=LIST, actor="ann", reason="checked"):
    number = world.registry.head(STUDY).journal_number
    wish = RequestedConfirmation(STUDY, name(data), actor, reason, digest, number)
    return confirm_register(wish, world.services)


def confirmed(world, data=LIST, **more):
    return confirm(world, confirm(world, data=data, **more).confirm, data, **more)


def withdraw(world, data=LIST, reason="not now"):
    return change_status(world.desk, "ann", STUDY, name(data), reason, counts=False)


def turns(outcome):
    told = register_outcome_to_json(outcome)["difference"]
    return told["added"], told["removed"], told["different"]


def known(world):
    return [entry.subject.id for entry in world.registry.register(STUDY, CENTER)]


def status(world, data=LIST):
    return world.state(data, RESERVED_CENTER).status


def told(world, data=LIST):
    return receipt(world.desk, STUDY, file_record(world.desk, STUDY, name(data), None))


# it waits


def test_a_file_that_alters_results_waits_as_a_whole(world):
    summary = send(world)
    assert (summary.status, summary.outcome) == (DeliveryStatus.TAKEN_UP, "to-confirm")
    assert (known(world), trap.counts(world), status(world)) == ([], trap.ALL, FileStatus.TO_CONFIRM)
    assert world.left_in_intake() == []


def test_its_receipt_has_the_counts_of_rows_and_of_results(world):
    send(world, LIST + f"S-101,{CENTER},randomised\n".encode())
    data = LIST + f"S-101,{CENTER},randomised\n".encode()
    kept = told(world, data)
    assert (kept.outcome, kept.counts.rows, kept.counts.held, kept.counts.rejected) == ("to-confirm", 3, 2, 1)
    (waits,) = [cause for cause in kept.causes if cause.code == "register-to-confirm"]
    assert (waits.lines, waits.who) == (("2", "3"), "data manager")
    assert "25 would no longer count, 0 would come to count" in waits.title.en
    assert "25 条将不再有效" in waits.title.zh


def test_that_it_waits_is_an_event_and_is_announced(world):
    send(world)
    (event,) = world.registry.events(STUDY, world.registry.head(STUDY).journal_number - 1)
    assert (event.draft.kind, event.draft.actor) == (EventKind.FILE_TO_CONFIRM, "ingest")
    assert world.announcements.announced[-1].outcome == "to-confirm"


def test_a_file_that_alters_nothing_takes_effect_at_once(world):
    data = f"{ROWS}\n{trap.ONE},{CENTER},enrolled\n".encode()
    assert send(world, data).outcome == "committed"
    assert known(world) == [trap.ONE]


def test_under_registers_of_centers_the_trap_is_shown_first():
    world = started(fold_version=2)
    world.send(trap.center_file())
    data = f"{ROWS}\n{trap.ONE},{CENTER},enrolled\n".encode()
    assert (send(world, data).outcome, trap.counts(world)) == ("to-confirm", trap.ALL)
    assert "108 would no longer count" in told(world, data).causes[0].title.en


# it is confirmed


def test_confirming_shows_the_difference_first(world):
    send(world)
    before = world.registry.head(STUDY)
    shown = confirm(world)
    assert (shown.effect, turns(shown), world.registry.head(STUDY)) == (TO_CONFIRM, (0, 25, 0), before)


@pytest.mark.parametrize("data", [LIST, WIDER])
def test_confirmed_it_takes_effect_by_whom_and_why(world, data):
    send(world, data)
    before = world.registry.head(STUDY).journal_number
    done = confirmed(world, data)
    assert (done.effect, turns(done), trap.counts(world), trap.counts(world, before)) == (
        DONE,
        (0, 25, 0),
        108,
        133,
    )
    assert (known(world), status(world, data)) == ([trap.ONE, "S-100"], FileStatus.COMMITTED)
    events = list(world.registry.events(STUDY, before))
    assert [event.draft.kind for event in events] == [
        "file-confirmed",
        "subject-registered",
        "subject-registered",
        "file-committed",
    ]
    assert {(event.draft.actor, event.draft.reason) for event in events} == {("ann", "checked")}
    assert {event.draft.details["file_id"] for event in events} == {name(data)}
    assert first_fault(world.registry.events(STUDY)) is None


def test_its_receipt_says_then_what_became_of_the_rows(world):
    send(world)
    confirmed(world)
    kept = told(world)
    assert (kept.outcome, kept.run, kept.counts.accepted) == ("committed", 3, 2)
    assert kept.effect.accepted_now.new == 2
    assert world.announcements.announced[-1].outcome == "committed"


def test_the_same_confirmation_again_is_acknowledged(world):
    send(world)
    shown = confirm(world)
    done = confirm(world, shown.confirm)
    head = world.registry.head(STUDY)
    again = confirm(world, shown.confirm)
    assert (again.effect, again.journal_number, world.registry.head(STUDY)) == (
        DONE,
        done.journal_number,
        head,
    )


def test_another_is_told_that_it_took_effect(world):
    send(world)
    confirmed(world)
    with pytest.raises(StandsAlready):
        confirm(world, actor="bob")


def test_what_changed_since_is_shown_again(world):
    send(world)
    shown = confirm(world)
    world.send(f"{HEADER}\n{trap.ONE},2024-04-01,ALT,40,U/L,final\n".encode(), THIRD, name="april.csv")
    again = confirm(world, shown.confirm)
    assert (again.effect, turns(again), known(world)) == (TO_CONFIRM, (0, 26, 0), [])


def test_what_changed_elsewhere_does_not_matter(world):
    send(world)
    shown = confirm(world)
    world.send(f"{HEADER}\nS-500,2024-04-01,ALT,40,U/L,final\n".encode(), THIRD, name="april.csv")
    assert confirm(world, shown.confirm).effect is DONE


def test_an_entry_that_was_changed_after_the_receipt_is_not_undone(world):
    send(world, received=FIRST.replace("00.000", "01.000"))
    put_subject(
        world.desk, STUDY, Subject(id=trap.ONE, center=CENTER, status="enrolled"), 1, "ann", "he is there"
    )
    done = confirm(world)
    assert (done.effect, turns(done), trap.counts(world)) == (DONE, (0, 0, 0), 133)
    assert [cause.code for cause in told(world).causes] == ["known-later"]


def test_two_files_that_wait_are_confirmed_one_after_another(world):
    other = LIST.replace(trap.ONE.encode(), b"S-001")
    send(world)
    send(world, other, THIRD)
    assert turns(confirmed(world, other)) == (0, 12, 0)
    assert (turns(confirmed(world)), trap.counts(world)) == ((0, 25, 0), 96)


def test_while_its_rows_take_effect_its_receipt_says_that_some_may_have(world, monkeypatch):
    send(world, BOTH)
    shown, receipts = confirm(world, data=BOTH), []
    disturb(world, monkeypatch, lambda: receipts.append(told(world, BOTH)))
    confirm(world, shown.confirm, BOTH)
    (kept,) = receipts
    assert (kept.outcome, kept.run, kept.counts.accepted, kept.counts.held) == ("to-confirm", 2, 0, 2)
    assert [(cause.code, cause.lines) for cause in kept.causes] == [("register-begun", ("2", "3"))]


def test_where_nothing_is_left_to_take_effect_no_row_is_announced(world):
    send(world)
    for subject, state in ((trap.ONE, "entered-in-error"), ("S-100", "enrolled")):
        put_subject(world.desk, STUDY, Subject(id=subject, center=CENTER, status=state), 1, "ann", "by hand")
    before = world.registry.head(STUDY).journal_number
    assert confirm(world).effect is DONE
    assert [event.draft.kind for event in world.registry.events(STUDY, before)] == ["file-committed"]


# what cannot be confirmed


def test_there_has_to_be_such_a_file(world):
    with pytest.raises(NoSuchFile):
        confirm(world)


def test_a_lab_file_does_not_wait(world):
    wish = RequestedConfirmation(
        STUDY, world.send(GOOD, SECOND, name="b.csv").file_id, "ann", "checked", "", 4
    )
    with pytest.raises(NothingWaits):
        confirm_register(wish, world.services)


@pytest.mark.parametrize("data", [f"{ROWS}\nS-100,{CENTER},enrolled\n".encode(), b"subject\nS-1\n"])
def test_a_register_that_took_effect_or_was_refused_does_not_wait(world, data):
    send(world, data)
    with pytest.raises(NothingWaits):
        confirm(world, data=data)


# it is withdrawn, or sent again


def test_a_withdrawn_file_waits_no_more(world):
    send(world)
    done = withdraw(world)
    assert (turns_of(done), status(world), known(world)) == (0, FileStatus.VOIDED, [])
    with pytest.raises(NothingWaits):
        confirm(world)
    assert withdraw(world) == done
    with pytest.raises(NothingCounts):
        change_status(world.desk, "ann", STUDY, name(), "after all", counts=True)


def turns_of(change):
    return len(change.difference.altered)


def test_a_register_that_took_effect_cannot_be_withdrawn(world):
    send(world)
    confirmed(world)
    with pytest.raises(NothingCounts):
        withdraw(world)


def test_sent_again_a_withdrawn_file_waits_anew(world):
    send(world)
    withdraw(world)
    assert send(world, received=THIRD).outcome == "to-confirm"
    assert (status(world), world.state(LIST, RESERVED_CENTER).run_number) == (FileStatus.TO_CONFIRM, 2)
    assert turns(confirmed(world)) == (0, 25, 0)


def test_sent_again_a_file_that_waits_is_acknowledged(world):
    send(world)
    assert send(world, received=THIRD).status is DeliveryStatus.DUPLICATE
    (kept,) = [
        key for key in world.receipts.kept if f"/v-{THIRD}.csv-{THIRD}/receipt.json" in key and name() in key
    ]
    assert "waits for a data manager" in json.loads(world.receipts.get(kept))["message"]["en"]


def test_a_doubled_message_changes_nothing(world):
    delivery = world.arrive(LIST, SECOND, center=RESERVED_CENTER, name="list.csv")
    ingest(delivery, world.services)
    before = world.snapshot()
    ingest(delivery, world.services)
    assert world.snapshot() == before


def test_under_a_new_definition_a_file_that_waits_is_read_again(world):
    data = LIST + b"S-300,C-09,enrolled\n"
    send(world, data)
    more = definition(2).model_copy(update={"centers": (*definition().centers, "C-09")})
    define_study(world.registry, world.queue, fixed_clock, "ann", more, "one center more")
    assert turns(confirmed(world, data)) == (0, 25, 0)
    assert told(world, data).counts.accepted == 3


# while it takes effect


def disturb(world, monkeypatch, act, after=1):
    """Have something happen once the file has written so many entries."""
    write, written = register_files.write_entry, []

    def disturbed(*args):
        if len(written) == after:
            written.append(None)
            act()
        written.append(None)
        return write(*args)

    monkeypatch.setattr(register_files, "write_entry", disturbed)


BOTH = f"{ROWS}\nS-001,{CENTER},entered-in-error\n{trap.ONE},{CENTER},entered-in-error\n".encode()
MORE = f"{HEADER}\n{trap.ONE},2024-04-01,ALT,40,U/L,final\n".encode()


def test_a_lab_file_that_commits_meanwhile_stops_what_it_would_add_to(world, monkeypatch):
    send(world, BOTH)
    shown = confirm(world, data=BOTH)
    disturb(world, monkeypatch, lambda: world.send(MORE, THIRD, name="april.csv"))
    with pytest.raises(Overtaken):
        confirm(world, shown.confirm, BOTH)
    kept = told(world, BOTH)
    assert (kept.outcome, kept.run, kept.counts.accepted, kept.counts.held) == ("to-confirm", 3, 1, 1)
    assert (trap.counts(world), known(world)) == (133 - 12 + 1, ["S-001"])
    assert (turns(confirmed(world, BOTH)), trap.counts(world)) == ((0, 26, 0), 96)


def test_a_lab_file_of_others_does_not_stop_it(world, monkeypatch):
    send(world, BOTH)
    shown = confirm(world, data=BOTH)
    other = MORE.replace(trap.ONE.encode(), b"S-500")
    disturb(world, monkeypatch, lambda: world.send(other, THIRD, name="april.csv"))
    assert confirm(world, shown.confirm, BOTH).effect is DONE


def test_a_file_that_is_withdrawn_meanwhile_stops(world, monkeypatch):
    send(world, BOTH)
    shown = confirm(world, data=BOTH)
    disturb(world, monkeypatch, lambda: withdraw(world, BOTH))
    with pytest.raises(Overtaken):
        confirm(world, shown.confirm, BOTH)
    assert (known(world), status(world, BOTH)) == (["S-001"], FileStatus.VOIDED)


def test_two_confirmations_at_once_end_as_one(world, monkeypatch):
    send(world, BOTH)
    shown = confirm(world, data=BOTH)
    disturb(
        world,
        monkeypatch,
        lambda: confirm(world, confirm(world, data=BOTH, actor="bob").confirm, BOTH, actor="bob"),
    )
    with pytest.raises((StandsAlready, Overtaken)):
        confirm(world, shown.confirm, BOTH)
    assert (status(world, BOTH), trap.counts(world)) == (FileStatus.COMMITTED, 96)
    assert [entry.version for entry in world.registry.register(STUDY, CENTER)] == [1, 1]


def test_a_file_at_the_intake_waits_with_what_it_would_alter_by_then(world, monkeypatch):
    data = f"{ROWS}\nS-100,{CENTER},enrolled\nS-200,{CENTER},entered-in-error\n".encode()
    disturb(
        world,
        monkeypatch,
        lambda: world.send(MORE.replace(trap.ONE.encode(), b"S-200"), THIRD, name="april.csv"),
    )
    assert send(world, data).outcome == "to-confirm"
    kept = told(world, data)
    assert (known(world), kept.counts.accepted, kept.counts.held) == (["S-100"], 1, 1)
