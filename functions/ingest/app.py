"""Takes up what centers send: an SQS message tells of one or more objects in the intake bucket."""

import json
from dataclasses import asdict
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from hepaflow.aws.batches import QuietBatch
from hepaflow.aws.notices import deliveries
from hepaflow.aws.wiring import intake, services
from hepaflow.pipeline.ingest import ingest

logger = Logger(service="ingest")
metrics = Metrics(namespace="hepaflow", service="ingest")
processor = QuietBatch(logger)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    metrics.add_metric("Messages", MetricUnit.Count, len(event["Records"]))
    return process_partial_response(event, ingest_record, processor, context)


def ingest_record(record: SQSRecord) -> None:
    for delivery in deliveries(json.loads(record.body), intake()):
        summary = ingest(delivery, services())
        # counts and identity only: keys and file names are cell text
        logger.info(
            "delivery ingested", file_id=summary.file_id, status=summary.status, **asdict(summary.counts)
        )
        metrics.add_metric("ResultsAccepted", MetricUnit.Count, summary.counts.accepted)
        metrics.add_metric("RowsRejected", MetricUnit.Count, summary.counts.rejected)
