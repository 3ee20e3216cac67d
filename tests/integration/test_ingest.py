"""The deployed path on one machine: buckets, queues, functions and tables as template.yaml declares them."""

import io
import json
import sys

import boto3
import pytest
from tests.support.profiles import CHINESE, profile_toml
from tests.support.sqs_messages import sqs_event
from tests.support.studies import study_definition

from hepaflow.aws import wiring
from hepaflow.domain.study.files import DeliveryStatus
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.failures import send_failed
from hepaflow.pipeline.timeline import timeline
from ingest import app as ingest_function
from local.pump import Context, pump, waiting
from watch import app as watch_function

STUDY, CENTER = "NCT03945487", "CN-01"
PROFILE = profile_toml(STUDY, CENTER, CHINESE)
FILE = "受试者编号,采集时间,项目,结果,单位\nCN01-0001,2024-03-22 08:30,总胆红素,171.4,μmol/L\n"
NAMES = ["march.csv", "三月 结果.csv", "a+b c%20d.csv", "folder/deep.csv"]


@pytest.fixture
def stack(stack):
    """The stack with a study of two centers, neither of them onboarded."""
    wiring.forget()
    definition = study_definition(STUDY, CENTER, "CN-02")
    define_study(wiring.registry(), wiring.queue(), wiring.now, "ann", definition, "start")
    return stack


@pytest.fixture
def onboarded(stack):
    onboard()
    return stack


def onboard(center=CENTER):
    text = PROFILE.replace(CENTER, center)
    add_profile(wiring.registry(), wiring.queue(), wiring.catalog(), wiring.now, "ann", text, "onboarding")


def upload(stack, name="march.csv", text=FILE, folder=f"{STUDY}/{CENTER}/"):
    return boto3.client("s3").put_object(
        Bucket=stack.refs["IntakeBucket"], Key=folder + name, Body=text.encode()
    )


def answers():
    return timeline(wiring.registry(), wiring.results(), STUDY, "CN01-0001").answers


def statuses(study=STUDY, center=CENTER):
    return [known.status for known in wiring.registry().deliveries(study, center)]


def left_in_intake(stack):
    return boto3.client("s3").list_object_versions(Bucket=stack.refs["IntakeBucket"]).get("Versions", [])


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_any_name_becomes_answers(onboarded, name):
    upload(onboarded, name)
    assert pump(onboarded) == 0
    assert len(answers()) == 1
    assert statuses() == [DeliveryStatus.TAKEN_UP]


def test_the_intake_is_empty_once_a_file_is_taken_up(onboarded):
    upload(onboarded)
    pump(onboarded)
    assert left_in_intake(onboarded) == []


def test_source_and_receipt_are_kept(onboarded):
    upload(onboarded)
    pump(onboarded)
    (state,) = wiring.registry().files(STUDY, CENTER)
    s3, folder = boto3.client("s3"), f"{STUDY}/{CENTER}/{state.file_id}"
    source = s3.get_object(Bucket=onboarded.refs["SourceBucket"], Key=folder)["Body"].read()
    header, *rows = (line.split(",") for line in FILE.splitlines())
    kept = json.loads(source)
    assert (kept["header"], [cells for _, cells in kept["rows"]]) == (header, rows)
    receipt = json.loads(wiring.receipts().get(f"{folder}/1/receipt.json"))
    assert receipt["counts"]["accepted"] == 1


def test_the_message_that_tests_the_notification_is_no_file(onboarded):
    assert waiting(onboarded, "IngestQueue") == 1  # S3 sends it when the notification is set up
    assert pump(onboarded) == 0
    assert waiting(onboarded, "IngestQueue") == 0


def test_the_same_bytes_under_another_name_are_a_duplicate(onboarded):
    upload(onboarded, "march.csv")
    upload(onboarded, "again.csv")
    pump(onboarded)
    assert sorted(statuses()) == [DeliveryStatus.DUPLICATE, DeliveryStatus.TAKEN_UP]
    assert len(answers()) == 1


def test_an_event_that_names_the_version_and_one_that_does_not_tell_of_one_delivery(stack):
    """Moto's own event names no version, so the time is the listing's; S3's names it, and has milliseconds."""
    version = upload(stack)["VersionId"]
    stored = {"key": f"{STUDY}/{CENTER}/march.csv", "versionId": version}
    body = {"Records": [{"eventTime": "2024-03-23T00:00:00.123Z", "s3": {"object": stored}}]}
    boto3.client("sqs").send_message(QueueUrl=stack.refs["IngestQueue"], MessageBody=json.dumps(body))
    pump(stack)
    assert statuses() == [DeliveryStatus.AWAITING_PROFILE]
    onboard()
    pump(stack)
    assert statuses() == [DeliveryStatus.TAKEN_UP]


def test_a_file_of_a_center_that_is_defined_later_is_taken_up_then(stack):
    upload(stack, folder=f"{STUDY}/CN-99/")
    pump(stack)
    assert statuses("unknown", "unknown") == [DeliveryStatus.UNKNOWN]
    wider = study_definition(STUDY, CENTER, "CN-02", "CN-99", version=2)
    define_study(wiring.registry(), wiring.queue(), wiring.now, "ann", wider, "another center")
    onboard("CN-99")
    assert pump(stack) == 0
    assert statuses("unknown", "unknown") == [DeliveryStatus.MOVED]
    assert statuses(center="CN-99") == [DeliveryStatus.TAKEN_UP]
    assert left_in_intake(stack) == []


