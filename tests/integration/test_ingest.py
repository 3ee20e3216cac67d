"""The deployed path on one machine: bucket, queue, function and table as template.yaml declares them."""

import json

import boto3
import pytest

from hepaflow.aws.objects import profile_key
from hepaflow.aws.results import ResultsTable
from hepaflow.aws.wiring import services, wait
from local.pump import pump, waiting

STUDY, CENTER = "NCT03945487", "CN-01"
PROFILE = """
study = "NCT03945487"
center = "CN-01"
version = 1
time_zone = "Asia/Shanghai"
[file]
decimal_mark = "."
[columns]
subject = "受试者编号"
collected_at = "采集时间"
analyte = "项目"
value = "结果"
unit = "单位"
"""
FILE = "受试者编号,采集时间,项目,结果,单位\nCN01-0001,2024-03-22 08:30,总胆红素,171.4,μmol/L\n"


@pytest.fixture
def intake(stack):
    """Onboards the center and uploads a file; returns the pump's word on it."""
    services.cache_clear()
    s3 = boto3.client("s3")

    def put(name, text=FILE, center=CENTER):
        s3.put_object(Bucket=stack.refs["IntakeBucket"], Key=f"{STUDY}/{center}/{name}", Body=text.encode())

    s3.put_object(Bucket=stack.refs["SourceBucket"], Key=profile_key(STUDY, CENTER), Body=PROFILE.encode())
    return put


def panels(stack, subject="CN01-0001"):
    table = ResultsTable(boto3.client("dynamodb"), stack.refs["ResultsTable"], wait)
    return list(table.subject_panels(STUDY, subject))


@pytest.mark.parametrize("name", ["march.csv", "三月 结果.csv", "a+b c%20d.csv", "folder/deep.csv"])
def test_a_file_of_any_name_becomes_panels(stack, intake, name):
    intake(name)
    assert pump(stack) == 0
    assert [stored.panel.reports[0].raw.value for stored in panels(stack)] == ["171.4"]


def test_the_message_that_tests_the_notification_is_no_file(stack):
    assert waiting(stack, "IngestQueue") == 1  # S3 sends it when the notification is set up
    assert pump(stack) == 0
    assert waiting(stack, "IngestQueue") == 0


def test_the_same_file_twice_is_stored_once(stack, intake):
    intake("march.csv")
    intake("again.csv")
    pump(stack)
    assert len(panels(stack)) == 1


def test_a_file_that_cannot_be_taken_up_goes_to_the_dead_letters_and_the_next_one_does_not(stack, intake):
    intake("early.csv", center="CN-02")
    intake("march.csv")
    pump(stack)
    assert waiting(stack, "IngestDeadLetters") == 1
    assert len(panels(stack)) == 1


def test_it_is_tried_as_often_as_the_template_says(stack, intake):
    intake("early.csv", center="CN-02")
    assert pump(stack) == 3  # maxReceiveCount of IngestQueue


def test_logs_tell_counts_and_identity_and_no_file_name(stack, intake, capfd):
    intake("张三 canary.csv")
    intake("李四 canary.csv", center="CN-02")
    pump(stack)
    told = capfd.readouterr().out
    assert "canary" not in told
    assert "张三" not in told
    assert "\\u5f20\\u4e09" not in told


def test_a_file_that_is_not_in_a_center_s_folder_is_a_dead_letter(stack, intake):
    boto3.client("s3").put_object(Bucket=stack.refs["IntakeBucket"], Key="lost.csv", Body=b"")
    pump(stack)
    assert waiting(stack, "IngestDeadLetters") == 1


def test_the_handler_answers_with_the_failed_messages_alone(stack, intake):
    from ingest.app import handler
    from local.pump import Context

    intake("march.csv")
    body = {
        "Records": [
            {
                "eventTime": "2024-03-23T00:00:00.000Z",
                "s3": {"object": {"key": f"{STUDY}/{CENTER}/march.csv"}},
            }
        ]
    }
    unknown = {"Records": [{"eventTime": "2024-03-23T00:00:00.000Z", "s3": {"object": {"key": "lost.csv"}}}]}
    records = [
        {"messageId": name, "body": json.dumps(told)} for name, told in (("good", body), ("bad", unknown))
    ]
    answer = handler({"Records": records}, Context("IngestFunction", 1769))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
