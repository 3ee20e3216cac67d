"""Collect metrics for CloudWatch, or none where they are disabled."""

from typing import Any

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.metrics.functions import is_metrics_disabled
from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import AmazonCloudWatchEMFProvider

_NAMESPACE = "hepaflow"


class QuietMetrics(AmazonCloudWatchEMFProvider):
    """Drops metrics and their dimensions while `POWERTOOLS_METRICS_DISABLED` is set.

    Powertools keeps them then: it never flushes its set, and so prints it at the hundredth value, disabled or not.
    """

    def add_metric(self, *args: Any, **named: Any) -> None:
        if not is_metrics_disabled():
            super().add_metric(*args, **named)

    def flush_metrics(self, raise_on_empty_metrics: bool = False) -> None:  # noqa: FBT001, FBT002 Powertools' own
        if is_metrics_disabled():
            self.clear_metrics()
        else:
            super().flush_metrics(raise_on_empty_metrics)


def metrics_of(service: str) -> Metrics:
    """Return the metrics of a function, under the name of its service."""
    return Metrics(provider=QuietMetrics(namespace=_NAMESPACE, service=service))


def count_by(name: str, count: int, **dimensions: str) -> None:
    """Write one metric with dimensions of its own.

    Args:
        name: the metric.
        count: its value.
        **dimensions: the dimensions by which CloudWatch keeps it; the number of their values must be bounded.
    """
    one = QuietMetrics(namespace=_NAMESPACE, metric_set={}, dimension_set={}, metadata_set={})
    for dimension, value in dimensions.items():
        one.add_dimension(dimension, value)
    one.add_metric(name, MetricUnit.Count, count)
    one.flush_metrics()
