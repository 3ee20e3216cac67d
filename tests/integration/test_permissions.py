"""A function calls nothing that its role in the template does not allow; moto itself asks for no permissions."""

import json
from contextlib import contextmanager

import boto3
import pytest

from hepaflow.aws import desk, wiring
from hepaflow.aws.notices import notice
from hepaflow.domain.files import Delivery
from local.pump import Context
from local.stack import handler

STUDY, CENTER = "LIVER-1", "CN-01"
DEFINITION = {"study": STUDY, "version": 1, "title": "Permissions", "centers": [CENTER]}
PROFILE = f"""
study = "{STUDY}"
center = "{CENTER}"
version = 1
time_zone = "Asia/Shanghai"
[file]
decimal_mark = "."
[columns]
subject = "Subject"
collected_at = "Collected"
analyte = "Test"
value = "Result"
unit = "Unit"
"""
FILE = "Subject,Collected,Test,Result,Unit\nS-1,2024-03-22 08:30,BILI,171.4,umol/L\nS-1,2024-04-02,ALT,12,furlong\n"


# S3 tells what is missing from what is forbidden only to who may list the bucket (S3 API reference, GetObject)
ONLY_FOR_THE_ANSWER = {
    ("IngestFunction", "s3:ListBucket", "IntakeBucket"),
    ("ApiFunction", "s3:ListBucket", "ReceiptsBucket"),
}


class Recorder:
    """The stack's functions, and what they call: function, action, logical id."""

    def __init__(self, stack):
        self.stack = stack
        self.calls = set()
        self.function = None
        self.owners = {physical: name for name, physical in stack.refs.items()}

    @contextmanager
    def calling(self, function):
        self.function = function
        yield handler(self.stack, function)
        self.function = None

    def hear(self, params, model, **_):
        if self.function:
            service = model.service_model.service_name
            self.calls |= {
                (self.function, *call, self.owners[place])
                for *call, place in actions(service, model.name, params)
            }

    def consume(self, function, delivery, *, version=True):
        body = notice(delivery, "any")
        if not version:
            del body["Records"][0]["s3"]["object"]["versionId"]
        event = {"Records": [{"messageId": "1", "body": json.dumps(body)}]}
        with self.calling(function) as call:
            assert call(event, Context(function, 128)) == {"batchItemFailures": []}

    def ask(self, method, path, body=None, **query):
        claims = {
            "token_use": "access",
            "sub": "u",
            "username": "u",
            "cognito:groups": f"[{STUDY}/data-manager]",
        }
        event = {
            "version": "2.0",
            "routeKey": "ANY /{proxy+}",
            "rawPath": path,
            "rawQueryString": "&".join(f"{name}={value}" for name, value in query.items()),
            "queryStringParameters": query,
            "headers": {"content-type": "application/json"},
            "requestContext": {
                "authorizer": {"jwt": {"claims": claims}},
                "http": {"method": method, "path": path},
                "requestId": "r",
                "routeKey": "ANY /{proxy+}",
                "stage": "$default",
            },
            "body": body if isinstance(body, str) else json.dumps(body),
            "isBase64Encoded": False,
        }
        with self.calling("ApiFunction") as call:
            reply = call(event, Context("ApiFunction", 128))
        assert reply["statusCode"] < 300, (path, reply["body"])
        return reply["body"]


# what IAM calls an operation by another name than the API does
NAMED = {
    ("s3", "ListObjectVersions"): "ListBucketVersions",
    ("s3", "CreateBucket"): "PutObject",  # boto3 signs the form of an upload by that operation
    ("sqs", "SendMessageBatch"): "SendMessage",
}


def actions(service, operation, params):
    """Yield what IAM calls the operation, and what it is about."""
    match params:
        case {"TransactItems": items}:
            for item in items:
                for kind, request in item.items():
                    yield f"{service}:{kind}Item", request["TableName"]
        case {"RequestItems": tables}:
            for table in tables:
                yield f"{service}:{operation}", table
        case {"TableName": place} | {"QueueUrl": place} | {"Bucket": place}:
            action = NAMED.get((service, operation), operation)
            yield f"{service}:{action}{'Version' if 'VersionId' in params else ''}", place


@pytest.fixture
def recorder(stack):
    made = Recorder(stack)
    boto3.setup_default_session()
    boto3.DEFAULT_SESSION.events.register("provide-client-params", made.hear)
    forget()
    yield made
    boto3.setup_default_session()
    forget()


def forget():
    wiring.forget()
    desk._uploads.cache_clear()


def allowed(stack):
    """Return what the roles allow: function, action, logical id."""
    for name, role in stack.template.of("AWS::IAM::Role"):
        for policy in role["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                for action in listed(statement["Action"]):
                    for resource in listed(statement["Resource"]):
                        text = resource.get("Fn::Sub") or f"${{{resource['Fn::GetAtt'][0]}}}"
                        yield (
                            name.removesuffix("Role"),
                            action,
                            text[2:].partition("}")[0].removesuffix(".Arn"),
                        )


def listed(value):
    return value if isinstance(value, list) else [value]


def delivered(stack, name, data=FILE):
    """Put a file into the intake, past the functions; return its delivery."""
    key = f"{STUDY}/{CENTER}/{name}"
    answer = boto3.client("s3").put_object(Bucket=stack.refs["IntakeBucket"], Key=key, Body=data.encode())
    return Delivery(STUDY, CENTER, key, answer["VersionId"], "2024-06-01T00:00:00.000Z")


def everything(stack, recorder):
    """Have every function do all that it can do."""
    base, center = f"/studies/{STUDY}", f"/studies/{STUDY}/centers/{CENTER}"
    recorder.ask("PUT", f"{base}/definition", DEFINITION, reason="start")
    first = delivered(stack, "first.csv")
    recorder.consume("IngestFunction", first)  # waits for its profile
    recorder.ask("PUT", f"{center}/profile", PROFILE, reason="start")
    recorder.consume("IngestFunction", first)
    recorder.consume("IngestFunction", first)  # the same again
    recorder.consume("IngestFunction", delivered(stack, "again.csv"), version=False)
    recorder.consume("WatchFunction", delivered(stack, "lost.csv", FILE + FILE), version=False)
    recorder.ask("POST", f"{center}/uploads", {"name": "a.csv", "size": 1, "sha256": "0" * 64})
    listing = json.loads(recorder.ask("GET", f"{base}/files", center=CENTER))
    file = next(sent["file_id"] for sent in listing["files"] if sent["file_id"])
    for noun in ("", "/issues", "/receipt"):
        recorder.ask("GET", f"{base}/files/{file}{noun}")
    report = {"subject": "S-1", "analyte": "BILI", "file_id": file, "line": 2, "reason": "why not"}
    recorder.ask("POST", f"{base}/decisions", {"kind": "set-aside", **report})
    recorder.ask("GET", f"{base}/subjects", center=CENTER)
    recorder.ask("GET", f"{base}/subjects/S-1/results")
    recorder.ask("GET", f"{base}/journal")


def test_roles_allow_what_functions_call_and_nothing_else(stack, recorder):
    everything(stack, recorder)
    unseen = {
        call for call in allowed(stack) if call[1].startswith("kms:")
    }  # S3, SQS and DynamoDB call it for us
    assert recorder.calls == set(allowed(stack)) - unseen - ONLY_FOR_THE_ANSWER
