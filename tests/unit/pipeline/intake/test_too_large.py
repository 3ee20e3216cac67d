"""An object that has more bytes than a file may have is refused without being read."""

import json

import pytest
from tests.unit.pipeline.studies import CENTER, FIRST, GOOD, SECOND, STUDY, started

from hepaflow.domain.study.files import DeliveryStatus
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.failures import fail
from hepaflow.pipeline.ingest import ingest
from hepaflow.ports import TooLarge
from local.memory import MemoryIntake


class VastIntake(MemoryIntake):
    """Holds one version that has more bytes than anybody asks for."""

    def read(self, key, version_id, most):
        if version_id.endswith(SECOND):
            assert most == 200 * 1024 * 1024
            raise TooLarge
        return super().read(key, version_id, most)


@pytest.fixture
def world():
    world = started()
    world.intake = VastIntake()
    return world


def receipt(world, delivery):
    key = f"{STUDY}/{delivery.center}/deliveries/{delivery.version_id}/receipt.json"
    return json.loads(world.receipts.get(key))


@pytest.mark.parametrize("center", [CENTER, RESERVED_CENTER])
def test_it_is_refused_with_advice_and_leaves_the_intake(world, center):
    delivery = world.arrive(b"", SECOND, center=center)
    assert ingest(delivery, world.services).status is DeliveryStatus.TOO_LARGE
    told = receipt(world, delivery)
    assert (told["outcome"], told["who"]) == ("too-large", "lab")
    assert "Split the file" in told["message"]["en"]
    assert "请拆分文件" in told["message"]["zh"]
    assert world.left_in_intake() == []
    assert [news.outcome for news in world.announcements.announced] == ["too-large"]


def test_it_changes_nothing_else(world):
    before = world.snapshot()
    ingest(world.arrive(b"", SECOND), world.services)
    after = world.snapshot()
    assert {name for name in before if before[name] != after[name]} == {"receipts", "deliveries", "announced"}


def test_a_retry_or_a_dead_letter_changes_nothing(world):
    delivery = world.arrive(b"", SECOND)
    ingest(delivery, world.services)
    before = world.snapshot()
    assert ingest(delivery, world.services).status is DeliveryStatus.TOO_LARGE
    assert fail(delivery, world.services).status is DeliveryStatus.TOO_LARGE
    assert world.snapshot() == before


def test_the_next_file_of_that_name_is_taken_up(world):
    ingest(world.arrive(b"", SECOND), world.services)
    assert world.send(GOOD, FIRST).status is DeliveryStatus.TAKEN_UP
