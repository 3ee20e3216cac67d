"""A function calls nothing that its role in the template does not allow; moto itself asks for no permissions."""

import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import boto3
import pytest
from tests.support.profiles import ENGLISH, profile_toml
from tests.support.sqs_messages import received_event
from tests.support.studies import study_definition
from tests.support.template_values import listed, owner

from hepaflow.aws import wiring
from hepaflow.aws.queue import notice
from hepaflow.aws.registry.jobs_and_unmapped import call_message
from hepaflow.domain.identity import RunId, file_id
from hepaflow.domain.study.files import Delivery
from hepaflow.domain.study.jobs import JobCall
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.runs.receipt import receipt_folder
from local.pump import Context
from local.stack import handler

STUDY, CENTER = "LIVER-1", "CN-01"
DEFINITION = study_definition(STUDY, CENTER).model_dump(mode="json", exclude_unset=True)
PROTOCOL = {"results_due": {"late_after": 14, "missing_after": 42}}
PROFILE = profile_toml(STUDY, CENTER, ENGLISH | {"unit": "Unit"})
NEWER = PROFILE.replace("version = 1", "version = 2").replace("Asia/Shanghai", "Europe/Berlin")
ENTRY = {"center": CENTER, "version": 1, "status": "enrolled"}
REGISTER = f"subject,center,status,former_ids\nS-2,{CENTER},enrolled,SCR-2\n"
FILE = "Subject,Collected,Test,Result,Unit\nS-1,2024-03-22 08:30,BILI,171.4,umol/L\nS-1,2024-04-02,ALT,12,furlong\n"
_ROWS = "".join(f"M-{subject:030},2024-03-22 08:30,ALT,45,U/L\n" for subject in range(90))
MANY = f"Subject,Collected,Test,Result,Unit\n{_ROWS}"  # few, with ids for which an item of the Registry is too small


