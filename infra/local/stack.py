"""The stack on one machine: what the template declares, made in moto, in this process."""

import importlib
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

import boto3
from moto import mock_aws

from local.clients import Client
from local.makers import MAKERS
from local.quick_moto import make_moto_quick
from local.resolve import Resolver
from local.timing.clock import StackClock, queues_by
from local.translated import Template, translated

REGION = "eu-central-1"
ACCOUNT = "123456789012"  # moto's
TEMPLATE = Path(__file__).parents[2] / "template.yaml"
NOTHING_TO_MAKE = {
    "AWS::ApiGatewayV2::Api": "the gateway on this machine reads it from the template",
    "AWS::ApiGatewayV2::Stage": "one person calls it: no throttling",
    "AWS::CloudTrail::Trail": "one person reads and writes here",
    "AWS::Cognito::UserPoolDomain": "people sign in at the issuer of this machine",
    "AWS::CloudWatch::Alarm": "nobody is to be woken",
    "AWS::CloudWatch::Dashboard": "functions print",
    "AWS::Events::Rule": "the schedule on this machine reads it from the template",
    "AWS::IAM::Role": "moto asks for no permissions",
    "AWS::KMS::Key": "it would guard memory",
    "AWS::Lambda::EventInvokeConfig": "who runs a task on this machine sees its fault",
    "AWS::Lambda::EventSourceMapping": "the pump reads it from the template",
    "AWS::Lambda::Function": "its code is loaded into this process",
    "AWS::Lambda::LayerVersion": "its package is on the path",
    "AWS::Lambda::Permission": "moto asks for none",
    "AWS::Lambda::Version": "there is one version of the code",
    "AWS::Logs::LogGroup": "functions print",
    "AWS::S3::BucketPolicy": "moto takes each call for an unencrypted one, and would deny it",
    "AWS::SNS::TopicPolicy": "moto takes each call for an unencrypted one",
    "AWS::SQS::QueuePolicy": "moto asks for no permissions",
}
_PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackName": "local",
    "AWS::URLSuffix": "amazonaws.com",
}
# what a template must be given, and one machine has: its own issuer, whose address is known once it is served
GIVEN = {
    "JwtIssuer": "http://127.0.0.1",
    "JwtAudience": "hepaflow",
    "GroupsClaim": "groups",
    "LoginClientId": "hepaflow-cli",
    "DomainPrefix": "hepaflow-local",
}
Handler = Callable[[dict[str, Any], Any], Any]


class Inadmissible(Exception):
    """The parameters do not go together; the message is the rule's own."""


@dataclass(slots=True)
class Stack:
    """A running stack.

    Attributes:
        template: what it was made from.
        parameters: values of the template's parameters; the declared defaults unless named.
        refs: what `Ref` gives, by logical id: bucket and table names, queue URLs.
        arns: what `GetAtt …Arn` gives.
        turn: functions answer in turn. Each has a process of its own in Lambda; here they share one, and Powertools keeps the
            metrics of all of them in the same dictionaries.
        clock: by which its queues hide messages.
    """

    template: Template
    parameters: Mapping[str, str] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    arns: dict[str, str] = field(default_factory=dict)
    clock: StackClock = field(default_factory=StackClock)
    turn: Any = field(default_factory=threading.Lock)
    _client: Client = field(default_factory=lambda: cast("Client", cache(boto3.client)))

    def admit(self) -> None:
        """Hold the parameters against the template's rules, as CloudFormation does before it makes anything.

        Raises:
            Inadmissible: an assertion of a rule does not hold.
        """
        resolver = self._resolver()
        for rule in self.template.rules.values():
            if resolver.resolve(rule["RuleCondition"]):
                for assertion in rule["Assertions"]:
                    if not resolver.resolve(assertion["Assert"]):
                        raise Inadmissible(assertion["AssertDescription"])

    @property
    def outputs(self) -> dict[str, str]:
        """What the template puts out; an address is that of AWS, not of this machine."""
        resolver = self._resolver()
        return {
            name: resolver.resolve(output["Value"])
            for name, output in self.template.outputs.items()
            if "Condition" not in output or resolver.holds(output["Condition"])
        }

    def resolve(self, value: Any) -> Any:
        """Return a value of the template with its references followed; what they name is made first."""
        return self._resolver().resolve(value)

    def make(self, name: str) -> None:
        """Make a resource, unless it is there or its condition does not hold.

        Raises:
            NotImplementedError: nobody has said how to make this type, or why it need not be made.
        """
        resource = self.template.resources[name]
        kind, resolver = resource["Type"], self._resolver()
        if name in self.refs or ("Condition" in resource and not resolver.holds(resource["Condition"])):
            return
        if kind in NOTHING_TO_MAKE:
            service = kind.split("::")[1].lower()
            self.refs[name] = name
            self.arns[name] = f"arn:aws:{service}:{REGION}:{ACCOUNT}:{name}"
        elif kind in MAKERS:
            properties = resolver.resolve(resource.get("Properties", {}))
            self.refs[name], self.arns[name] = MAKERS[kind](self._client, f"local-{name}", properties)
        else:
            raise NotImplementedError(f"{name} is an {kind}: say in local.makers how it is made")

    def set_environment(self) -> None:
        """Set the environment variables of all functions, in this process; Lambda makes a text of each value."""
        for _, function in self.template.of("AWS::Lambda::Function"):
            variables = self.resolve(function["Environment"]["Variables"])
            os.environ.update({name: str(value) for name, value in variables.items()})  # noqa: TID251 plays Lambda

    def _resolver(self) -> Resolver:
        return Resolver(self.template.conditions, self._ref, self._attribute)

    def _ref(self, name: str) -> str:
        if name in _PSEUDO:
            return _PSEUDO[name]
        if name in self.template.parameters:
            declared: str = self.template.parameters[name].get("Default", "")
            return self.parameters.get(name, declared)
        self.make(name)
        return self.refs[name]

    def _attribute(self, name: str, attribute: str) -> str:
        self.make(name)
        if attribute == "QueueName":
            return self.arns[name].rpartition(":")[2]
        if attribute == "Arn":
            return self.arns[name]
        if attribute == "Version":
            return "1"  # of a function: there is no other
        raise NotImplementedError(f"{name}.{attribute}")


@contextmanager
def empty_moto() -> Iterator[None]:
    """Play AWS for a while, with nothing in it; boto3 reads what it knows of services once a process."""
    make_moto_quick()
    with mock_aws():
        boto3.DEFAULT_SESSION = _session()
        yield


_session = cache(boto3.Session)


@contextmanager
def running(
    environment: dict[str, str] | None = None,
    path: Path = TEMPLATE,
    parameters: Mapping[str, str] | None = None,
) -> Iterator[Stack]:
    """Run the stack of a template for a while.

    Args:
        environment: what functions get to see beside what the template says.
        path: the template.
        parameters: values of the template's parameters, where not their defaults.
    """
    before = dict(os.environ)  # noqa: TID251 plays Lambda, which sets the environment of functions
    os.environ["AWS_DEFAULT_REGION"] = REGION  # noqa: TID251 likewise
    try:
        with ExitStack() as made:
            made.enter_context(empty_moto())
            given = {**GIVEN, **(parameters or {})}
            template = translated(path, REGION, given)
            stack = Stack(template, {name: given[name] for name in template.parameters if name in given})
            stack.admit()
            made.enter_context(queues_by(stack.clock))
            for name in stack.template.resources:
                stack.make(name)
            stack.set_environment()
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
