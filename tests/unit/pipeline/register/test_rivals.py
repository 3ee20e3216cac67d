"""Two data managers confirm one register file at the same time: each receipt stays what its run says."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count

import pytest
from tests.support import trap
from tests.support.gates import WAIT, Gate, GatedPort
from tests.unit.pipeline.studies import CENTER, SECOND, STUDY, fixed_clock, started

from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import FileStatus
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.changes.rerun import Overtaken
from hepaflow.pipeline.desk.deliveries import file_record, receipt
from hepaflow.pipeline.register.confirm import RequestedConfirmation, confirm_register
from hepaflow.pipeline.register.outcome import RegisterEffect

FILE = (
    f"subject,center,status\nS-001,{CENTER},entered-in-error\n{trap.ONE},{CENTER},entered-in-error\n".encode()
)
NAME = file_id(STUDY, RESERVED_CENTER, FILE)


@pytest.fixture
def world():
    world = started()
    world.send(trap.center_file())
    world.send(FILE, SECOND, center=RESERVED_CENTER, name="register.csv")
    return world


def receipt_now(world):
    return receipt(world.desk, STUDY, file_record(world.desk, STUDY, NAME, None))


def wish(world, actor, digest=""):
    number = world.registry.head(STUDY).journal_number
    return RequestedConfirmation(STUDY, NAME, actor, "checked", digest, number)


def gated(world, gates):
    return replace(
        world.services,
        receipts=GatedPort(world.receipts, {("put", number): gate for number, gate in gates.items()}),
    )


def stopped_before_its_rows(world, gate):
    """Return the services of a confirmation whose first row waits: the event before it is that it was confirmed."""
    asked = count(1)

    def clock():
        if next(asked) == 2:
            gate.passed()
        return fixed_clock()

    return replace(world.services, clock=clock)


def test_receipt_of_what_took_effect_stays_if_another_manager_writes_one_later(world):
    """The rows of the first one take effect while the second one is about to write the receipt of the next run."""
    rows, late = Gate(), Gate()
    shown = wish(world, "ann", confirm_register(wish(world, "ann"), world.services).confirm)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(confirm_register, shown, stopped_before_its_rows(world, rows))
        assert rows.reached.wait(WAIT)
        shown = wish(world, "bob", confirm_register(wish(world, "bob"), world.services).confirm)
        second = threads.submit(confirm_register, shown, gated(world, {1: late}))
        assert late.reached.wait(WAIT)
        rows.opened.set()
        assert first.result(WAIT).effect is RegisterEffect.DONE
        before, settled = dict(world.receipts.kept), receipt_now(world)
        late.opened.set()
        with pytest.raises(Overtaken):
            second.result(WAIT)
    assert settled.outcome == world.state(FILE, RESERVED_CENTER).status == FileStatus.COMMITTED
    assert receipt_now(world) == settled
    assert {key: world.receipts.kept[key] for key in before} == before


def test_receipt_that_says_that_rows_take_effect_stays(world):
    """Both have been shown the same, and both are about to write the receipt of their first run."""
    gates = {who: Gate() for who in ("ann", "bob")}
    shown = {
        who: wish(world, who, confirm_register(wish(world, who), world.services).confirm) for who in gates
    }
    with ThreadPoolExecutor(2) as threads:
        asked = {
            who: threads.submit(confirm_register, shown[who], gated(world, {1: gate}))
            for who, gate in gates.items()
        }
        assert all(gate.reached.wait(WAIT) for gate in gates.values())
        gates["ann"].opened.set()
        assert asked["ann"].result(WAIT).effect is RegisterEffect.DONE
        before = dict(world.receipts.kept)
        gates["bob"].opened.set()
        with pytest.raises(Overtaken):
            asked["bob"].result(WAIT)
    assert {key: world.receipts.kept[key] for key in before} == before
    runs = [world.registry.claim_of(STUDY, NAME, number) for number in range(2, 5)]
    assert len({claim.by for claim in runs}) == len(runs)