# S3 tells what is missing from what is forbidden only to who may list the bucket (S3 API reference, GetObject)
ONLY_FOR_THE_ANSWER = {
    ("IngestFunction", "s3:ListBucket", "IntakeBucket"),
    ("IngestFunction", "s3:ListBucket", "SourceBucket"),
    ("IngestFunction", "s3:ListBucket", "ReceiptsBucket"),
    ("DailyFunction", "s3:ListBucket", "ReceiptsBucket"),
    ("WatchFunction", "s3:ListBucket", "ReceiptsBucket"),
    # S3 tells who looks at a version how it is locked only if he may see its lock (S3 API reference, HeadObject)
    ("IngestFunction", "s3:GetObjectRetention", "SourceBucket"),
    ("IngestFunction", "s3:GetObjectLegalHold", "SourceBucket"),
    ("ApiFunction", "s3:ListBucket", "SourceBucket"),
    ("ApiFunction", "s3:ListBucket", "ReceiptsBucket"),
}
# what AWS does in the function's name: S3, SQS, SNS and DynamoDB encrypt, Lambda empties queues, logs and traces
BY_OTHERS = ("kms:", "logs:", "xray:", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")


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
        self.hand_over(function, body)

    def hand_over(self, function, body):
        queues = {"IngestFunction": "IngestQueue", "WatchFunction": "IngestDeadLetters"}
        if "effect" in body:
            queues = {"IngestFunction": "EffectQueue", "WatchFunction": "EffectDeadLetters"}
        queue = queues[function]
        event = received_event(self.stack, queue, body)
        with self.calling(function) as call:
            assert call(event, Context(function, 128)) == {"batchItemFailures": []}

    def ask(self, method, path, body=None, **query):
        claims = {
            "token_use": "access",
            "sub": "u",
            "username": "u",
            "groups": f"[{STUDY}/data-manager]",
        }
        event = {
            "version": "2.0",
            "routeKey": "ANY /{proxy+}",
            "rawPath": path,
            "rawQueryString": "&".join(f"{name}={value}" for name, value in query.items()),
            "queryStringParameters": query,
            "headers": {"content-type": f"application/{'toml' if isinstance(body, str) else 'json'}"},
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
    ("s3", "HeadObject"): "GetObject",
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
        case {"TableName": place} | {"QueueUrl": place} | {"Bucket": place} | {"TopicArn": place}:
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


def allowed(stack):
    """Return what the roles allow: function, action, logical id."""
    for name, role in stack.template.of("AWS::IAM::Role"):
        for policy in role["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                for action in listed(statement["Action"]):
                    for resource in listed(statement["Resource"]):
                        yield name.removesuffix("Role"), action, owner(resource)


def delivered(stack, name, data=FILE, center=CENTER):
    """Put a file into the intake, past the functions; return its delivery."""
    key = f"{STUDY}/{center}/{name}"
    answer = boto3.client("s3").put_object(Bucket=stack.refs["IntakeBucket"], Key=key, Body=data.encode())
    return Delivery(STUDY, center, key, answer["VersionId"], "2024-06-01T00:00:00.000Z")


def everything(stack, recorder):
    """Have every function do all that it can do."""
    base, center = f"/studies/{STUDY}", f"/studies/{STUDY}/centers/{CENTER}"
    recorder.ask("PUT", f"{base}/definition", DEFINITION, reason="start")
    first = delivered(stack, "first.csv")
    recorder.consume("IngestFunction", first)  # waits for its profile
    recorder.ask("PUT", f"{center}/profile", PROFILE, reason="start")
    recorder.consume("IngestFunction", first)
    tell_effects(stack, recorder)
    recorder.consume("IngestFunction", first)  # the same again
    recorder.consume("WatchFunction", committed_and_no_more(stack, "late.csv"))
    recorder.consume("IngestFunction", delivered(stack, "again.csv"), version=False)
    recorder.consume("WatchFunction", delivered(stack, "lost.csv", FILE + FILE), version=False)
    recorder.ask("POST", f"{center}/uploads", {"name": "a.csv", "size": 1, "sha256": "0" * 64})
    listing = json.loads(recorder.ask("GET", f"{base}/files", center=CENTER))
    file = next(sent["file_id"] for sent in listing["deliveries"] if sent["file_id"])
    for noun in ("", "/issues", "/receipt", "/rejected"):
        recorder.ask("GET", f"{base}/files/{file}{noun}")
    report = {"subject": "S-1", "analyte": "BILI", "file_id": file, "line": 2, "reason": "why not"}
    recorder.ask("POST", f"{base}/decisions", {"kind": "set-aside", **report})
    recorder.ask("PUT", f"{base}/subjects/S-1", ENTRY, reason="start")
    recorder.consume("IngestFunction", delivered(stack, "list.csv", REGISTER, RESERVED_CENTER))
    recorder.ask("GET", f"{base}/subjects", center=CENTER)
    recorder.ask("GET", f"{base}/subjects/S-1")
    recorder.ask("GET", f"{base}/subjects/S-1/results")
    turn(recorder, f"{base}/files/{file}")
    recorder.consume("IngestFunction", delivered(stack, "many.csv", MANY))
    recorder.ask("PUT", f"{center}/profile", NEWER, reason="another zone")
    for one in (file, file_id(STUDY, CENTER, MANY.encode())):
        recorder.ask("POST", f"{base}/files/{one}/rerun", {"reason": "why not"})
    work_off(recorder, f"{center}/profile/trial", {"profile": NEWER, "file_id": file})
    work_off(recorder, f"{base}/reruns", {"center": CENTER, "reason": "why not"})
    screen(stack, recorder, file)
    recorder.ask(
        "PUT", f"{base}/definition", {**DEFINITION, "version": 2, "protocol": PROTOCOL}, reason="visits"
    )
    recorder.ask("GET", f"{base}/journal")
    look_at_intake(stack, recorder)


def tell_effects(stack, recorder):
    """Have the effects worked out that are called for, and each given up all the same."""
    sqs, url = boto3.client("sqs"), stack.refs["EffectQueue"]
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    for message in messages:
        for function in ("IngestFunction", "WatchFunction"):
            recorder.hand_over(function, json.loads(message["Body"]))
    for call in [json.loads(message["Body"]) for message in messages]:
        run = RunId(STUDY, CENTER, call["effect"]["file_id"], call["effect"]["run_number"])
        boto3.client("s3").delete_object(
            Bucket=stack.refs["ReceiptsBucket"], Key=f"{receipt_folder(run)}/effect.json"
        )
        recorder.hand_over("WatchFunction", call)


class Dead(Exception):
    """The worker is gone."""


class Silent:
    """A queue that cannot be reached."""

    def call_effect(self, _call):
        raise Dead


def committed_and_no_more(stack, name):
    """Put a file into the intake, and commit it by a worker that dies before it says so."""
    told = delivered(stack, name, FILE + "\n")
    with pytest.raises(Dead):
        ingest(told, replace(wiring.services(), queue=Silent()))
    return told


def turn(recorder, path):
    """Void a file, and restore it."""
    for route in ("void", "restore"):
        recorder.ask("POST", f"{path}/{route}", {"reason": "why not"})


def screen(stack, recorder, file):
    """Have an original that was stored before be replaced, and its version removed."""
    key = f"{STUDY}/{CENTER}/{file}"
    boto3.client("s3").put_object(Bucket=stack.refs["SourceBucket"], Key=key, Body=FILE.encode())
    path, asked = f"/studies/{STUDY}/screenings", {"reason": "why not"}
    for confirm in ("", "confirm"):
        told = work_off(recorder, path, asked)
        assert told["answer"]["effect"] == ("done" if confirm else "to-confirm")
        asked["confirm"] = told["answer"]["confirm"]


def look_at_intake(stack, recorder):
    """Have the daily function find a file that nobody tried, one that waits, and one that waited too long; then send digests."""
    waiting = delivered(stack, "waiting.csv", center="CN-99")
    recorder.consume("IngestFunction", waiting)
    for days in (8, 181):
        now = wiring.now() + timedelta(days=days)
        wiring.services.cache_clear()
        with patch.object(wiring, "now", lambda now=now: now), recorder.calling("DailyFunction") as call:
            call({"task": "intake"}, Context("DailyFunction", 128))
        delivered(stack, "untried.csv", f"{FILE}\n")
    wiring.services.cache_clear()
    with recorder.calling("DailyFunction") as call:
        call({"task": "completeness"}, Context("DailyFunction", 128))


def work_off(recorder, path, asked):
    """Have a job done, and given up all the same; return it with its answer."""
    job = json.loads(recorder.ask("POST", path, asked))["job_id"]
    for function in ("IngestFunction", "WatchFunction"):
        recorder.hand_over(function, call_message(JobCall(STUDY, job)))
    return json.loads(recorder.ask("GET", f"/studies/{STUDY}/jobs/{job}"))


def test_roles_allow_what_functions_call_and_nothing_else(stack, recorder):
    everything(stack, recorder)
    unseen = {call for call in allowed(stack) if call[1].startswith(BY_OTHERS)}
    assert recorder.calls == set(allowed(stack)) - unseen - ONLY_FOR_THE_ANSWER
