"""Messages come back as SQS and the function say, and a file is answered whatever becomes of its worker."""

import json
from itertools import pairwise
from random import Random
from urllib.parse import quote_plus

import boto3
import pytest
from botocore.exceptions import ClientError
from tests.support.profiles import CHINESE, profile_toml
from tests.support.studies import study_definition

from hepaflow.aws import wiring
from hepaflow.aws.retries import WAITS
from hepaflow.domain.study.files import DeliveryStatus
from hepaflow.pipeline import ingest as pipeline_ingest
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from ingest import app as ingest_function
from local.pump import Crash, pump
from local.stack import running

STUDY, CENTER = "NCT03945487", "CN-01"
PROFILE = profile_toml(STUDY, CENTER, CHINESE)
FILE = "受试者编号,采集时间,项目,结果,单位\nCN01-0001,2024-03-22 08:30,总胆红素,171.4,μmol/L\n"
HOUR = 3600.0


def upload(stack, name="march.csv", text=FILE):
    key = f"{STUDY}/{CENTER}/{name}"
    boto3.client("s3").put_object(Bucket=stack.refs["IntakeBucket"], Key=key, Body=text.encode())


def statuses():
    return [known.status for known in wiring.registry().deliveries(STUDY, CENTER)]


@pytest.fixture
def stack(stack):
    """A stack whose time stands still, with a center that sends."""
    wiring.forget()
    define_study(
        wiring.registry(), wiring.queue(), wiring.now, "ann", study_definition(STUDY, CENTER), "start"
    )
    add_profile(wiring.registry(), wiring.queue(), wiring.catalog(), wiring.now, "ann", PROFILE, "start")
    pump(stack)  # the message that tests the notification
    stack.clock.stop()
    return stack


@pytest.fixture
def since(stack):
    """Returns how many seconds have gone by on the stack's clock."""
    begin = stack.clock.now()
    return lambda: stack.clock.now() - begin


@pytest.fixture
def tries(since, monkeypatch):
    """Have ingest do something else than its work; returns when it was tried."""
    moments = []

    def instead(doing):
        def ingest(*given):
            moments.append(since())
            return doing(*given)

        monkeypatch.setattr(pipeline_ingest, "ingest", ingest)
        return moments

    return instead


def fault(*_given):
    raise ClientError({"Error": {"Code": "InternalServerError"}}, "PutItem")


def receipt():
    (kept,) = wiring.registry().deliveries(STUDY, CENTER)
    return json.loads(wiring.receipts().get(f"{STUDY}/{CENTER}/deliveries/{kept.version_id}/receipt.json"))


def test_file_that_kills_its_worker_is_answered_within_four_hours(stack, since, tries):
    def run_out_of_memory(*_given):
        stack.clock.move_to(stack.clock.now() + 20)
        raise Crash

    tries(run_out_of_memory)
    upload(stack)
    pump(stack)
    assert receipt()["outcome"] == DeliveryStatus.FAILED
    assert since() < 4 * HOUR


def test_file_that_takes_the_worker_s_whole_time_is_answered_within_four_hours(stack, since, tries):
    def take_all(*_given):
        stack.clock.move_to(stack.clock.now() + 900)
        raise Crash

    moments = tries(take_all)
    upload(stack)
    pump(stack)
    assert statuses() == [DeliveryStatus.FAILED]
    assert len(moments) == 14
    assert since() < 4 * HOUR


def test_file_with_a_fault_of_the_program_is_answered_within_four_hours(stack, since, tries):
    moments = tries(fault)
    upload(stack)
    pump(stack)
    assert statuses() == [DeliveryStatus.FAILED]
    assert 2 * HOUR < moments[-1] < 4 * HOUR
    assert since() < 4 * HOUR


@pytest.mark.parametrize("seconds", [5, 100, 300])
def test_file_is_retried_within_a_minute_of_the_end_of_a_short_fault(
    stack, since, monkeypatch, tries, seconds
):
    work = pipeline_ingest.ingest
    moments = tries(lambda *given: work(*given) if since() > seconds else fault())
    upload(stack)
    pump(stack)
    assert statuses() == [DeliveryStatus.TAKEN_UP]
    assert seconds < moments[-1] <= seconds + 60


