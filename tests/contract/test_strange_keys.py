"""Whatever the key of an object is, its delivery is recorded and answered."""

import json
from datetime import UTC, datetime

import pytest
from tests.support.studies import study_definition

from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.domain.study.addresses import address_of
from hepaflow.domain.study.files import Delivery, DeliveryStatus
from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.pipeline.ingest import ingest
from hepaflow.ports import Version
from local.memory import memory_services

STUDY, CENTER, RECEIVED = "S", "C-01", "2024-03-22T00:00:00.000Z"
MOST = 1_024  # bytes of a key, S3 user guide, "Naming Amazon S3 objects"


def clock():
    return datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def desk(cloud, catalog):
    registry = RegistryTable(cloud.dynamodb, cloud.names["RegistryTable"])
    desk = memory_services(catalog, clock, registry=registry)
    define_study(registry, desk.queue, clock, "dm", study_definition(STUDY, CENTER), "start")
    return desk


def sent(desk, key):
    desk.intake.put(key, Version("v1", RECEIVED), b"x")
    told = Delivery(*address_of(key), key, "v1", RECEIVED)
    return ingest(told, desk).status


def message(desk, study, center):
    kept = desk.receipts.get(f"{study}/{center}/deliveries/v1/receipt.json")
    return json.loads(kept)["message"]["en"]


@pytest.mark.parametrize(
    "key",
    [
        "#" * 700,
        "#" * 700 + "/C-01/a.csv",
        "S/" + "#" * 700 + "/a.csv",
        ("/" * MOST)[:MOST],
        "S//a.csv",
        "/C-01/a.csv",
        "S/C-01/",
        " S/C-01/a.csv",
        "S\0/C-01/a.csv",
        "S\n/C-01/a.csv",
        "S%2FC-01/a.csv",
        "../C-01/a.csv",
        "Ｓ/C-01/a.csv",
        "S/C\u0301-01/a.csv",
        "unknown/unknown/a.csv",
        "好" * 341,
        "S" * 65 + "/C-01/a.csv",
    ],
)
def test_key_that_names_no_center_is_answered_as_unknown(desk, key):
    assert sent(desk, key) is DeliveryStatus.UNKNOWN
    assert "no study or center for this folder" in message(desk, "unknown", "unknown")


@pytest.mark.parametrize(
    "name",
    [
        "#" * 700,
        "..",
        "../../T/C-02/a.csv",
        "a\0b\x1f.csv",
        "%00",
        "e\u0301.csv",
        "好" * 338,
        " ",
        "a/b/c",
        "?#%",
    ],
)
def test_every_file_name_in_the_folder_of_a_center_is_one(desk, name):
    assert len(f"{STUDY}/{CENTER}/{name}".encode()) <= MOST
    assert sent(desk, f"{STUDY}/{CENTER}/{name}") is DeliveryStatus.AWAITING_PROFILE
    assert "waiting" in message(desk, STUDY, CENTER)