def test_two_versions_of_one_key_are_two_files(onboarded):
    upload(onboarded, text=FILE)
    upload(onboarded, text=FILE.replace("171.4", "171.5"))
    pump(onboarded)
    assert statuses() == [DeliveryStatus.TAKEN_UP] * 2
    assert len(list(wiring.registry().files(STUDY, CENTER))) == 2


def test_an_early_file_waits_for_its_profile_and_is_taken_up_when_it_comes(stack):
    upload(stack)
    assert pump(stack) == 0
    assert statuses() == [DeliveryStatus.AWAITING_PROFILE]
    onboard()
    assert pump(stack) == 0
    assert statuses() == [DeliveryStatus.TAKEN_UP]
    assert len(answers()) == 1


@pytest.mark.parametrize("folder", ["", "OTHER/CN-01/", f"{STUDY}/CN-99/", f"{STUDY}#study/CN-01/"])
def test_a_file_that_is_in_no_center_s_folder_is_recorded_as_unknown_and_left(onboarded, folder):
    upload(onboarded, "lost.csv", folder=folder)
    assert pump(onboarded) == 0
    assert statuses("unknown", "unknown") == [DeliveryStatus.UNKNOWN]
    assert len(left_in_intake(onboarded)) == 1


@pytest.fixture
def broken(onboarded, monkeypatch):
    """A stack that cannot keep panels."""
    table = onboarded.refs["ResultsTable"]
    shape = boto3.client("dynamodb").describe_table(TableName=table)["Table"]
    boto3.client("dynamodb").delete_table(TableName=table)

    def mend():
        wanted = ("AttributeDefinitions", "KeySchema")
        parts = {name: shape[name] for name in wanted}
        boto3.client("dynamodb").create_table(TableName=table, BillingMode="PAY_PER_REQUEST", **parts)

    return onboarded, mend


def test_a_file_is_tried_as_often_as_the_template_says_and_then_marked_as_failed(broken):
    stack, _ = broken
    upload(stack)
    assert pump(stack) == 14  # maxReceiveCount of IngestQueue
    assert statuses() == [DeliveryStatus.FAILED]
    assert waiting(stack, "IngestDeadLetters") == 0


def test_a_file_that_failed_is_answered(broken):
    stack, _ = broken
    upload(stack)
    pump(stack)
    (kept,) = wiring.registry().deliveries(STUDY, CENTER)
    receipt = wiring.receipts().get(f"{STUDY}/{CENTER}/deliveries/{kept.version_id}/receipt.json")
    assert json.loads(receipt)["outcome"] == "failed"


def test_a_file_that_failed_is_taken_up_when_it_is_sent_again(broken):
    stack, mend = broken
    upload(stack)
    pump(stack)
    mend()
    assert send_failed(wiring.registry(), wiring.queue(), STUDY, CENTER) == 1
    assert pump(stack) == 0
    assert statuses() == [DeliveryStatus.TAKEN_UP]
    assert len(answers()) == 1
    (kept,) = wiring.registry().deliveries(STUDY, CENTER)
    receipt = wiring.receipts().get(f"{STUDY}/{CENTER}/deliveries/{kept.version_id}/receipt.json")
    assert json.loads(receipt)["outcome"] == "taken-up"


def test_a_dead_letter_of_what_has_been_taken_up_since_changes_nothing(onboarded):
    upload(onboarded)
    pump(onboarded)
    (kept,) = wiring.registry().deliveries(STUDY, CENTER)
    stored = {"key": kept.key, "versionId": kept.version_id}
    body = {"Records": [{"eventTime": kept.received, "s3": {"object": stored}}]}
    url = onboarded.refs["IngestDeadLetters"]
    boto3.client("sqs").send_message(QueueUrl=url, MessageBody=json.dumps(body))
    assert pump(onboarded) == 0
    assert statuses() == [DeliveryStatus.TAKEN_UP]


@pytest.fixture
def log(stack):
    """What the functions write to their logs."""
    written = io.StringIO()
    handlers = [module.logger.registered_handler for module in (ingest_function, watch_function)]
    streams = [handler.setStream(written) for handler in handlers]
    yield written
    for handler, stream in zip(handlers, streams, strict=True):
        handler.setStream(stream or sys.stdout)


def test_logs_and_metrics_tell_counts_and_identity_and_no_file_name(broken, log, capfd):
    stack, _ = broken
    upload(stack, "张三 canary.csv")
    upload(stack, "李四 canary.csv", folder=f"{STUDY}/CN-02/")
    upload(stack, "王五 canary.csv", folder="")
    pump(stack)
    told = log.getvalue() + capfd.readouterr().out
    for line in ('"message":"delivery ingested"', '"message":"dead letter read"', '"DeliveriesFailed":[1.0]'):
        assert line in told
    for name in ("canary", "张三", "\\u5f20\\u4e09", "%E5%BC%A0"):
        assert name not in told


def test_several_files_may_come_in_one_message_and_only_failed_messages_are_named(onboarded):
    for name in ("a.csv", "b.csv"):
        upload(onboarded, name, FILE.replace("171.4", f"171.{ord(name[0])}"))
    records = [
        {"eventTime": "2024-03-23T00:00:00.000Z", "s3": {"object": {"key": f"{STUDY}/{CENTER}/{name}"}}}
        for name in ("a.csv", "b.csv")
    ]
    event = sqs_event({"good": json.dumps({"Records": records}), "bad": json.dumps({"Records": [{}]})})
    answer = ingest_function.handler(event, Context("IngestFunction", 1769))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert statuses() == [DeliveryStatus.TAKEN_UP] * 2
