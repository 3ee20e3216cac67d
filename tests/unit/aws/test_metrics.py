"""A function prints its metrics once a call, and none where metrics are disabled."""

import json

import pytest
from aws_lambda_powertools.metrics import MetricUnit

from hepaflow.aws.metrics import metrics_of


@pytest.fixture
def handler():
    metrics = metrics_of("test")

    @metrics.log_metrics
    def count(_event: dict, _context: object) -> None:
        metrics.add_metric("Calls", MetricUnit.Count, 1)

    return count


def test_a_call_prints_its_metrics(handler, monkeypatch, capsys):
    monkeypatch.delenv("POWERTOOLS_METRICS_DISABLED", raising=False)
    handler({}, None)
    assert json.loads(capsys.readouterr().out)["Calls"] == [1.0]


def test_disabled_metrics_print_nothing_however_many_calls_there_are(handler, monkeypatch, capsys):
    monkeypatch.setenv("POWERTOOLS_METRICS_DISABLED", "true")
    for _ in range(250):  # Powertools prints a set of its own accord at 100 values
        handler({}, None)
    assert capsys.readouterr() == ("", "")


def test_dimensions_of_calls_without_metrics_are_not_printed_later(monkeypatch, capsys):
    metrics = metrics_of("test")

    @metrics.log_metrics
    def count(event: dict, _context: object) -> None:
        metrics.add_dimensions(**event)
        metrics.add_metric("Calls", MetricUnit.Count, 1)

    monkeypatch.setenv("POWERTOOLS_METRICS_DISABLED", "true")
    count({"route": "GET /a"}, None)
    monkeypatch.delenv("POWERTOOLS_METRICS_DISABLED")
    count({"route": "GET /b"}, None)
    (directive,) = json.loads(capsys.readouterr().out)["_aws"]["CloudWatchMetrics"]
    assert directive["Dimensions"] == [["service"], ["route"]]
