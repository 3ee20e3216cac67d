"""A worker is killed while it changes the register, or brings a register in; then its message comes again."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from tests.faults.killing import Doing, course, kills_that_leave_more, moments, take_up
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    GOOD,
    HEADER,
    SECOND,
    STUDY,
    THIRD,
    World,
    definition,
    fixed_clock,
    started,
)

from hepaflow.domain.identity import file_id
from hepaflow.domain.receipts.receipts import Receipt
from hepaflow.domain.study.files import Delivery, FileStatus
from hepaflow.domain.study.journal import first_fault
from hepaflow.domain.study.register import RESERVED_CENTER, Subject
from hepaflow.pipeline.changes.rerun import Overtaken
from hepaflow.pipeline.changes.void import StandsAlready
from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.pipeline.desk.deliveries import file_record, receipt
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.register.closing import RequestedClosing, turn_register
from hepaflow.pipeline.register.confirm import RequestedConfirmation, confirm_register
from hepaflow.pipeline.register.outcome import RegisterEffect
from hepaflow.pipeline.register.subject import RequestedSubject, enter_subject
from hepaflow.pipeline.timeline import timeline

LIST = f"""subject,center,sex,birth_year,status,former_ids
S-001,{CENTER},F,1970,enrolled,SCR-1
S-002,C-99,M,1950,enrolled,
""".encode()
ERRORS = f"subject,center,status\nS-001,{CENTER},entered-in-error\nS-002,{CENTER},entered-in-error\n".encode()
LATER = f"{HEADER}\nS-001,2024-05-01,ALT,45,U/L,final\n".encode()
CHANGED = LIST.replace(b"1970", b"1971")


def delivery(world: World) -> Delivery:
    ((key, version, received),) = (
        (key, version, received)
        for key, versions in world.intake.objects.items()
        for version, (received, _) in versions.items()
    )
    return Delivery(STUDY, RESERVED_CENTER, key, version, received)


def listed(world: World, data: bytes, received: str) -> World:
    world.arrive(data, received, center=RESERVED_CENTER, name=f"{received}.csv")
    return world


def fresh() -> World:
    return listed(started(), LIST, FIRST)


def known() -> World:
    world = fresh()
    ingest(delivery(world), world.services)
    return world


def changing() -> World:
    return listed(known(), CHANGED, SECOND)


def again() -> World:
    return listed(known(), LIST, SECOND)


def read_once_more() -> World:
    world = again()
    more = definition(2).model_copy(update={"centers": (CENTER, "C-99")})
    define_study(world.registry, world.queue, fixed_clock, "ann", more, "one center more")
    return world


def refused() -> World:
    return listed(started(), LIST.replace(b"sex", b"Patient name"), FIRST)


def unexpected() -> World:
    world = listed(World(), LIST, FIRST)
    ingest(delivery(world), world.services)
    world.define()
    return world


def ingesting(world: World) -> Doing:
    return take_up(delivery(world))


def altering() -> World:
    world = started()
    world.send(GOOD)
    return listed(world, ERRORS, SECOND)


def waiting() -> World:
    world = altering()
    ingest(delivery(world), world.services)
    return world


def shown(world: World) -> RequestedConfirmation:
    """Return the confirmation of what the register that waits would alter."""
    number = world.registry.head(STUDY).journal_number
    name = file_id(STUDY, RESERVED_CENTER, ERRORS)
    wish = RequestedConfirmation(STUDY, name, "ann", "checked", "", number)
    return replace(wish, confirm=confirm_register(wish, world.desk).confirm)


def confirming(world: World) -> Doing:
    wish = shown(world)
    return lambda world: confirm_register(wish, world.services)


def closing(world: World) -> Doing:
    wish = RequestedClosing(STUDY, closed=True, actor="ann", reason="complete")
    sure = replace(wish, confirm=turn_register(wish, world.desk).confirm)
    return lambda world: turn_register(sure, world.services)


def entering(world: World) -> Doing:
    subject = Subject(id="S-001", center=CENTER, status="entered-in-error")
    wish = RequestedSubject(STUDY, subject, 1, "ann", "mixed up")
    sure = replace(wish, confirm=enter_subject(wish, world.desk).confirm)
    return lambda world: enter_subject(sure, world.services)


PREPARED = (fresh, changing, again, read_once_more, refused, unexpected, altering)
WHAT = [
    *((prepare, ingesting) for prepare in PREPARED),
    (waiting, confirming),
    (waiting, closing),
    (waiting, entering),
]


def whole(world: World) -> dict[str, Any]:
    registers = {place: dict(known) for place, known in world.registry.registers.items()}
    closings = dict(world.registry.closings)
    return world.snapshot() | {
        "registers": registers,
        "dossiers": dict(world.registry.dossiers),
        "closings": closings,
    }


@pytest.mark.parametrize(("prepare", "act"), WHAT)
def test_a_killed_worker_leaves_what_its_calls_have_written_and_nothing_else(prepare, act):
    assert list(kills_that_leave_more(prepare, act)) == []


@moments(*WHAT)
def test_after_redelivery_register_and_receipt_stand_as_if_nothing_had_happened(prepare, act, place):
    undisturbed = course(prepare, act)
    disturbed = undisturbed.broken_off(place)
    undisturbed.doing(disturbed)
    assert whole(disturbed) == whole(undisturbed.end)


@moments((waiting, confirming))
def test_a_confirmation_that_is_broken_off_ends_in_the_same_answer(prepare, act, place):
    undisturbed = course(prepare, act)
    assert undisturbed.doing(undisturbed.broken_off(place)) == undisturbed.answer


@moments((waiting, confirming))
def test_a_lab_file_that_commits_after_a_kill_is_altered_only_where_that_is_confirmed(prepare, act, place):
    disturbed = course(prepare, act).broken_off(place)
    disturbed.send(LATER, THIRD, name="later.csv")
    is_entered = "S-001" in entered(disturbed)
    with suppress(Overtaken):
        course(prepare, act).doing(disturbed)
    assert ("2024-05-01" in current(disturbed, "S-001")) is not is_entered


@moments((waiting, confirming))
def test_a_receipt_says_of_no_row_that_took_effect_that_it_waits(prepare, act, place):
    disturbed = course(prepare, act).broken_off(place)
    causes = {cause.code for cause in receipt_of_errors(disturbed).causes}
    assert causes <= {"register-to-confirm", "register-begun"}
    if entered(disturbed):
        assert "register-to-confirm" not in causes


@moments((waiting, confirming))
def test_a_confirmation_that_is_broken_off_is_ended_by_that_of_another(prepare, act, place):
    disturbed = course(prepare, act).broken_off(place)
    wish = replace(shown(disturbed), actor="bob", reason="ann was broken off")
    if disturbed.state(ERRORS, RESERVED_CENTER).status is FileStatus.COMMITTED:
        with pytest.raises(StandsAlready):
            confirm_register(wish, disturbed.services)
    else:
        assert confirm_register(wish, disturbed.services).effect is RegisterEffect.DONE
    ended = receipt_of_errors(disturbed)
    assert (ended.outcome, ended.counts.accepted, ended.causes) == ("committed", 2, ())
    assert entered(disturbed) == {"S-001", "S-002"}
    assert first_fault(disturbed.registry.events(STUDY)) is None


def receipt_of_errors(world: World) -> Receipt:
    record = file_record(world.desk, STUDY, file_id(STUDY, RESERVED_CENTER, ERRORS), None)
    return receipt(world.desk, STUDY, record)


def entered(world: World) -> set[str]:
    return {entry.subject.id for entry in world.registry.register(STUDY, CENTER)}


def current(world: World, subject: str) -> set[str]:
    answers = timeline(world.registry, world.results, STUDY, subject).answers
    return {what.collected_at for what, answer in answers.items() if answer.current}
