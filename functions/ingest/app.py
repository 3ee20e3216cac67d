"""Ingest what centers send: an SQS message names objects in the intake bucket, or calls for a job or the effect of a run.

What only one kind of message needs is loaded with the first of its kind (docs/adr/0054-what-a-function-loads.md).
"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from hepaflow.aws.batch import QuietBatch
from hepaflow.aws.clients import sqs
from hepaflow.aws.metrics import count_by, metrics_of

if TYPE_CHECKING:
    from hepaflow.domain.study.files import Delivery
    from hepaflow.domain.study.jobs import EffectCall, JobCall

logger = Logger(service="ingest")
metrics = metrics_of("ingest")
processor = QuietBatch(logger, sqs)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    metrics.add_metric("Messages", MetricUnit.Count, len(event["Records"]))
    answer = process_partial_response(event, ingest_record, processor, context)
    for times in processor.times_failed():
        metrics.add_metric("FailedTries", MetricUnit.Count, times)
    return answer


def ingest_record(record: SQSRecord) -> None:
    from hepaflow.aws.queue import noticed_deliveries
    from hepaflow.aws.registry.jobs_and_unmapped import effect_call, job_call
    from hepaflow.aws.wiring import intake

    logger.set_correlation_id(record.message_id)  # every try of a message has the same
    body = record.json_body
    if call := job_call(body):
        do_job(call)
    if effect := effect_call(body):
        do_effect(effect)
    for delivery in noticed_deliveries(body, intake()):
        take_up(delivery)


def take_up(delivery: "Delivery") -> None:
    from hepaflow.aws.wiring import services
    from hepaflow.domain.study.files import UNKNOWN, DeliveryStatus
    from hepaflow.pipeline.ingest import ingest

    summary = ingest(delivery, services())
    # counts and identity only: keys and file names are cell text
    logger.info(
        "delivery ingested",
        version_id=delivery.version_id,
        file_id=summary.file_id,
        status=summary.status,
        **asdict(summary.counts),
    )
    metrics.add_metric("ResultsAccepted", MetricUnit.Count, summary.counts.accepted)
    metrics.add_metric("RowsRejected", MetricUnit.Count, summary.counts.rejected)
    unknown = summary.status is DeliveryStatus.UNKNOWN  # its key may be any text
    study, center = (UNKNOWN, UNKNOWN) if unknown else (delivery.study, delivery.center)
    count_by("Deliveries", 1, study=study, center=center, outcome=summary.outcome)


def do_job(call: "JobCall") -> None:
    from hepaflow.aws.wiring import services
    from hepaflow.pipeline.jobs import work_off

    job = work_off(call, services())
    logger.info("job worked off", job=job.id, kind=job.kind, status=job.status)
    metrics.add_metric("Jobs", MetricUnit.Count, 1)


def do_effect(call: "EffectCall") -> None:
    from hepaflow.aws.wiring import services
    from hepaflow.pipeline.intake.effects import tell_effect

    status = tell_effect(call, services())
    logger.info("effect told", file_id=call.file_id, run=call.run_number, status=status)
    metrics.add_metric("Effects", MetricUnit.Count, 1)