def test_tries_are_further_apart_the_longer_a_fault_lasts(stack, tries):
    moments = tries(fault)
    upload(stack)
    pump(stack)
    apart = [later - before for before, later in pairwise(moments)]
    assert all(0.9 * most - 1 <= found <= most + 1 for found, most in zip(apart, WAITS, strict=True))


def test_files_that_failed_together_do_not_come_back_together(stack, tries):
    moments = tries(fault)
    for number in range(6):
        upload(stack, f"{number}.csv", FILE.replace("171.4", f"{number}"))
    pump(stack)
    assert len({round(moment) for moment in moments[6:]}) > 6 * 13 / 2


def test_hidden_message_is_delivered_when_it_is_back_and_not_before(stack, tries):
    moments = tries(fault)
    upload(stack)
    for _ in range(3):
        pump(stack, wait=False)
    assert moments == [0]
    stack.clock.move_to(stack.clock.now() + 16)
    pump(stack, wait=False)
    assert moments == [0, 16]


def test_queue_without_order_delivers_everything_and_some_of_it_twice(stack, monkeypatch):
    work, seen = ingest_function.ingest_record, []

    def note(record):
        body = json.loads(record.body)  # of a file, or a call for its effect
        seen.extend(told["s3"]["object"]["key"] for told in body.get("Records", []))
        return work(record)

    monkeypatch.setattr(ingest_function, "ingest_record", note)
    keys = [quote_plus(f"{STUDY}/{CENTER}/{number:02}.csv") for number in range(30)]
    for number in range(30):
        upload(stack, f"{number:02}.csv", FILE.replace("171.4", f"{number}"))
    pump(stack, disorder=Random(3))  # noqa: S311 the disorder of a test
    assert set(seen) == set(keys)
    assert len(seen) > len(keys)
    assert list(dict.fromkeys(seen)) != keys
    assert statuses() == [DeliveryStatus.TAKEN_UP] * 30


def test_workers_are_as_many_as_the_template_says(stack, tries):
    def slow(*_given):
        stack.clock.move_to(stack.clock.now() + 100)
        fault()

    moments = tries(slow)
    for number in range(10):
        upload(stack, f"{number}.csv", FILE.replace("171.4", f"{number}"))
    pump(stack)
    ((_, mapping),) = [
        (name, one)
        for name, one in stack.template.of("AWS::Lambda::EventSourceMapping")
        if "IngestFunctionLanded" in name
    ]
    workers = stack.resolve(mapping["ScalingConfig"]["MaximumConcurrency"])
    assert max(sum(begun <= moment < begun + 100 for begun in moments) for moment in moments) == workers


def test_workers_are_as_many_as_the_operator_says():
    with running(parameters={"FilesAtOnce": "7"}) as stack:
        (workers,) = [
            stack.resolve(one["ScalingConfig"]["MaximumConcurrency"])
            for name, one in stack.template.of("AWS::Lambda::EventSourceMapping")
            if "IngestFunctionLanded" in name
        ]
    assert int(workers) == 7


def test_message_that_is_received_too_often_goes_to_the_dead_letters_with_its_count(
    stack, tries, monkeypatch
):
    tries(fault)
    upload(stack)
    url = stack.refs["IngestDeadLetters"]
    monkeypatch.setattr("watch.app.fail_record", fault)
    pump(stack)
    assert boto3.client("sqs").receive_message(QueueUrl=url).get("Messages") is None
    last = boto3.client("sqs").receive_message(
        QueueUrl=stack.refs["WatchDeadLetters"], AttributeNames=["All"]
    )
    (message,) = last["Messages"]
    assert (
        int(message["Attributes"]["ApproximateReceiveCount"]) == 35
    )  # of all queues (SQS API reference, ReceiveMessage)
