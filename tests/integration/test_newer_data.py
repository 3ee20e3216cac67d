"""Functions refuse data that a newer version of hepaflow has written, and lose nothing by it."""

import json

import boto3
import pytest
from tests.support.sqs_messages import sqs_event
from tests.support.studies import study_definition

from api import app as api
from hepaflow import SCHEMA, VERSION
from hepaflow.aws import wiring
from hepaflow.aws.queue import notice
from hepaflow.aws.registry.events import unpacked_decision
from hepaflow.aws.registry.schema import NewerSchema
from hepaflow.domain.study.files import Delivery
from hepaflow.domain.study.fold_rules import NEWEST_VERSION
from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.ports.newer import NewerData
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


def ask_as_manager(path):
    claims = {"sub": "u", "token_use": "access", "groups": "[S-1/data-manager]"}
    event = {
        "version": "2.0",
        "routeKey": "ANY /{proxy+}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {},
        "requestContext": {
            "http": {"method": "GET", "path": path},
            "stage": "$default",
            "authorizer": {"jwt": {"claims": claims, "scopes": None}},
        },
        "isBase64Encoded": False,
    }
    return api.handler(event, Context("ApiFunction", 128))


@pytest.fixture
def first_event(stack):
    """Define a study, and return the key of the first event of its journal."""
    at = wiring.services()
    define_study(at.registry, at.queue, at.clock, "u", study_definition("S-1", "C-1"), "start")
    (key,) = [
        {"pk": item["pk"], "sk": item["sk"]}
        for item in items(stack)
        if item.get("kind") == {"S": "study-defined"}
    ]
    return key


def change(stack, key, attribute, value):
    boto3.client("dynamodb").update_item(
        TableName=stack.refs["RegistryTable"],
        Key=key,
        UpdateExpression="SET #a = :v",
        ExpressionAttributeNames={"#a": attribute},
        ExpressionAttributeValues={":v": {"S": value}},
    )


def test_event_of_a_newer_kind_is_never_left_out_of_an_answer(stack, first_event):
    assert ask_as_manager("/studies/S-1/journal")["statusCode"] == 200
    change(stack, first_event, "kind", "visit-planned")
    before = items(stack)
    answer = ask_as_manager("/studies/S-1/journal")
    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (503, "application/problem+json")
    assert "event of a newer kind" in json.loads(answer["body"])["detail"]
    assert items(stack) == before


def test_attribute_of_a_newer_version_is_ignored(stack, first_event):
    before = ask_as_manager("/studies/S-1/journal")["body"]
    change(stack, first_event, "signed_by", "somebody")
    assert ask_as_manager("/studies/S-1/journal")["body"] == before


def decision(**changed):
    known = {"kind": "set-aside", "measurement": [""] * 5, "reason": "r", "file_id": "f", "line": 1}
    return known | {"subject": "", "lifts": []} | changed


@pytest.mark.parametrize("changed", [{"kind": "merge"}, {"lifts": ["newer-code"]}], ids=str)
def test_decision_of_a_newer_kind_is_refused(changed):
    with pytest.raises(NewerData, match="decision of a newer kind"):
        unpacked_decision(decision(**changed))


def test_definition_with_newer_rules_of_the_fold_is_refused(stack, first_event):
    """No answer is folded by other rules than those that the study names."""
    assert (
        ask_as_manager("/studies/S-1/definition")["statusCode"] == 200
    )  # the access journal knows the caller from now on
    (stored,) = [item for item in items(stack) if "json" in item and "S-1#study" in item["pk"]["S"]]
    newer_rules = json.loads(stored["json"]["S"]) | {"fold_version": NEWEST_VERSION + 1}
    change(stack, {"pk": stored["pk"], "sk": stored["sk"]}, "json", json.dumps(newer_rules))
    before = items(stack)
    answer = ask_as_manager("/studies/S-1/definition")
    assert answer["statusCode"] == 503
    assert items(stack) == before


def test_stored_schema_is_read_once(stack):
    wiring.registry()
    store_schema(stack, SCHEMA + 1)
    assert wiring.registry().definition("S-1") is None


def test_health_names_version_and_schema(stack):
    told = json.loads(ask("/health")["body"])
    assert told == {"status": "ok", "version": VERSION, "schema": SCHEMA}
