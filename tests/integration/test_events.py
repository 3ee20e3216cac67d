"""The sample events of `events/` and the stages of `samconfig.toml` work as their descriptions say."""

import json
import tomllib
from pathlib import Path

import pytest
from scripts.invoke import invoke, keys_of, load

from local.stack import running

ROOT = Path(__file__).parents[2]
EVENTS = sorted((ROOT / "events").glob("*/*.json"))
FUNCTION = {
    "api": "ApiFunction",
    "daily": "DailyFunction",
    "ingest": "IngestFunction",
    "site": "SiteFunction",
    "watch": "WatchFunction",
}


@pytest.fixture(scope="module")
def stack():
    with running() as made:
        load(made, {key for event in EVENTS for key in keys_of(json.loads(event.read_text("utf-8")))})
        yield made


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: f"{event.parent.name}/{event.name}")
def test_a_function_succeeds_with_its_sample_event(stack, event):
    answer = (
        invoke(stack, FUNCTION[event.parent.name], json.loads(event.read_text("utf-8"))) or {}
    )  # a task answers nothing

    failed = answer.get("batchItemFailures") or answer.get("statusCode", 200) != 200
    assert not failed, answer


def test_each_function_has_an_event_and_each_event_is_described(stack):
    described = (ROOT / "events" / "README.md").read_text("utf-8")

    assert {FUNCTION[event.parent.name] for event in EVENTS} == {
        name for name, _ in stack.template.of("AWS::Lambda::Function")
    }
    assert [event for event in EVENTS if f"`{event.parent.name}/{event.name}`" not in described] == []


def test_a_function_that_the_template_does_not_have_is_refused_with_the_names_of_those_it_has(stack):
    with pytest.raises(SystemExit, match=r"Ingest is not a function of the template: .*IngestFunction"):
        invoke(stack, "Ingest", {})


@pytest.mark.parametrize("stage", ["default", "prod"])
def test_a_stage_sets_only_parameters_of_the_template(stack, stage):
    settings = tomllib.loads((ROOT / "samconfig.toml").read_text("utf-8"))[stage]

    overrides = settings["deploy"]["parameters"].get("parameter_overrides", "").split()

    assert {override.partition("=")[0] for override in overrides} <= set(stack.template.parameters)
    assert settings["deploy"]["parameters"]["capabilities"] == "CAPABILITY_IAM"
