"""An object that no center expected is found again by the label of its folder once its center is defined."""

from dataclasses import replace

import pytest
from tests.support.studies import study_definition

from hepaflow.domain.identity import sha256
from hepaflow.domain.study.addresses import expected_delivery, key_hash, name_of, without_key
from hepaflow.domain.study.files import UNKNOWN, Delivery

DEFINITION = study_definition("LIVER-1", "CN-01", "DE-02")


def left(key):
    return Delivery(UNKNOWN, UNKNOWN, key, "v1", "2024-03-23T00:00:00.000Z")


@pytest.mark.parametrize("center", ["CN-01", "DE-02", "register"])
def test_delivery_of_a_center_is_expected_under_its_label(center):
    delivery = left(f"LIVER-1/{center}/zhang san.csv")
    found = expected_delivery(without_key(delivery), DEFINITION)
    digest = sha256(delivery.key.encode())
    assert (found.key, found.key_hash) == (f"LIVER-1/{center}/file-{digest[:8]}.csv", digest)
    assert expected_delivery(delivery, DEFINITION) == delivery  # as it was kept before there were labels


@pytest.mark.parametrize(
    "key", ["LIVER-2/CN-01/a.csv", "LIVER-1/CN-99/a.csv", "a.csv", "LIVER-1/CN-01", "张三/CN-01/a.csv"]
)
def test_delivery_of_no_center_is_not_expected(key):
    assert expected_delivery(without_key(left(key)), DEFINITION) is None
    assert expected_delivery(left(key), DEFINITION) is None


@pytest.mark.parametrize("key", ["张三/CN-01 李四/王五.csv", "张三.csv", "张三/李四"])
def test_label_of_an_unknown_object_holds_no_name(key):
    kept = without_key(left(key))
    assert not set("张三李四王五") & set(kept.key)
    assert without_key(kept) is kept
    assert key_hash(kept) == sha256(key.encode())


def test_label_of_a_center_s_object_keeps_study_and_center():
    kept = without_key(replace(left("LIVER-1/CN-01/李四/march.csv"), study="LIVER-1", center="CN-01"))
    assert name_of(kept).endswith("/march.csv")
    assert kept.key.startswith("LIVER-1/CN-01/file-")
