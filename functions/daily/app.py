"""Run one of the daily tasks: the schedule calls the function once for each, so each has retries and faults of its own."""

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from hepaflow.aws import clients  # noqa: F401 every task needs them
from hepaflow.aws.metrics import count_by, metrics_of

logger = Logger(service="daily")
metrics = metrics_of("daily")


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> None:  # noqa: ARG001 Lambda's interface
    TASKS[event["task"]]()


def look_at_intake() -> None:
    """Count the files that wait for long, by center, and remove those that waited for too long."""
    from hepaflow.aws.wiring import services
    from hepaflow.pipeline.waiting import sweep_intake

    found = sweep_intake(services())
    for (study, center), count in sorted(found.waiting.items()):
        logger.warning("files wait", study=study, center=center, count=count)
        count_by("FilesWaiting", count, service=metrics.service, study=study, center=center)
    logger.info(
        "intake listed", waiting=found.waiting.total(), sent_again=found.sent_again, removed=found.removed
    )
    metrics.add_metric("FilesWaiting", MetricUnit.Count, found.waiting.total())
    metrics.add_metric("FilesRemoved", MetricUnit.Count, found.removed)


def announce_completeness() -> None:
    """Announce to each center how much of what is planned has been received."""
    from hepaflow.aws.wiring import services
    from hepaflow.pipeline.answers.digests import send_digests

    logger.info("completeness announced", centers=send_digests(services()))


TASKS: Mapping[str, Callable[[], None]] = {
    "intake": look_at_intake,
    "completeness": announce_completeness,
}
