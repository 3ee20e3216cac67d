"""Make clients and adapters lazily, one of each in a process."""

from collections import defaultdict
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from hepaflow.aws.announcements import TopicAnnouncements
from hepaflow.aws.backoff import wait
from hepaflow.aws.issuer import OidcIssuer
from hepaflow.aws.objects import BucketFiles, BucketIntake, BucketSource, BucketUploads
from hepaflow.aws.queue import IngestQueue
from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.aws.registry.schema import refuse_newer_schema
from hepaflow.aws.registry.table import Table
from hepaflow.aws.results.raw_items import taking_items_as_written
from hepaflow.aws.results.table import ResultsTable
from hepaflow.aws.settings import Settings
from hepaflow.catalog import loader
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.users.roles import KnownRoles
from hepaflow.ports import Announcements, Issuer, NoIssuer, Silence

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client
    from types_boto3_sns import SNSClient
    from types_boto3_sqs import SQSClient


def now() -> datetime:
    """Return the time; everybody else is given it."""
    return datetime.now(UTC)  # noqa: TID251 the one clock


@cache
def services() -> Services:
    """Return the ports that every function is given; clients that only some functions use are made when they are used."""
    return Services(
        intake=intake(),
        source=BucketSource(_s3(), settings().source_bucket),
        receipts=receipts(),
        results=results(),
        registry=registry(),
        queue=queue(),
        uploads=BucketUploads(_form_client, settings().intake_bucket),
        catalog=catalog(),
        clock=now,
        announcements=announcements(),
        issuer=issuer(),
    )


@cache
def known_roles() -> defaultdict[str, KnownRoles]:
    """Return what this process knows of users' roles, by study."""
    return defaultdict(KnownRoles)


@cache
def settings() -> Settings:
    return Settings.from_environment()


@cache
def catalog() -> Catalog:
    return loader.load()


@cache
def intake() -> BucketIntake:
    return BucketIntake(_s3(), settings().intake_bucket)


@cache
def receipts() -> BucketFiles:
    return BucketFiles(_s3(), settings().receipts_bucket)


@cache
def results() -> ResultsTable:
    return ResultsTable(taking_items_as_written(_dynamodb()), settings().results_table, wait)


@cache
def registry() -> RegistryTable:
    """Return the registry, once it is known that this version reads its data.

    Raises:
        NewerSchema: it does not. Nothing is remembered, so the next call asks again.
    """
    client, table = _dynamodb(), settings().registry_table
    refuse_newer_schema(Table(client, table, wait))
    return RegistryTable(client, table)


@cache
def queue() -> IngestQueue:
    return IngestQueue(
        sqs, settings().ingest_queue_url, settings().effect_queue_url, settings().intake_bucket
    )


@cache
def announcements() -> Announcements:
    topic = settings().announcements_topic
    return TopicAnnouncements(_sns, topic) if topic else Silence()


@cache
def issuer() -> Issuer:
    address = settings().jwt_issuer
    return OidcIssuer(address) if address else NoIssuer()


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
        issuer,
        known_roles,
    )
    for one in (*made, _s3, _dynamodb, sqs, _sns, _form_client):
        one.cache_clear()


@cache
def _s3() -> "S3Client":
    return boto3.client("s3")


@cache
def _dynamodb() -> "DynamoDBClient":
    return boto3.client("dynamodb")


@cache
def sqs() -> "SQSClient":
    return boto3.client("sqs")


@cache
def _sns() -> "SNSClient":
    return boto3.client("sns")


@cache
def _form_client() -> "S3Client":
    # the newer signature, and the address in the bucket's own region: browsers do not follow a POST elsewhere
    config = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
    return boto3.client("s3", config=config)
