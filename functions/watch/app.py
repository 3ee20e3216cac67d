"""Mark and answer failed deliveries, jobs and effects, which the dead-letter queues hold.

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

logger = Logger(service="watch")
metrics = metrics_of("watch")
processor = QuietBatch(logger, sqs)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    metrics.add_metric("Messages", MetricUnit.Count, len(event["Records"]))
    return process_partial_response(event, fail_record, processor, context)


def fail_record(record: SQSRecord) -> None:
    from hepaflow.aws.queue import noticed_deliveries
    from hepaflow.aws.registry.jobs_and_unmapped import effect_call, job_call
    from hepaflow.aws.wiring import intake

    logger.set_correlation_id(record.message_id)  # every try of a message has the same
    body = record.json_body
    if call := job_call(body):
        fail_job(call)
    if effect := effect_call(body):
        fail_effect(effect)
    for delivery in noticed_deliveries(body, intake()):
        fail_delivery(delivery)


def fail_job(call: "JobCall") -> None:
    from hepaflow.aws.wiring import services
    from hepaflow.pipeline.jobs import give_up

    give_up(call, services())
    logger.info("job given up", job=call.id)


def fail_effect(effect: "EffectCall") -> None:
    from hepaflow.aws.wiring import services
    from hepaflow.domain.receipts.receipts import EffectStatus
    from hepaflow.pipeline.intake.effects import give_up_effect

    status = give_up_effect(effect, services())
    logger.info("effect given up", **asdict(effect), status=status)
    metrics.add_metric("EffectsFailed", MetricUnit.Count, int(status is EffectStatus.FAILED))


def fail_delivery(delivery: "Delivery") -> None:
    from hepaflow.aws.wiring import services
    from hepaflow.domain.study.files import DeliveryStatus
    from hepaflow.pipeline.failures import fail

    kept = fail(delivery, services())
    # status and identity only: keys and file names are cell text
    logger.info("dead letter read", version_id=delivery.version_id, file_id=kept.file_id, status=kept.status)
    metrics.add_metric("DeliveriesFailed", MetricUnit.Count, int(kept.status is DeliveryStatus.FAILED))
    count_by("Deliveries", 1, study=kept.study, center=kept.center, outcome=kept.status)
