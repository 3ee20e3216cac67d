"""Make clients and adapters lazily, one of each in a process."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

import boto3
from botocore.config import Config

from hepaflow.aws.announcements import TopicAnnouncements
from hepaflow.aws.as_written import taking_items_as_written
from hepaflow.aws.objects import BucketFiles, BucketIntake
from hepaflow.aws.queue import IngestQueue
from hepaflow.aws.registry import RegistryTable
from hepaflow.aws.registry_table import Table
from hepaflow.aws.results import ResultsTable
from hepaflow.aws.schema import refuse_newer_schema
from hepaflow.aws.settings import Settings
from hepaflow.aws.uploads import BucketUploads
from hepaflow.aws.waits import wait
from hepaflow.catalog import loader
from hepaflow.domain.vocabulary import Catalog
from hepaflow.pipeline.services import Services
from hepaflow.ports import Announcements, Silence


def now() -> datetime:
    """Return the time; everybody else is given it."""
    return datetime.now(UTC)  # noqa: TID251 the one clock


@cache
def services() -> Services:
    """Return the ports that every function is given; clients that only some functions use are made when they are used."""
    return Services(
        intake=intake(),
        source=BucketFiles(_client("s3"), settings().source_bucket),
        receipts=receipts(),
        results=results(),
        registry=registry(),
        queue=queue(),
        uploads=BucketUploads(_form_client, settings().intake_bucket),
        catalog=catalog(),
        clock=now,
        announcements=announcements(),
    )


@cache
def settings() -> Settings:
    return Settings.from_environment()


@cache
def catalog() -> Catalog:
    return loader.load()


@cache
def intake() -> BucketIntake:
    return BucketIntake(_client("s3"), settings().intake_bucket)


@cache
def receipts() -> BucketFiles:
    return BucketFiles(_client("s3"), settings().receipts_bucket)


@cache
def results() -> ResultsTable:
    return ResultsTable(taking_items_as_written(_client("dynamodb")), settings().results_table, wait)


@cache
def registry() -> RegistryTable:
    """Return the registry, once it is known that this version reads its data.

    Raises:
        NewerSchema: it does not. Nothing is remembered, so the next call asks again.
    """
    client, table = _client("dynamodb"), settings().registry_table
    refuse_newer_schema(Table(client, table, wait))
    return RegistryTable(client, table)


@cache
def queue() -> IngestQueue:
    return IngestQueue(lambda: _client("sqs"), settings().ingest_queue_url, settings().intake_bucket)


@cache
def announcements() -> Announcements:
    topic = settings().announcements_topic
    return TopicAnnouncements(lambda: _client("sns"), topic) if topic else Silence()


def forget() -> None:
    """Forget everything that was made, for a test that runs in another stack; the catalog is the same everywhere."""
    made = (
        services,
        settings,
        intake,
        receipts,
        results,
        registry,
        queue,
        announcements,
        _client,
        _form_client,
    )
    for one in made:
        one.cache_clear()


@cache
def _client(service: str) -> Any:
    return boto3.client(service)


@cache
def _form_client() -> Any:
    # the newer signature, and the address in the bucket's own region: browsers do not follow a POST elsewhere
    config = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
    return boto3.client("s3", config=config)
