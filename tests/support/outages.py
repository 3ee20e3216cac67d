"""Files of many centers go through the real queue and handlers while DynamoDB or S3 does not answer.

The queue is moto's. The pump delivers it with as many workers as the template allows, in no order, on a clock that stands
still unless somebody moves it. All other ports are kept in memory. Each file takes a second of a worker's time, and each
fault the time in which the AWS client tries again by itself.
"""

import json
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random
from statistics import quantiles
from unittest.mock import patch

import boto3
from moto.sqs.models import sqs_backends
from tests.support.profiles import ENGLISH, profile_toml
from tests.support.studies import study_definition

from hepaflow.aws import wiring
from hepaflow.aws.queue import notice
from hepaflow.domain.study.files import Delivery, DeliveryStatus
from hepaflow.pipeline import failures
from hepaflow.pipeline import ingest as pipeline_ingest
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.ports import Version
from local.memory import memory_services
from local.pump import pump, waiting
from local.stack import ACCOUNT, REGION

STUDY = "LIVER-1"
CENTERS = [f"C-{number:02}" for number in range(1, 21)]
FILES = 200
ARRIVE = 600  # seconds within which all files arrive; the outage begins at a random moment of them
WORK = 1.0  # seconds that a file takes
TRIES = 20.0  # seconds in which an AWS client gives up: ten attempts of DynamoDB's take up to 25 (AWS SDK reference, legacy mode)


class Down(Exception):
    """DynamoDB or S3 does not answer."""


class Failing:
    """A port that does not answer during an outage."""

    def __init__(self, port, check):
        self._port, self._check = port, check

    def __getattr__(self, name):
        self._check()
        return getattr(self._port, name)


@dataclass
class Outage:
    """What an outage does to the files.

    Attributes:
        late: seconds from the end of the outage until each file that met it, or waited behind others that did, was done.
        calls: calls of the ingest function.
        faults: those of them that met the outage.
        requests: calls of SQS by Lambda and the functions, by operation.
        statuses: how many deliveries ended with which status.
        dead: by delivery, seconds from the arrival of each dead letter until its center has an answer.
        last: messages in the last queue.
    """

    late: list[float] = field(default_factory=list)
    calls: int = 0
    faults: int = 0
    requests: Counter = field(default_factory=Counter)
    statuses: Counter = field(default_factory=Counter)
    dead: dict[str, float] = field(default_factory=dict)
    last: int = 0

    def row(self):
        """Return the figures as a row of docs/benchmarks.md."""
        middle = quantiles(self.late, n=2)[0] if len(self.late) > 1 else sum(self.late)
        most = max(self.late, default=0)
        counts = (self.calls, self.faults, self.requests.total(), self.statuses[DeliveryStatus.FAILED])
        return " | ".join([str(len(self.late)), f"{middle:.0f}", f"{most:.0f}", *map(str, counts)])


@dataclass
class Course:
    """The files on their way through an outage; what the functions call instead of their own work."""

    clock: object
    start: float
    end: float
    arrived: dict
    found: Outage = field(default_factory=Outage)
    ingest: object = pipeline_ingest.ingest
    fail: object = failures.fail

    def check(self):
        """Fail during the outage, after the client has tried for a while."""
        if self.start <= self.clock.now() < self.end:
            self.clock.move_to(self.clock.now() + TRIES)
            if self.clock.now() < self.end:  # else one of the client's own attempts succeeds
                raise Down

    def take_up(self, delivery, services):
        self.found.calls += 1
        self.clock.move_to(self.clock.now() + WORK)
        try:
            summary = self.ingest(delivery, services)
        except Down:
            self.found.faults += 1
            raise
        if self.clock.now() >= self.end > self.arrived[delivery.version_id]:
            self.found.late.append(self.clock.now() - self.end)
        return summary

    def give_up(self, delivery, services):
        kept = self.fail(delivery, services)
        since = self.clock.now() - self.arrived[delivery.version_id]
        self.found.dead.setdefault(delivery.version_id, since)
        return kept


def simulate(stack, seconds, down, seed):
    """Run one outage, and return what it did.

    Args:
        stack: a running one, whose queues are empty.
        seconds: how long the outage lasts.
        down: the port that does not answer: `registry` is DynamoDB, `receipts` is S3.
        seed: of the moments at which files arrive and the outage begins.
    """
    clock, random = stack.clock, Random(seed)  # noqa: S311 moments of a test
    begin = clock.stop()
    start = begin + random.uniform(0, ARRIVE)
    calm = memory_services(wiring.catalog(), lambda: datetime.fromtimestamp(clock.now(), UTC))
    onboard(calm)
    course = Course(clock, start, start + seconds, send(stack, calm, random, begin))
    shaky = replace(calm, **{down: Failing(getattr(calm, down), course.check)})
    wiring.forget()  # so that the functions' client of SQS is counted, too
    with ExitStack() as playing:
        playing.enter_context(patch.object(wiring, "services", lambda: shaky))
        playing.enter_context(patch.object(wiring, "intake", lambda: calm.intake))
        playing.enter_context(patch.object(pipeline_ingest, "ingest", course.take_up))
        playing.enter_context(patch.object(failures, "fail", course.give_up))
        playing.enter_context(counting(course.found.requests))
        pump(stack, disorder=random)
    course.found.last = waiting(stack, "WatchDeadLetters")
    known = [kept for center in CENTERS for kept in calm.registry.deliveries(STUDY, center)]
    course.found.statuses.update(kept.status for kept in known)
    return course.found


def onboard(services):
    definition = study_definition(STUDY, *CENTERS)
    define_study(services.registry, services.queue, services.clock, "ann", definition, "start")
    for center in CENTERS:
        text = profile_toml(STUDY, center, ENGLISH)
        add_profile(services.registry, services.queue, services.catalog, services.clock, "ann", text, "start")


def send(stack, services, random, begin):
    """Have the files arrive at random moments; return when each of them does."""
    sqs, url = boto3.client("sqs"), stack.refs["IngestQueue"]
    arrived = {}
    for number in range(FILES):
        center = CENTERS[number % len(CENTERS)]
        moment = begin + random.uniform(0, ARRIVE)
        received = (
            datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        )
        told = Delivery(STUDY, center, f"{STUDY}/{center}/{number}.csv", f"v{number}", received)
        text = f"Subject,Collected,Test,Result,Units\nS-{number},2024-03-22 08:30,ALT,{number + 1},U/L\n"
        services.intake.put(told.key, Version(told.version_id, received), text.encode())
        stack.clock.move_to(moment)
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(notice(told, "intake")))
        arrived[told.version_id] = moment
    queue = sqs_backends[ACCOUNT][REGION].queues[url.rpartition("/")[2]]
    for message in queue._messages:
        message.visible_at = message.sent_timestamp  # nobody receives what has not been sent yet
    stack.clock.move_to(begin)
    return arrived


def counting(requests):
    """Count the requests to SQS for a while."""
    counted = ("ReceiveMessage", "ChangeMessageVisibility", "DeleteMessage")

    def count(model, **_):
        if model.name in counted:
            requests[model.name] += 1

    boto3.setup_default_session()
    registered = boto3.DEFAULT_SESSION
    stack = ExitStack()
    registered.events.register("before-call.sqs", count)
    stack.callback(registered.events.unregister, "before-call.sqs", count)
    return stack
