"""Messages of a queue as Lambda hands them to a function (AWS Lambda developer guide, "Example standard queue message event")."""

import json
from types import SimpleNamespace

import boto3

from local.pump import record_of

ARN = "arn:aws:sqs:eu-central-1:123456789012:ingest"


class HidingClient:
    """An SQS client that remembers for how many seconds messages were hidden."""

    meta = SimpleNamespace(endpoint_url="https://sqs.invalid")

    def __init__(self):
        self.hidden = []

    def change_message_visibility(self, QueueUrl, ReceiptHandle, VisibilityTimeout):  # noqa: N803 boto3's names
        self.hidden.append((QueueUrl, ReceiptHandle, VisibilityTimeout))


def sqs_event(bodies, receives=1):
    """Return an event of messages that nobody received, by their ids."""
    records = [
        {
            "messageId": name,
            "receiptHandle": f"receipt of {name}",
            "body": body,
            "attributes": {"ApproximateReceiveCount": str(receives)},
            "eventSource": "aws:sqs",
            "eventSourceARN": ARN,
        }
        for name, body in bodies.items()
    ]
    return {"Records": records}


def received_event(stack, queue, *bodies):
    """Send messages to a queue of a stack, and receive them; what was there before stays hidden."""
    sqs, url = boto3.client("sqs"), stack.refs[queue]

    def received():
        while messages := sqs.receive_message(QueueUrl=url, AttributeNames=["All"]).get("Messages"):
            yield from messages

    list(received())
    for body in bodies:
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(body))
    return {"Records": [record_of(message, stack.arns[queue]) for message in received()]}
