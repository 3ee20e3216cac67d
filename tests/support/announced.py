"""Hear what the stack says: announcements, and messages of queues."""

from dataclasses import dataclass, field

import boto3


@dataclass
class Said:
    """Everything that the stack says while files go through it."""

    logs: str = ""
    metrics: str = ""
    messages: list[str] = field(default_factory=list)
    announced: list[str] = field(default_factory=list)

    def hear(self, parsed, **_):
        self.messages += [message["Body"] for message in parsed.get("Messages", [])]


def listening(stack):
    """Return a queue that hears what is announced."""
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="listener")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    boto3.client("sns").subscribe(TopicArn=stack.refs["Announcements"], Protocol="sqs", Endpoint=arn)
    return url


def read(url):
    sqs, found = boto3.client("sqs"), []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [message["Body"] for message in messages]
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found
