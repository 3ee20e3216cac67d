import pytest
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import process_partial_response
from botocore.exceptions import ClientError, ConnectTimeoutError
from tests.support.sqs_messages import HidingClient, sqs_event

from hepaflow.aws.batch import QuietBatch
from local.pump import Context

EVENT = sqs_event({"bad": "张三", "good": ""})
URL = "https://sqs.invalid/123456789012/ingest"


def fail_on_text(record):
    if record.body:
        raise ValueError(f"invalid literal: {record.body}")


def processed(event, client, name, seconds=900):
    batch = QuietBatch(Logger(service=name), lambda: client)
    answer = process_partial_response(event, fail_on_text, batch, Context("any", 128, seconds=seconds))
    return answer, batch


def test_a_failed_message_is_named_to_sqs_and_the_others_are_not(capsys):
    answer, _ = processed(EVENT, HidingClient(), "test-named")
    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}


def test_a_failure_is_logged_by_kind_and_place_without_its_words(capsys):
    processed(EVENT, HidingClient(), "test-words")
    told = capsys.readouterr().out
    assert '"exception":"ValueError"' in told
    assert "test_batches.py:" in told
    assert "invalid literal" not in told
    assert "张三" not in told


def test_a_batch_that_fails_as_a_whole_is_answered_message_by_message(capsys):
    answer, _ = processed(sqs_event({"one": "x", "two": "x"}), HidingClient(), "test-whole")
    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == ["one", "two"]


def test_a_message_is_hidden_a_minute_longer_than_its_worker_can_run():
    client = HidingClient()
    processed(sqs_event({"good": ""}), client, "test-hidden", seconds=300)
    assert client.hidden == [(URL, "receipt of good", 360)]


@pytest.mark.parametrize(
    ("receives", "least", "most"), [(1, 13, 15), (7, 54, 60), (13, 2070, 2300), (40, 2070, 2300)]
)
def test_a_message_that_failed_is_hidden_for_longer_the_more_often_it_failed(receives, least, most, capsys):
    client = HidingClient()
    _, batch = processed(sqs_event({"bad": "x"}, receives), client, "test-longer")
    _, (url, receipt, seconds) = client.hidden
    assert (url, receipt) == (URL, "receipt of bad")
    assert least <= seconds <= most
    assert batch.times_failed() == [receives]


class Deaf(HidingClient):
    """An SQS client that reaches nobody."""

    def __init__(self, error):
        self.error = error

    def change_message_visibility(self, **_what):
        raise self.error


@pytest.mark.parametrize(
    "error",
    [ClientError({"Error": {"Code": "ServiceUnavailable"}}, "any"), ConnectTimeoutError(endpoint_url="x")],
)
def test_a_message_that_cannot_be_hidden_is_processed_all_the_same(error, capsys, caplog):
    answer, _ = processed(EVENT, Deaf(error), f"test-{type(error).__name__}")
    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert caplog.messages.count("message not hidden") == 3
