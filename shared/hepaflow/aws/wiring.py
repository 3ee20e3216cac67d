"""Makes the services of a function, once, when they are first asked for."""

import random
import time
from functools import cache

import boto3

from hepaflow.aws.objects import BucketObjects, BucketProfiles
from hepaflow.aws.results import ResultsTable
from hepaflow.aws.settings import Settings
from hepaflow.catalog import loader
from hepaflow.pipeline.ingest import Services

_LONGEST_WAIT = 20.0  # seconds, the AWS SDKs' own bound for a throttled call (standard retry mode)
_FIRST_WAIT = 0.05  # seconds, their base for DynamoDB


@cache
def services() -> Services:
    settings = Settings.from_environment()
    s3 = boto3.client("s3")
    return Services(
        objects=BucketObjects(s3, settings.intake_bucket),
        profiles=BucketProfiles(s3, settings.source_bucket),
        results=ResultsTable(boto3.client("dynamodb"), settings.results_table, wait),
        catalog=loader.load(),
    )


def wait(attempt: int) -> None:
    """Wait up to twice as long as before; at random, so that rivals spread out."""
    longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2**attempt)
    time.sleep(random.random() * longest)  # noqa: TID251, S311 spreads rivals in time, decides nothing
