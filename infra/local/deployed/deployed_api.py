"""Asks the api function of a deployed stack as the gateway would ask it, and hears what the stack announces.

ministack imports no routes (it leaves the HTTP API's body out). The events are those of the API Gateway developer guide,
"Create AWS Lambda proxy integrations for HTTP APIs", payload format 2.0.
"""

import base64
import json
from typing import Any
from urllib.parse import parse_qsl

from local.deployed.ministack import Cloud, Failed, wait_until

_ASKED_BY = "hepaflow-deploy-check"
ALIAS = "live"  # what the API calls, by the template
_HEARD = 60  # seconds to wait at most; it takes one
Event = dict[str, Any]


def ask(cloud: Cloud, stack: str, route: str, body: Event | None = None, group: str = "") -> str:
    """Return what the function of a route answers: `site` for a page, else `api`.

    Args:
        cloud: where the stack is deployed.
        stack: its name.
        route: method and path, with its query.
        body: of the request.
        group: that the caller's token would name.

    Raises:
        Failed: another status than 200.
    """
    function = "SiteFunction" if route.partition(" ")[2].startswith("/app") else "ApiFunction"
    resource = cloud.client("cloudformation").describe_stack_resource(
        StackName=stack, LogicalResourceId=function
    )
    name = resource["StackResourceDetail"]["PhysicalResourceId"]
    payload = json.dumps(_event(route, body, group)).encode()
    reply = cloud.client("lambda").invoke(FunctionName=name, Qualifier=ALIAS, Payload=payload)
    told = json.loads(reply["Payload"].read())
    if told.get("statusCode") != 200:
        raise Failed(f"{function} answers {route} with {told}")
    answer: str = told["body"]
    return base64.b64decode(answer).decode() if told["isBase64Encoded"] else answer


def run_daily_task(cloud: Cloud, stack: str, task: str) -> str:
    """Run a daily task as its schedule does; return what it gives.

    Args:
        cloud: where the stack is deployed.
        stack: its name.
        task: the name of the task.

    Raises:
        Failed: the function ended in a fault.
    """
    resource = cloud.client("cloudformation").describe_stack_resource(
        StackName=stack, LogicalResourceId="DailyFunction"
    )
    name = resource["StackResourceDetail"]["PhysicalResourceId"]
    event = json.dumps({"task": task}).encode()
    answer = cloud.client("lambda").invoke(FunctionName=name, Qualifier=ALIAS, Payload=event)
    told = answer["Payload"].read().decode()
    if answer.get("FunctionError"):
        raise Failed(f"the daily task {task} ends with {told}")
    return "done" if told in {"", "null"} else told


def _event(route: str, body: Event | None, group: str) -> Event:
    method, _, address = route.partition(" ")
    path, _, query = address.partition("?")
    claims = {"sub": _ASKED_BY, "token_use": "access", "cognito:groups": f"[{group}]"}
    return {
        "version": "2.0",
        "routeKey": route,
        "rawPath": path,
        "rawQueryString": query,
        "queryStringParameters": dict(parse_qsl(query)),
        "headers": {"host": "localhost", "content-type": "application/json"},
        "requestContext": {
            "http": {"method": method, "path": path, "sourceIp": "127.0.0.1", "userAgent": _ASKED_BY},
            "requestId": _ASKED_BY,
            "routeKey": route,
            "stage": "$default",
            **({"authorizer": {"jwt": {"claims": claims, "scopes": None}}} if group else {}),
        },
        **({"body": json.dumps(body)} if body else {}),
        "isBase64Encoded": False,
    }


class Listener:
    """A queue that hears what a stack announces."""

    def __init__(self, cloud: Cloud, topic: str) -> None:
        self._sqs = cloud.client("sqs")
        self._url = self._sqs.create_queue(QueueName=_ASKED_BY)["QueueUrl"]
        told = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])
        arn = told["Attributes"]["QueueArn"]
        cloud.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        self.heard: list[str] = []

    def wait_for(self, outcome: str) -> None:
        """Wait until an outcome has been announced."""
        wait_until(lambda: outcome in self._outcomes(), _HEARD, f"nobody announces what was {outcome}")

    def _outcomes(self) -> list[str]:
        for message in self._sqs.receive_message(QueueUrl=self._url).get("Messages", []):
            self.heard.append(json.loads(json.loads(message["Body"])["Message"])["outcome"])
            self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return self.heard
