"""Takes up what centers send: an SQS message tells of one or more objects in the intake bucket."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes import S3Event
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from hepaflow.aws.batches import QuietBatch
from hepaflow.aws.wiring import services
from hepaflow.pipeline.ingest import Landed, ingest

logger = Logger(service="ingest")
metrics = Metrics(namespace="hepaflow", service="ingest")
processor = QuietBatch(logger)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    metrics.add_metric("Messages", MetricUnit.Count, len(event["Records"]))
    return process_partial_response(event, ingest_record, processor, context)


def ingest_record(record: SQSRecord) -> None:
    for landed in landed_files(json.loads(record.body)):
        summary = ingest(landed, services())
        # counts and identity only: keys and file names are cell text
        logger.info(
            "file ingested", file_id=summary.file_id, refused=summary.refused, **asdict(summary.counts)
        )
        metrics.add_metric("ResultsAccepted", MetricUnit.Count, summary.counts.accepted)
        metrics.add_metric("RowsRejected", MetricUnit.Count, summary.counts.rejected)


def landed_files(body: dict[str, Any]) -> Iterator[Landed]:
    """Yield the files of an S3 notification; `s3:TestEvent`, sent when a notification is set up, tells of none."""
    if "Records" not in body:
        return
    for record in S3Event(body).records:
        stored = record.s3.get_object
        key = unquote_plus(stored.key)
        study, center, _ = key.split("/", 2)
        yield Landed(study, center, key, stored.version_id, datetime.fromisoformat(record.event_time))
