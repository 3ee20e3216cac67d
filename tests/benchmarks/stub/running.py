"""Start the stub of S3 and DynamoDB, and make clients of boto3 and services that send to it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import boto3
from botocore.config import Config

from hepaflow.aws.backoff import wait
from hepaflow.aws.clients import OF_DYNAMODB
from hepaflow.aws.garbage import collect_rarely
from hepaflow.aws.objects import BucketFiles, BucketIntake, BucketSource, BucketUploads
from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.aws.results.raw_items import taking_items_as_written
from hepaflow.aws.results.table import ResultsTable
from hepaflow.aws.together import side_by_side
from hepaflow.aws.wiring import now
from hepaflow.catalog.loader import load
from hepaflow.domain.study.files import Delivery
from hepaflow.domain.study.journal import instant
from hepaflow.pipeline.services import Services
from local.memory import MemoryQueue

_KEYS = {"aws_access_key_id": "-", "aws_secret_access_key": "-", "region_name": "eu-central-1"}


@dataclass(frozen=True)
class Stub:
    """A stub that runs; its address."""

    address: str

    def wipe(self) -> None:
        self._ask("wipe")

    def reset(self) -> None:
        self._ask("reset")

    def stats(self) -> dict[str, Any]:
        """Return `requests` by operation, `bytes` sent and answered, `units` by table and kind, `cpu` seconds."""
        return self._ask("stats")

    def _ask(self, what: str) -> dict[str, Any]:
        with urlopen(f"{self.address}/_{what}") as answer:  # noqa: S310 an address of this machine
            return json.load(answer)

    def client(self, service: str) -> Any:
        config = Config(s3={"addressing_style": "path"}) if service == "s3" else OF_DYNAMODB
        return boto3.client(service, endpoint_url=self.address, config=config, **_KEYS)

    def resource(self) -> Any:
        return boto3.resource("dynamodb", endpoint_url=self.address, **_KEYS)


@contextmanager
def running_stub(*, delay: float = 0, s3_delay: float | None = None, rate: float = 0) -> Iterator[Stub]:
    """Run a stub, and end it.

    Args:
        delay: seconds before each answer.
        s3_delay: seconds before each answer of S3; None: as long.
        rate: write units a second that a table takes; 0: any number.
    """
    command = [sys.executable, str(Path(__file__).parent), "--delay", str(delay), "--rate", str(rate)]
    if s3_delay is not None:
        command += ["--s3-delay", str(s3_delay)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={}) as process:
        assert process.stdout is not None
        try:
            yield Stub(f"http://127.0.0.1:{int(process.stdout.readline())}")
        finally:
            process.terminate()


def services_at(stub: Stub) -> Services:
    """Return services as `hepaflow.aws.wiring` makes them, of clients that send to the stub."""
    s3, dynamodb = stub.client("s3"), stub.client("dynamodb")
    collect_rarely()
    return Services(
        intake=BucketIntake(s3, "intake"),
        source=BucketSource(s3, "source"),
        receipts=BucketFiles(s3, "receipts"),
        results=ResultsTable(taking_items_as_written(dynamodb), "ResultsTable", wait),
        registry=RegistryTable(dynamodb, "RegistryTable"),
        queue=MemoryQueue(),
        uploads=BucketUploads(lambda: s3, "intake"),
        catalog=load(),
        clock=now,
        together=side_by_side,
    )


def delivered(stub: Stub, study: str, center: str, name: str, data: bytes) -> Delivery:
    """Put a file into the intake, as a center does; return its delivery."""
    key = f"{study}/{center}/{name}"
    version = stub.client("s3").put_object(Bucket="intake", Key=key, Body=data)["VersionId"]
    return Delivery(study, center, key, version, instant(now()))
