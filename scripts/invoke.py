"""Invoke one function with a sample event, in this process, over the demo's study (`make invoke`).

The files that the event names wait in the intake bucket. All other files of the study are processed. Since the function runs in this process, `breakpoint()` in its code stops in this terminal.
"""

import argparse
import json
import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import boto3
from rich.console import Console

from hepaflow.cli.remote.client import Client
from local.demo_study import STUDY, Example, examples, onboard, send
from local.pump import Context
from local.serve import serving
from local.stack import Stack, handler, running
from site_build.build import build_site
from site_build.fresh import FILES

Event = dict[str, Any]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("function", help="name in template.yaml, such as ApiFunction")
    options.add_argument("event", type=Path, help="a file of events/, or one of yours")
    asked = options.parse_args()
    event = json.loads(asked.event.read_text("utf-8"))
    with running() as stack:
        load(stack, set(keys_of(event)))
        answer = invoke(stack, asked.function, event)
    json.dump(answer, sys.stdout, indent=2, ensure_ascii=False)
    print()


def load(stack: Stack, keys: Iterable[str]) -> None:
    """Load the demo's study: the files of some keys wait in the intake bucket, all others are processed; build the pages.

    Args:
        stack: one without data.
        keys: `{study}/{center}/{name}` of files of the demo.
    """
    waiting = set(keys)
    build_site(FILES)
    with _silence(stack), serving(stack) as served:
        manager = served.user("data-manager@example.org", f"{STUDY}/data-manager")
        client = Client(served.address, manager.token, STUDY)
        onboard(client, examples())
        send(client, [file for file in examples() if _key(file) not in waiting], Console(stderr=True))
    files = {_key(file): file.data for file in examples()}
    for key in waiting:
        if key not in files:
            sys.exit(f"the event names {key}, which is not a file of the demo: {', '.join(files)}")
        boto3.client("s3").put_object(Bucket=stack.refs["IntakeBucket"], Key=key, Body=files[key])


def invoke(stack: Stack, function: str, event: Event) -> Any:
    """Call the handler of a function with an event; return its answer.

    Args:
        stack: a running one.
        function: logical id in the template.
        event: what Lambda would give the function.

    Raises:
        SystemExit: the template has no such function.
    """
    functions = [name for name, _ in stack.template.of("AWS::Lambda::Function")]
    if function not in functions:
        sys.exit(f"{function} is not a function of the template: {', '.join(functions)}")
    memory = stack.template.resources[function]["Properties"]["MemorySize"]
    return handler(stack, function)(event, Context(function, memory))


def keys_of(event: Event) -> Iterator[str]:
    """Yield the keys of the objects that the S3 notifications in an SQS event name."""
    for record in event.get("Records", []):
        for notice in json.loads(record["body"]).get("Records", []):
            yield unquote_plus(notice["s3"]["object"]["key"])


def _key(file: Example) -> str:
    return f"{STUDY}/{file.center}/{file.name}"


@contextmanager
def _silence(stack: Stack) -> Iterator[None]:
    """Keep the logs and metrics of the functions that load the study off the terminal."""
    for name, _ in stack.template.of("AWS::Lambda::Function"):
        handler(stack, name)  # a log keeps the output that it is made with
    logging.disable(logging.CRITICAL)
    with redirect_stdout(StringIO()):  # metrics are printed
        yield
    logging.disable(logging.NOTSET)


if __name__ == "__main__":
    main()
