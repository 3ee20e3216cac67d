"""Carries messages from the queues to the functions, as Lambda's event source mappings do.

Queues behave as SQS does: a message that is received is hidden, and comes back unless it is deleted; the function may change
for how long; a message that was received too often goes to the dead letters when it would be received once more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, cast

import boto3
from moto.sqs.models import sqs_backends

from local.stack import ACCOUNT, REGION, Handler, Stack, handler

if TYPE_CHECKING:
    from types_boto3_sqs.type_defs import MessageTypeDef

_TICK = 0.001  # seconds: moto shows a message again after the moment at which it comes back
_TWICE = 0.1  # of the messages of a disorderly queue, those that come once more after they were deleted


class Crash(BaseException):
    """The worker is killed, or its time is over: none of its code runs afterwards."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a function is told about its own invocation."""

    function_name: str
    memory_limit_in_mb: int
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:123456789012:function:local"
    aws_request_id: str = "local"
    seconds: int = 900

    def get_remaining_time_in_millis(self) -> int:
        """Return the time that is left; here always that of the beginning."""
        return self.seconds * 1000


@dataclass(slots=True)
class Mapping:
    """An event source mapping, and the workers that Lambda keeps for it.

    Attributes:
        arn: of the queue.
        url: likewise.
        function: its logical id.
        size: messages of a batch.
        partial: whether the function names the messages that failed.
        free: when each worker is free.
    """

    arn: str
    url: str
    function: str
    size: int
    partial: bool
    free: list[float]


def pump(stack: Stack, *, wait: bool = True, disorder: Random | None = None) -> int:
    """Deliver until no queue has anything to deliver; return how many batches failed at least in part.

    Args:
        stack: a running one.
        wait: go on with the stack's time until each hidden message is back; else deliver only what can be received now.
        disorder: deliver in any order, and some messages twice, as SQS may; without it each once, in the order of
            their arrival.
    """
    mappings = [_mapping(stack, stack.resolve(one)) for one in _declared(stack)]
    failed_batches = 0
    while waiting_for := _next(mappings, disorder):
        at, mapping = waiting_for
        if wait:
            stack.clock.move_to(at)
        elif at > stack.clock.now():
            break
        failed_batches += _deliver(stack, mapping, disorder)
    if wait and mappings:  # until the last of them is done
        stack.clock.move_to(max(stack.clock.now(), *(free for mapping in mappings for free in mapping.free)))
    return failed_batches


def waiting(stack: Stack, queue: str) -> int:
    """Return how many messages a queue holds that can be received now."""
    answer = boto3.client("sqs").get_queue_attributes(
        QueueUrl=stack.refs[queue], AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(answer["Attributes"]["ApproximateNumberOfMessages"])


def _declared(stack: Stack) -> Iterator[dict[str, Any]]:
    return (mapping for _, mapping in stack.template.of("AWS::Lambda::EventSourceMapping"))


def _mapping(stack: Stack, declared: dict[str, Any]) -> Mapping:
    arn = declared["EventSourceArn"]
    workers = int(declared.get("ScalingConfig", {}).get("MaximumConcurrency", 1))
    return Mapping(
        arn,
        stack.refs[next(name for name, known in stack.arns.items() if known == arn)],
        declared["FunctionName"],
        min(declared.get("BatchSize", 10), 10),
        "ReportBatchItemFailures" in declared.get("FunctionResponseTypes", []),
        [stack.clock.now()] * workers,
    )


def _next(mappings: list[Mapping], disorder: Random | None) -> tuple[float, Mapping] | None:
    """Return when the next message can be received, and for which function; None where no queue holds any."""
    soonest: tuple[float, Mapping] | None = None
    for mapping in mappings:
        held = _held(mapping)
        if disorder:
            disorder.shuffle(held)
        back = min((message.visible_at / 1000 + _TICK for message in held), default=None)
        if back is not None and (soonest is None or max(back, min(mapping.free)) < soonest[0]):
            soonest = max(back, min(mapping.free)), mapping
    return soonest


def _held(mapping: Mapping) -> list[Any]:
    """Return the messages of a queue, hidden ones too, as moto keeps them: no call of SQS lists those."""
    queue = sqs_backends[ACCOUNT][REGION].queues[mapping.arn.rpartition(":")[2]]
    return cast("list[Any]", queue._messages)  # noqa: SLF001 as above


def _deliver(stack: Stack, mapping: Mapping, disorder: Random | None) -> bool:
    """Hand one batch over; return whether it failed at least in part."""
    sqs = boto3.client("sqs")
    answer = sqs.receive_message(
        QueueUrl=mapping.url, MaxNumberOfMessages=mapping.size, WaitTimeSeconds=0, AttributeNames=["All"]
    )
    batch = answer.get("Messages", [])
    if not batch:  # they have gone to the dead letters
        return False
    worker = mapping.free.index(min(mapping.free))
    event = {"Records": [record_of(message, mapping.arn) for message in batch]}
    properties = stack.template.resources[mapping.function]["Properties"]
    context = Context(mapping.function, properties["MemorySize"], seconds=properties["Timeout"])
    with stack.turn:
        failed = _failed(handler(stack, mapping.function), event, context, partial=mapping.partial)
    mapping.free[worker] = stack.clock.now()
    for message in batch:
        if message["MessageId"] in failed:
            continue  # it comes back when it is no longer hidden
        if disorder and disorder.random() < _TWICE:
            sqs.change_message_visibility(
                QueueUrl=mapping.url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )
        else:
            sqs.delete_message(QueueUrl=mapping.url, ReceiptHandle=message["ReceiptHandle"])
    return bool(failed)


def _failed(function: Handler, event: dict[str, Any], context: Context, *, partial: bool) -> set[str]:
    """Return the ids of the messages that Lambda would not delete."""
    sent = {record["messageId"] for record in event["Records"]}
    try:
        answer = function(event, context)
    except (Exception, Crash) as error:  # noqa: BLE001 a function may fail in any way, and Lambda goes on
        print(f"function failed: {type(error).__name__}")
        return sent
    if not partial:
        return set()
    named = {failure.get("itemIdentifier") for failure in (answer or {}).get("batchItemFailures", [])}
    return sent if named - sent else named  # an id that was never sent fails the whole batch


def record_of(message: "MessageTypeDef", arn: str) -> dict[str, Any]:
    """Return a message that was received as Lambda hands it to a function."""
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
