"""A function loads at its start what every event needs, and with an event what events of its kind need.

docs/adr/0054-what-a-function-loads.md has the rule and its figures.
"""

import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[2]
FUNCTIONS = ["ingest", "api", "watch", "daily"]
# CPU of loading a function, times that of `import boto3`
MOST = {"ingest": 1.6, "api": 1.8, "watch": 1.3, "daily": 1.3}
ROUNDS = 15
# what each reads of formats, and what no function uses
LIBRARIES = ["click", "msgspec", "openpyxl", "python_calamine", "requests", "rich"]
WITH_AN_EVENT = [
    f"hepaflow.{name}" for name in ("catalog", "domain", "pipeline", "ports", "readers", "writers")
] + ["aws_lambda_powertools.event_handler", "aws_lambda_powertools.utilities.parser", "pydantic"]
# modules that an event loads -> packages that it must not load
EVENTS = {
    "a file": (
        ["ingest.app", "hepaflow.aws.wiring", "hepaflow.pipeline.ingest"],
        ["hepaflow.pipeline.changes", "hepaflow.pipeline.desk", "hepaflow.pipeline.proposing"]
        + [f"hepaflow.readers.{name}" for name in ("cdisc", "fhir", "hl7v2.messages", "workbook.workbook")],
    ),
    "a file that failed": (
        ["watch.app", "hepaflow.aws.wiring", "hepaflow.pipeline.failures"],
        ["hepaflow.pipeline.changes", "hepaflow.pipeline.desk", "hepaflow.pipeline.proposing"],
    ),
    "the daily look at the intake": (
        ["daily.app", "hepaflow.aws.wiring", "hepaflow.pipeline.waiting"],
        ["hepaflow.pipeline.changes", "hepaflow.pipeline.desk", "hepaflow.pipeline.proposing"],
    ),
    "results of a subject": (
        ["api.app", "hepaflow.aws.wiring", "api.routing.answer", "api.subject_results"],
        ["hepaflow.readers", "hepaflow.domain.receipts"]
        + [f"hepaflow.pipeline.{name}" for name in ("changes", "intake", "proposing", "reading", "register", "runs")],
    ),
    "results of a study": (
        ["api.app", "hepaflow.aws.wiring", "api.routing.answer", "api.results"],
        ["hepaflow.readers", "hepaflow.domain.receipts"]
        + [f"hepaflow.pipeline.{name}" for name in ("changes", "intake", "proposing", "reading", "register", "runs")],
    ),
}  # fmt: skip
LOADED = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)\nprint(*sys.modules)"
TIMED = (
    "from time import process_time\nbegin = process_time()\nimport {module}\nprint(process_time() - begin)"
)


def ended(code, *arguments):
    """Return what a fresh process prints, with byte code and the paths that a function has."""
    done = subprocess.run(  # noqa: S603 our own code
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={
            "AWS_DEFAULT_REGION": "eu-central-1",
            "POWERTOOLS_LOG_LEVEL": "WARNING",
            "PYTHONPATH": "shared:functions",
        },
    )
    return done.stdout.split()


def loaded(*modules):
    return set(ended(LOADED, *modules))


def cpu_of(module):
    return float(ended(TIMED.format(module=module))[-1])


def within(modules, packages):
    return sorted(name for name in modules if any(f"{name}.".startswith(f"{one}.") for one in packages))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function_starts_with_boto3_and_powertools_alone(function):
    names = loaded(f"{function}.app")
    assert within(names, WITH_AN_EVENT + LIBRARIES) == []
    assert {"boto3", "aws_lambda_powertools"} <= names  # every event needs them


@pytest.mark.parametrize("event", EVENTS)
def test_event_loads_nothing_of_other_events(event):
    modules, others = EVENTS[event]
    assert within(loaded(*modules), others + LIBRARIES) == []


@pytest.mark.slow
def test_loading_a_function_costs_little_more_than_boto3():
    """The median of rounds, in each of which every module is loaded in turn; other work disturbs some of the rounds."""
    ratios = {name: [] for name in FUNCTIONS}
    for turn in range(ROUNDS):
        base = cpu_of("boto3")
        for name in FUNCTIONS:
            ratios[name].append(cpu_of(f"{name}.app") / base)
        if turn >= 4 and all(median(ratios[name]) <= MOST[name] for name in FUNCTIONS):
            break
    medians = {name: median(ratios[name]) for name in FUNCTIONS}
    assert {name: ratio for name, ratio in medians.items() if ratio > MOST[name]} == {}
