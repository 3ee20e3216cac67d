"""Make adapters lazily, one of each in a process."""

from collections import defaultdict
from datetime import UTC, datetime
from functools import cache

from hepaflow.aws.announcements import TopicAnnouncements
from hepaflow.aws.backoff import wait
from hepaflow.aws.clients import dynamodb, forget_clients, form_client, s3, settings, sns, sqs
from hepaflow.aws.garbage import collect_rarely
from hepaflow.aws.issuer import OidcIssuer
from hepaflow.aws.objects import BucketFiles, BucketIntake, BucketSource, BucketUploads
from hepaflow.aws.queue import IngestQueue
from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.aws.registry.schema import refuse_newer_schema
from hepaflow.aws.registry.table import Table
from hepaflow.aws.results.raw_items import taking_items_as_written
from hepaflow.aws.results.table import ResultsTable
from hepaflow.aws.together import side_by_side
from hepaflow.catalog import loader
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.users.roles import KnownRoles
from hepaflow.ports import Announcements, Issuer, NoIssuer, Silence


def now() -> datetime:
    """Return the time; everybody else is given it."""
    return datetime.now(UTC)  # noqa: TID251 the one clock


@cache
def services() -> Services:
    """Return the ports that every function is given; clients that only some functions use are made when they are used."""
    made = Services(
        intake=intake(),
        source=BucketSource(s3(), settings().source_bucket),
        receipts=receipts(),
        results=results(),
        registry=registry(),
        queue=queue(),
        uploads=BucketUploads(form_client, settings().intake_bucket),
        catalog=catalog(),
        clock=now,
        announcements=announcements(),
        issuer=issuer(),
        together=side_by_side,
    )
    collect_rarely()
    return made


@cache
def known_roles() -> defaultdict[str, KnownRoles]:
    """Return what this process knows of users' roles, by study."""
    return defaultdict(KnownRoles)


@cache
def catalog() -> Catalog:
    return loader.load()


@cache
def intake() -> BucketIntake:
    return BucketIntake(s3(), settings().intake_bucket)


@cache
def receipts() -> BucketFiles:
    return BucketFiles(s3(), settings().receipts_bucket)


@cache
def results() -> ResultsTable:
    return ResultsTable(taking_items_as_written(dynamodb()), settings().results_table, wait)


@cache
def registry() -> RegistryTable:
    """Return the registry, once it is known that this version reads its data.

    Raises:
        NewerSchema: it does not. Nothing is remembered, so the next call asks again.
    """
    client, table = dynamodb(), settings().registry_table
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
    return TopicAnnouncements(sns, topic) if topic else Silence()


@cache
def issuer() -> Issuer:
    address = settings().jwt_issuer
    return OidcIssuer(address) if address else NoIssuer()


def forget() -> None:
    """Forget everything that was made, for a test that runs in another stack; the catalog is the same everywhere."""
    made = (
        services,
        intake,
        receipts,
        results,
        registry,
        queue,
        announcements,
        issuer,
        known_roles,
    )
    for one in made:
        one.cache_clear()
    forget_clients()
