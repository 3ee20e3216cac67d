"""What S3 tells of objects, read into deliveries."""

import pytest

from hepaflow.aws.queue import notice, noticed_deliveries
from hepaflow.domain.study.files import Delivery
from hepaflow.ports import Version
from local.memory import MemoryIntake


def body(key, version_id="v1", at="2024-03-23T00:00:00.123Z"):
    stored = {"key": key} | ({"versionId": version_id} if version_id else {})
    return {"Records": [{"eventTime": at, "s3": {"object": stored}}]}


def test_a_key_names_study_and_center():
    (found,) = noticed_deliveries(body("NCT03945487/CN-01/march.csv"), MemoryIntake())
    assert found == Delivery(
        "NCT03945487", "CN-01", "NCT03945487/CN-01/march.csv", "v1", "2024-03-23T00:00:00.123Z"
    )


@pytest.mark.parametrize("key", ["lost.csv", "NCT03945487/lost.csv", "NCT03945487/CN-01/", "", "//"])
def test_a_key_outside_a_center_s_folder_is_nobody_s(key):
    (found,) = noticed_deliveries(body(key), MemoryIntake())
    assert (found.study, found.center, found.key) == ("unknown", "unknown", key)


# S3 user guide, "Event message structure": keys are URL encoded; moto encodes the slash too
@pytest.mark.parametrize("quoted", ["s/c/red+flower+%E4%B8%89%2B.csv", "s%2Fc%2Fred+flower+%E4%B8%89%2B.csv"])
def test_keys_are_told_as_they_are(quoted):
    (found,) = noticed_deliveries(body(quoted), MemoryIntake())
    assert found.key == "s/c/red flower 三+.csv"


@pytest.mark.parametrize(
    "at", ["2024-03-23T08:00:00.123+08:00", "2024-03-23T00:00:00.123456Z", "2024-03-23T00:00:00.123Z"]
)
def test_receipt_is_utc_to_the_millisecond(at):
    (found,) = noticed_deliveries(body("s/c/f.csv", at=at), MemoryIntake())
    assert found.received == "2024-03-23T00:00:00.123Z"


def test_without_a_version_all_that_are_there_are_meant():
    intake = MemoryIntake()
    for number in (1, 2):
        intake.put("s/c/f.csv", Version(f"v{number}", f"2024-03-23T00:00:0{number}.000Z"), b"")
    found = list(noticed_deliveries(body("s/c/f.csv", version_id=""), intake))
    assert [(known.version_id, known.received) for known in found] == [
        ("v1", "2024-03-23T00:00:01.000Z"),
        ("v2", "2024-03-23T00:00:02.000Z"),
    ]


def test_several_records_are_several_deliveries():
    both = {"Records": [*body("s/c/a.csv")["Records"], *body("s/c/b.csv")["Records"]]}
    assert [found.key for found in noticed_deliveries(both, MemoryIntake())] == ["s/c/a.csv", "s/c/b.csv"]


def test_the_message_that_tests_the_notification_tells_of_none():
    # S3 user guide, "Event notification types": sent when a notification is set up
    told = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "intake"}
    assert list(noticed_deliveries(told, MemoryIntake())) == []


def test_a_delivery_worded_again_is_the_same_delivery():
    (found,) = noticed_deliveries(body("s/c/red+flower+%E4%B8%89%2B.csv"), MemoryIntake())
    assert list(noticed_deliveries(notice(found, "intake"), MemoryIntake())) == [found]
