"""The daily function on the stack: by its schedules, on every key, with metrics by center."""

import io
import json
import sys
from contextlib import redirect_stdout
from datetime import timedelta

import boto3
import pytest
import requests
from tests.support.studies import study_definition

from daily import app as daily
from hepaflow.aws import wiring
from hepaflow.domain.study.files import DeliveryStatus
from hepaflow.pipeline.desk.definitions import define_study
from local.pump import pump
from local.serve import serving
from local.timing.schedule import run_daily_tasks

STUDY, CENTER = "NCT03945487", "CN-01"
NOW = wiring.now
TASKS = ("intake", "completeness")  # in the order of the template
KEYS = [f"{STUDY}/{CENTER}/march.csv", f"{STUDY}/CN-99/other.csv", "no-folder.csv", "张三/x/deep/canary.csv"]


@pytest.fixture
def stack(stack):
    wiring.forget()
    define_study(
        wiring.registry(), wiring.queue(), wiring.now, "ann", study_definition(STUDY, CENTER), "start"
    )
    for key in KEYS:
        boto3.client("s3").put_object(Bucket=stack.refs["IntakeBucket"], Key=key, Body=b"x")
    pump(stack)
    yield stack
    wiring.forget()


@pytest.fixture
def said(stack, monkeypatch):
    """Returns what the daily tasks print some days later."""

    def run(days):
        monkeypatch.setattr(wiring, "now", lambda: NOW() + timedelta(days=days))
        wiring.services.cache_clear()
        text, handler = io.StringIO(), daily.logger.registered_handler
        before = handler.setStream(text)
        try:
            with redirect_stdout(text):
                assert run_daily_tasks(stack) == [f"DailyFunction {task}: done" for task in TASKS]
        finally:
            handler.setStream(before or sys.stdout)
        return [json.loads(line) for line in text.getvalue().splitlines()]

    return run


def left(stack):
    found = boto3.client("s3").list_object_versions(Bucket=stack.refs["IntakeBucket"])
    return sorted(version["Key"] for version in found.get("Versions", []))


def counted(lines, metric):
    """Return the values of a metric by its dimensions."""
    return {
        tuple(line[name] for name in names): line[metric][0]
        for line in lines
        if "_aws" in line and metric in line
        for directive in line["_aws"]["CloudWatchMetrics"]
        for names in directive["Dimensions"]
    }


def test_files_of_every_key_are_counted_by_center_after_a_week(stack, said):
    lines = said(8)
    assert counted(lines, "FilesWaiting") == {
        ("daily",): 4,
        ("daily", STUDY, CENTER): 1,
        ("daily", "unknown", "unknown"): 3,
    }
    assert left(stack) == sorted(KEYS)
    assert "canary" not in json.dumps(lines)


def test_files_of_every_key_are_removed_after_180_days(stack, said):
    lines = said(181)
    assert counted(lines, "FilesRemoved") == {("daily",): 4}
    assert left(stack) == []
    statuses = {known.status for known in wiring.registry().deliveries("unknown", "unknown")}
    assert statuses == {DeliveryStatus.REMOVED}
    assert "canary" not in json.dumps(lines)


def test_nothing_that_waits_is_a_count_of_zero(stack, said):
    assert counted(said(1), "FilesWaiting") == {("daily",): 0}


def test_fault_of_one_task_leaves_the_others_alone(stack, monkeypatch):
    first, rule = list(stack.template.of("AWS::Events::Rule"))
    (target,) = rule[1]["Targets"]
    done = []
    monkeypatch.setitem(first[1], "Targets", [])
    monkeypatch.setitem(
        rule[1], "Targets", [target | {"Input": f'{{"task": "{task}"}}'} for task in ("bad", "good")]
    )
    monkeypatch.setattr(daily, "TASKS", {"bad": lambda: 1 // 0, "good": lambda: done.append("good")})
    assert run_daily_tasks(stack) == [
        "DailyFunction bad: ZeroDivisionError",
        "DailyFunction good: done",
    ]
    assert done == ["good"]


def test_tasks_are_run_on_request_on_one_machine(stack):
    with serving(stack, pumping=False) as served:
        answer = requests.post(f"{served.address}/_daily", timeout=30)
    assert answer.text == "".join(f"DailyFunction {task}: done\n" for task in TASKS)
