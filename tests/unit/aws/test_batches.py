from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import process_partial_response

from hepaflow.aws.queue import QuietBatch

EVENT = {"Records": [{"messageId": "bad", "body": "张三"}, {"messageId": "good", "body": ""}]}


def fail_on_text(record):
    if record.body:
        raise ValueError(f"invalid literal: {record.body}")


def test_a_failed_message_is_named_to_sqs_and_the_others_are_not(capsys):
    answer = process_partial_response(EVENT, fail_on_text, QuietBatch(Logger(service="test-named")))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}


def test_a_failure_is_logged_by_kind_and_place_without_its_words(capsys):
    process_partial_response(EVENT, fail_on_text, QuietBatch(Logger(service="test-words")))
    told = capsys.readouterr().out
    assert '"exception":"ValueError"' in told
    assert "test_batches.py:" in told
    assert "invalid literal" not in told
    assert "张三" not in told


def test_a_batch_that_fails_as_a_whole_is_answered_message_by_message(capsys):
    both = {"Records": [{"messageId": name, "body": "x"} for name in ("one", "two")]}
    answer = process_partial_response(both, fail_on_text, QuietBatch(Logger(service="test-whole")))
    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == ["one", "two"]
