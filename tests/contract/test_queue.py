"""What is sent to be taken up again arrives as the delivery that was sent."""

import json

import pytest

from hepaflow.aws.queue import IngestQueue, Unsent, noticed_deliveries
from hepaflow.domain.study.addresses import without_key
from hepaflow.domain.study.files import Delivery
from local.memory import MemoryIntake, MemoryQueue

NAMES = ["march.csv", "三月 结果.csv", "a+b c%20d.csv", "folder/deep.csv"]


def a_delivery(name="march.csv", version_id="v1"):
    key = f"NCT03945487/CN-01/{name}"
    return Delivery("NCT03945487", "CN-01", key, version_id, "2024-03-23T00:00:00.123Z")


@pytest.fixture(params=["memory", "sqs"])
def queue(request):
    """Returns the port, and a function that gives what has arrived."""
    if request.param == "memory":
        memory = MemoryQueue()
        return memory, lambda: memory.sent
    cloud = request.getfixturevalue("cloud")
    url = cloud.names["IngestQueue"]

    def arrived():
        found = []
        while messages := cloud.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                found.extend(noticed_deliveries(json.loads(message["Body"]), MemoryIntake()))
        return found

    return IngestQueue(lambda: cloud.sqs, url, "", "intake"), arrived


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_any_name_arrives(queue, name):
    port, arrived = queue
    port.send([a_delivery(name)])
    assert arrived() == [a_delivery(name)]


def test_a_delivery_that_is_kept_under_a_label_arrives_with_its_hash(queue):
    port, arrived = queue
    kept = without_key(a_delivery("zhang.csv"))
    port.send([kept])
    assert arrived() == [kept]


def test_more_than_one_request_holds_all_arrive(queue):
    port, arrived = queue
    sent = [a_delivery(version_id=f"v{number:02}") for number in range(23)]
    port.send(sent)
    assert sorted(arrived(), key=lambda delivery: delivery.version_id) == sent


def test_nothing_to_send_is_no_request(queue):
    port, arrived = queue
    port.send([])
    assert arrived() == []


class Full:
    """An SQS client that takes none of the messages."""

    def send_message_batch(self, QueueUrl, Entries):  # noqa: N803, ARG002 boto3's names
        return {"Failed": [{"Id": entry["Id"], "Code": "InternalError"} for entry in Entries]}


def test_a_message_that_the_queue_does_not_take_is_not_passed_over():
    with pytest.raises(Unsent, match="InternalError"):
        IngestQueue(Full, "url", "", "intake").send([a_delivery()])
