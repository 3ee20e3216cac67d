"""Logs and metrics of the functions: by them an operator finds a call, a message and a delivery."""

import io
import json
import re
import sys
from contextlib import redirect_stdout, suppress
from functools import cache
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from tests.support.profiles import profile_toml
from tests.support.sqs_messages import HidingClient, sqs_event
from tests.support.studies import study_definition

from api import app as api
from hepaflow.aws import wiring
from hepaflow.aws.batch import QuietBatch
from hepaflow.aws.queue import notice
from hepaflow.domain.study.files import Delivery
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from ingest import app as ingest
from local.pump import Context
from watch import app as watch

REQUEST, MESSAGE = "JKJaXmPLvHcESHA=", "059f36b4-87a3-44ab-83d2-661975830a7d"  # as AWS writes them
SUBJECT = "CN01-0007"
ABOUT_A_SUBJECT = f"GET /studies/S-1/subjects/{SUBJECT}"
KEY = "S-1/C-1/march.csv"


@pytest.fixture
def stack(stack, monkeypatch):
    wiring.forget()
    for function in (ingest, watch):  # the messages of these tests are in no queue
        monkeypatch.setattr(function, "processor", QuietBatch(function.logger, HidingClient))
    yield stack
    wiring.forget()


def printed(function, event, *expected):
    """Return the text that a function prints for an event, which may end in one of the expected exceptions."""
    text, handler = io.StringIO(), function.logger.registered_handler
    before = handler.setStream(text)
    try:
        with redirect_stdout(text), suppress(*expected):
            function.handler(event, Context("any", 128))
    finally:
        handler.setStream(before or sys.stdout)
    return text.getvalue()


def lines_of(*printing):
    """Return the one line of the log and the one set of metrics that a function prints for an event."""
    lines = [json.loads(line) for line in printed(*printing).splitlines()]
    (logged,) = [line for line in lines if "message" in line]
    (metrics,) = [line for line in lines if "_aws" in line and "Deliveries" not in line]
    return logged, metrics


def deliveries_of(*printing):
    """Return study, center and outcome of each delivery that a function counts."""
    lines = [json.loads(line) for line in printed(*printing).splitlines()]
    return [names for line in lines if "Deliveries" in line for names in counted(line)]


def call(route):
    method, _, path = route.partition(" ")
    context = {"http": {"method": method, "path": path}, "requestId": REQUEST, "stage": "$default"}
    return {"version": "2.0", "rawPath": path, "rawQueryString": "", "headers": {}, "requestContext": context}


def message(delivery):
    return sqs_event({MESSAGE: json.dumps(notice(delivery, "any"))})


def landed(stack):
    """Put a file into the intake; return its delivery."""
    kept = boto3.client("s3").put_object(Bucket=stack.refs["IntakeBucket"], Key=KEY, Body=b"Subject\n")
    return Delivery("S-1", "C-1", KEY, kept["VersionId"], "2024-06-01T00:00:00.000Z")


def counted(metrics):
    """Return the dimensions by which CloudWatch keeps a set of metrics (Embedded Metric Format specification)."""
    (directive,) = metrics["_aws"]["CloudWatchMetrics"]
    return [{name: metrics[name] for name in names} for names in directive["Dimensions"]]


def test_log_of_a_call_has_the_request_id_of_the_gateway(stack):
    logged, _ = lines_of(api, call("GET /health"))
    assert (logged["correlation_id"], logged["route"], logged["status"]) == (REQUEST, "GET /health", 200)


def test_calls_are_counted_by_route_and_status_and_all_together(stack):
    _, metrics = lines_of(api, call("GET /health"))
    by_route = {"service": "api", "route": "GET /health", "status": "200"}
    assert (metrics["Answers"], counted(metrics)) == ([1.0], [{"service": "api"}, by_route])


def test_refused_call_is_counted_by_its_route_and_names_no_subject(stack):
    logged, metrics = lines_of(api, call(ABOUT_A_SUBJECT))
    assert counted(metrics)[1]["route"] == "GET /studies/{study}/subjects/{subject}"
    assert (logged["status"], metrics["status"]) == (401, "401")
    assert SUBJECT not in json.dumps([logged, metrics])


