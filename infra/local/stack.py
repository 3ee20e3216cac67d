"""The stack on one machine: what the template declares, made in moto, in this process."""

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from moto import mock_aws

from local.translated import Template, translated

REGION = "eu-central-1"
TEMPLATE = Path(__file__).parents[2] / "template.yaml"
Properties = dict[str, Any]
Handler = Callable[[dict[str, Any], Any], Any]


@dataclass(slots=True)
class Stack:
    """A running stack.

    Attributes:
        template: what it was made from.
        refs: what `Ref` gives, by logical id: bucket and table names, queue URLs.
        arns: what `GetAtt …Arn` gives.
    """

    template: Template
    refs: dict[str, str] = field(default_factory=dict)
    arns: dict[str, str] = field(default_factory=dict)

    def resolve(self, value: Any) -> Any:
        """Return a value of the template with its references followed."""
        match value:
            case {"Ref": name}:
                return self.refs[name]
            case {"Fn::GetAtt": [name, "Arn"]}:
                return self.arns[name]
            case dict():
                return {key: self.resolve(inner) for key, inner in value.items()}
            case list():
                return [self.resolve(inner) for inner in value]
            case _:
                return value


@contextmanager
def running(environment: dict[str, str] | None = None, path: Path = TEMPLATE) -> Iterator[Stack]:
    """Run the stack of a template for a while.

    Args:
        environment: what functions get to see beside what the template says.
        path: the template.
    """
    before = dict(os.environ)  # noqa: TID251 plays Lambda, which sets the environment of functions
    os.environ["AWS_DEFAULT_REGION"] = REGION  # noqa: TID251 likewise
    try:
        with mock_aws():
            stack = Stack(translated(path, REGION))
            _make_queues(stack)
            _make_tables(stack)
            _make_buckets(stack)
            for name, function in stack.template.of("AWS::Lambda::Function"):
                stack.refs[name] = name
                os.environ.update(stack.resolve(function["Environment"]["Variables"]))  # noqa: TID251 likewise
            os.environ.update(environment or {})  # noqa: TID251 likewise
            yield stack
    finally:
        os.environ.clear()  # noqa: TID251 likewise
        os.environ.update(before)  # noqa: TID251 likewise


def handler(stack: Stack, function: str) -> Handler:
    """Return the function's code, found by the template's own words for it."""
    code = str(stack.template.code)
    if code not in sys.path:
        sys.path.insert(0, code)
    module, _, name = stack.template.resources[function]["Properties"]["Handler"].rpartition(".")
    found: Handler = getattr(importlib.import_module(module), name)
    return found


def _make_queues(stack: Stack) -> None:
    """Make the queues, those first that others send their dead letters to."""
    sqs = boto3.client("sqs")
    queues = sorted(stack.template.of("AWS::SQS::Queue"), key=lambda queue: "RedrivePolicy" in queue[1])
    for name, properties in queues:
        attributes = {key: _attribute(stack.resolve(value)) for key, value in properties.items()}
        url = sqs.create_queue(QueueName=f"local-{name}", Attributes=attributes)["QueueUrl"]
        answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        stack.refs[name], stack.arns[name] = url, answer["Attributes"]["QueueArn"]


def _attribute(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _make_tables(stack: Stack) -> None:
    dynamodb = boto3.client("dynamodb")
    wanted = ("AttributeDefinitions", "KeySchema", "BillingMode")
    for name, properties in stack.template.of("AWS::DynamoDB::Table"):
        shape = {key: properties[key] for key in wanted}
        stack.arns[name] = dynamodb.create_table(TableName=f"local-{name}", **shape)["TableDescription"][
            "TableArn"
        ]
        stack.refs[name] = f"local-{name}"


def _make_buckets(stack: Stack) -> None:
    """Make the buckets; their policies are left out, since moto takes each call for an unencrypted one."""
    s3 = boto3.client("s3")
    for name, properties in stack.template.of("AWS::S3::Bucket"):
        bucket = f"local-{name.lower()}"
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=properties["VersioningConfiguration"])
        stack.refs[name], stack.arns[name] = bucket, f"arn:aws:s3:::{bucket}"
        notification = stack.resolve(properties.get("NotificationConfiguration", {}))
        queues = [
            {"QueueArn": queue["Queue"], "Events": [queue["Event"]]}
            for queue in notification.get("QueueConfigurations", [])
        ]
        s3.put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration={"QueueConfigurations": queues}
        )
