"""An outage of DynamoDB or S3: no file of 20 centers is lost, and none waits for longer than the waits say."""

import pytest
from tests.support.outages import FILES, TRIES, simulate

from hepaflow.aws import wiring
from hepaflow.aws.retries import WAITS
from hepaflow.domain.study.files import DeliveryStatus
from local.pump import pump

MINUTE, HOUR = 60, 3600
BEHIND_OTHERS = FILES / 4 + TRIES  # seconds: four workers, a second for each file


@pytest.fixture
def stack(stack):
    wiring.forget()
    pump(stack)  # the message that tests the notification
    yield stack
    wiring.forget()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seconds", "down", "wait"),
    [
        (10, "receipts", MINUTE),
        (4 * MINUTE, "registry", MINUTE),
        (10 * MINUTE, "receipts", WAITS[8]),
        (2 * HOUR, "registry", WAITS[-1]),
    ],
)
def test_outage_of_up_to_two_hours_makes_no_dead_letters(stack, seconds, down, wait):
    found = simulate(stack, seconds, down, seed=1)
    assert found.statuses == {DeliveryStatus.TAKEN_UP: FILES}
    assert found.late
    assert max(found.late) <= wait + BEHIND_OTHERS


@pytest.mark.slow
def test_outage_of_five_hours_loses_nothing_and_answers_every_center(stack):
    found = simulate(stack, 5 * HOUR, "registry", seed=2)
    failed = found.statuses[DeliveryStatus.FAILED]
    assert 0 < failed == len(found.dead)
    assert failed + found.statuses[DeliveryStatus.TAKEN_UP] == FILES
    assert found.last == 0
