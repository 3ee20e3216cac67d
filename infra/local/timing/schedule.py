"""Runs the daily tasks of the template's schedules, as EventBridge does."""

import json
from collections.abc import Iterator
from typing import Any

from local.pump import Context
from local.stack import Stack, handler
from local.translated import Template


def scheduled(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield function and event of each target of a schedule."""
    for name, rule in template.of("AWS::Events::Rule"):
        for target in rule["Targets"]:
            alias = template.resources[target["Arn"]["Ref"]]["Properties"]
            function = alias["FunctionName"]["Ref"]
            if "ScheduleExpression" not in rule:
                raise NotImplementedError(f"{name} is not a schedule")
            yield function, json.loads(target["Input"])


def run_daily_tasks(stack: Stack) -> list[str]:
    """Run each task once, whatever the time is; return what was run.

    A fault of a task ends it, and no other; it is returned as the kind of its exception.
    """
    told = []
    for function, event in scheduled(stack.template):
        properties = stack.template.resources[function]["Properties"]
        context = Context(function, properties["MemorySize"], seconds=properties["Timeout"])
        try:
            handler(stack, function)(event, context)
            told.append(f"{function} {event['task']}: done")
        except Exception as error:  # noqa: BLE001 a task may fail in any way, and the next one runs
            told.append(f"{function} {event['task']}: {type(error).__name__}")
    return told
