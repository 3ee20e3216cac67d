"""Functions refuse data that a newer version of hepaflow has written, and lose nothing by it."""

import json

import boto3
import pytest
from tests.support.sqs_messages import sqs_event

from api import app as api
from hepaflow import SCHEMA, VERSION
from hepaflow.aws import wiring
from hepaflow.aws.queue import notice
from hepaflow.aws.registry.schema import NewerSchema
from hepaflow.domain.study.files import Delivery
from ingest import app as ingest
from local.pump import Context
from watch import app as watch

KEY = "S-1/C-1/march.csv"


@pytest.fixture
def stack(stack):
    wiring.forget()
    yield stack
    wiring.forget()


@pytest.fixture
def newer(stack):
    store_schema(stack, SCHEMA + 1)
    return stack


def store_schema(stack, number):
    item = {"pk": {"S": "stack"}, "sk": {"S": "schema"}, "schema": {"S": str(number)}}
    boto3.client("dynamodb").put_item(TableName=stack.refs["RegistryTable"], Item=item)


def items(stack):
    return boto3.client("dynamodb").scan(TableName=stack.refs["RegistryTable"])["Items"]


def put_file(stack):
    s3, bucket = boto3.client("s3"), stack.refs["IntakeBucket"]
    version = s3.put_object(Bucket=bucket, Key=KEY, Body=b"Subject\n")["VersionId"]
    return Delivery("S-1", "C-1", KEY, version, "2024-06-01T00:00:00.000Z")


def hand_over(function, delivery):
    event = sqs_event({"m-1": json.dumps(notice(delivery, "any"))})
    return function.handler(event, Context("any", 128))


def ask(path):
    event = {
        "version": "2.0",
        "routeKey": "ANY /{proxy+}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {},
        "requestContext": {"http": {"method": "GET", "path": path}, "stage": "$default"},
        "isBase64Encoded": False,
    }
    return api.handler(event, Context("ApiFunction", 128))


@pytest.mark.parametrize("number", [None, SCHEMA], ids=["none", "the same"])
def test_data_of_this_schema_or_without_a_number_are_read(stack, number):
    if number is not None:
        store_schema(stack, number)
    assert wiring.registry().definition("S-1") is None


def test_refusal_names_both_schemas_and_what_to_do(newer):
    with pytest.raises(NewerSchema) as refused:
        wiring.registry()
    assert str(refused.value) == (
        f"The stored data have schema {SCHEMA + 1}. hepaflow {VERSION} reads schemas up to {SCHEMA}. "
        "Deploy the version that wrote the data, or a newer one. Nothing was changed."
    )


@pytest.mark.parametrize("function", [ingest, watch], ids=["ingest", "watch"])
def test_message_about_newer_data_goes_back_to_its_queue(newer, function):
    answer = hand_over(function, put_file(newer))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}


@pytest.mark.parametrize("function", [ingest, watch], ids=["ingest", "watch"])
def test_file_stays_in_the_intake_and_nothing_is_written(newer, function):
    before, delivery = items(newer), put_file(newer)
    hand_over(function, delivery)
    assert items(newer) == before
    assert wiring.intake().read(KEY, delivery.version_id, 100) == b"Subject\n"


@pytest.mark.parametrize("path", ["/health", "/studies/S-1/definition"])
def test_api_answers_newer_data_with_a_problem(newer, path):
    answer = ask(path)
    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (503, "application/problem+json")
    assert f"schema {SCHEMA + 1}" in json.loads(answer["body"])["detail"]


def test_function_works_again_once_the_data_are_readable(newer):
    assert ask("/health")["statusCode"] == 503
    store_schema(newer, SCHEMA)
    assert ask("/health")["statusCode"] == 200


def test_stored_schema_is_read_once(stack):
    wiring.registry()
    store_schema(stack, SCHEMA + 1)
    assert wiring.registry().definition("S-1") is None


def test_health_names_version_and_schema(stack):
    told = json.loads(ask("/health")["body"])
    assert told == {"status": "ok", "version": VERSION, "schema": SCHEMA}
