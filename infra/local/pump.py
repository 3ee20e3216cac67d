"""Carries messages from the queues to the functions, as Lambda's event source mappings do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3

from local.stack import Handler, Stack, handler

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.type_defs import MessageTypeDef


@dataclass(frozen=True, slots=True)
class Context:
    """What a function is told about its own invocation."""

    function_name: str
    memory_limit_in_mb: int
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:123456789012:function:local"
    aws_request_id: str = "local"


def pump(stack: Stack) -> int:
    """Deliver until no queue has anything to deliver; return how many batches failed at least in part.

    A message that fails comes back at once instead of after its visibility timeout, and goes to the dead-letter
    queue after as many receipts as the template allows.
    """
    mappings = [stack.resolve(mapping) for _, mapping in stack.template.of("AWS::Lambda::EventSourceMapping")]
    failed_batches = 0
    while batches := [failed for mapping in mappings for failed in _drain(stack, mapping)]:
        failed_batches += sum(batches)  # one function may have given another something to do
    return failed_batches


def waiting(stack: Stack, queue: str) -> int:
    """Return how many messages a queue holds."""
    answer = boto3.client("sqs").get_queue_attributes(
        QueueUrl=stack.refs[queue], AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(answer["Attributes"]["ApproximateNumberOfMessages"])


def _drain(stack: Stack, mapping: dict[str, Any]) -> Iterator[bool]:
    """Deliver what a queue holds, and yield of each batch whether it failed at least in part."""
    sqs = boto3.client("sqs")
    url = stack.refs[next(name for name, arn in stack.arns.items() if arn == mapping["EventSourceArn"])]
    function = mapping["FunctionName"]
    properties = stack.template.resources[function]["Properties"]
    for batch in _batches(sqs, url, mapping.get("BatchSize", 10)):
        event = {"Records": [_record(message, mapping["EventSourceArn"]) for message in batch]}
        partial = "ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", [])
        failed = _failed(
            handler(stack, function), event, Context(function, properties["MemorySize"]), partial=partial
        )
        for message in batch:
            if message["MessageId"] in failed:
                sqs.change_message_visibility(
                    QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
                )
            else:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        yield bool(failed)


def _batches(sqs: "SQSClient", url: str, size: int) -> "Iterator[list[MessageTypeDef]]":
    def receive() -> "list[MessageTypeDef]":
        answer = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=min(size, 10), WaitTimeSeconds=0, AttributeNames=["All"]
        )
        return answer.get("Messages", [])

    return iter(receive, [])


def _failed(function: Handler, event: dict[str, Any], context: Context, *, partial: bool) -> set[str]:
    """Return the ids of the messages that Lambda would not delete."""
    sent = {record["messageId"] for record in event["Records"]}
    try:
        answer = function(event, context)
    except Exception as error:  # noqa: BLE001 a function may fail in any way, and Lambda goes on
        print(f"function failed: {type(error).__name__}")
        return sent
    if not partial:
        return set()
    named = {failure.get("itemIdentifier") for failure in (answer or {}).get("batchItemFailures", [])}
    return sent if named - sent else named  # an id that was never sent fails the whole batch


def _record(message: "MessageTypeDef", arn: str) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": arn.split(":")[3],
    }