def by_manager(event):
    claims = {
        "sub": "u-17",
        "token_use": "access",
        "groups": "[S-1/data-manager]",
    }  # as the stack names the claim
    event["requestContext"]["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
    return event


@pytest.fixture
def study(stack):
    at = wiring.services()
    define_study(at.registry, at.queue, at.clock, "u-17", study_definition("S-1", "C-1"), "start")


def test_log_of_an_answer_says_who_got_what(study):
    logged, _ = lines_of(api, by_manager(call("GET /studies/S-1/journal")))
    assert (logged["status"], logged["caller"], logged["study"]) == (200, "u-17", "S-1")


def test_log_of_an_answer_about_a_subject_has_the_caller_and_no_subject(study):
    event = by_manager(call(ABOUT_A_SUBJECT.replace("GET", "PUT")))
    event["queryStringParameters"] = {"reason": "start"}
    event["headers"] = {"content-type": "application/json"}
    event["body"] = json.dumps({"center": "C-1", "version": 1, "status": "enrolled"})
    logged, metrics = lines_of(api, event)
    assert (logged["status"], logged["caller"]) == (200, "u-17")
    assert SUBJECT not in json.dumps([logged, metrics])


def test_log_of_a_refusal_has_the_caller_and_nothing_of_the_path(stack):
    logged, _ = lines_of(api, by_manager(call("GET /studies/Somebody/files")))
    assert (logged["status"], logged["caller"]) == (403, "u-17")
    assert "Somebody" not in json.dumps(logged)


@pytest.mark.parametrize(("route", "status"), [("GET /secret", "404"), ("DELETE /health", "405")])
def test_calls_of_no_route_are_counted_as_one(stack, route, status):
    logged, metrics = lines_of(api, call(route))
    assert counted(metrics)[1] == {"service": "api", "route": "unmatched", "status": status}
    assert "secret" not in json.dumps([logged, metrics])


def test_call_on_which_the_function_fails_is_logged_and_counted_as_500(stack):
    boto3.client("dynamodb").delete_table(TableName=stack.refs["RegistryTable"])
    logged, metrics = lines_of(api, call("GET /health"), ClientError)
    assert (logged["correlation_id"], logged["status"]) == (REQUEST, 500)
    assert counted(metrics)[1]["status"] == "500"


def test_dimensions_of_one_call_are_not_those_of_the_next(stack):
    lines_of(api, call("GET /secret"))
    _, metrics = lines_of(api, call("GET /health"))
    assert [names.get("route") for names in counted(metrics)] == [None, "GET /health"]


@pytest.mark.parametrize(("function", "line"), [(ingest, "delivery ingested"), (watch, "dead letter read")])
def test_log_of_a_delivery_has_its_version_id_and_the_message_id(stack, function, line):
    delivery = landed(stack)
    logged, _ = lines_of(function, message(delivery))
    found = (logged["message"], logged["correlation_id"], logged["version_id"])
    assert found == (line, MESSAGE, delivery.version_id)


@pytest.mark.parametrize("function", [ingest, watch])
def test_log_of_a_failure_has_the_message_id(stack, function):
    event = message(landed(stack))
    boto3.client("dynamodb").delete_table(TableName=stack.refs["RegistryTable"])
    logged, _ = lines_of(function, event)
    assert (logged["message"], logged["correlation_id"]) == ("message failed", MESSAGE)


def test_delivery_is_counted_by_center_and_outcome(study, stack):
    event = message(landed(stack))
    by = {"study": "S-1", "center": "C-1"}
    assert deliveries_of(ingest, event) == [by | {"outcome": "awaiting-profile"}]
    assert deliveries_of(watch, event) == [by | {"outcome": "awaiting-profile"}]


def test_read_delivery_is_counted_as_committed_or_refused(study, stack):
    at = wiring.services()
    add_profile(at.registry, at.queue, at.catalog, at.clock, "u-17", profile_toml("S-1", "C-1"), "start")
    event = message(landed(stack))
    assert deliveries_of(ingest, event) == [{"study": "S-1", "center": "C-1", "outcome": "refused"}]


@pytest.mark.parametrize("function", [ingest, watch])
def test_delivery_of_no_study_is_counted_as_unknown_whatever_its_key_says(stack, function):
    names = deliveries_of(function, message(landed(stack)))
    assert names == [{"study": "unknown", "center": "unknown", "outcome": "unknown"}]


def test_page_for_operators_explains_every_metric_and_no_other():
    root = Path(__file__).parents[2]
    code = "".join(path.read_text("utf-8") for path in (root / "functions").glob("*/app.py"))
    page = (root / "docs" / "operations.md").read_text("utf-8")
    table = page.partition("## Which metrics are there?")[2].partition("\n## ")[0]
    explained = [
        name
        for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    ]
    assert set(explained) - {"service"} == set(re.findall(r'(?:add_metric|count_by)\("(\w+)"', code))


class Ann:
    """An issuer that names everybody Ann Canary."""

    def user_claims(self, _header):
        return {"sub": "u-17", "name": "Ann Canary"}


def test_no_log_and_no_metric_has_the_name_of_a_user(study, monkeypatch):
    monkeypatch.setattr(wiring, "issuer", cache(Ann))
    wiring.services.cache_clear()
    event = by_manager(call("GET /studies/S-1/access"))
    event["headers"] = {"authorization": "Bearer token"}
    text = printed(api, event)
    assert wiring.services().registry.user_names("S-1") == {"u-17": "Ann Canary"}
    assert "u-17" in text
    assert "Canary" not in text
    assert "Bearer" not in text
