"""Load the demo's study over the HTTP API: seven centers' profiles and files, one correction, one decision."""

import json
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.definitions import put_definition, put_profile
from hepaflow.cli.remote.deliveries import await_processed, upload_file
from hepaflow.cli.remote.results import accept_observation, results_of_subject

EXAMPLES = Path(__file__).parents[2] / "examples"
EXPECTED = Path(__file__).with_name("expected.json")
STUDY, SUBJECT, ANALYTE = "NCT03945487", "US01-0002", "BILI"
WITH_A_MISTAKE, WITH_A_CHANGE = "mistakes.csv", "central-lab.csv"
_PAUSE = 0.2  # seconds between two looks at a file
_LATER = 1.1  # seconds: moto has times of receipt in whole seconds, and receipt orders results
Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """A file as a center sends it, and the center's profile."""

    name: str
    center: str
    data: bytes
    profile: str


def examples() -> list[Example]:
    return [_example(name) for name in json.loads(EXPECTED.read_text("utf-8"))["files"]]


def _example(name: str) -> Example:
    text = (EXAMPLES / name).with_suffix(".toml").read_text("utf-8")
    return Example(name, tomllib.loads(text)["center"], (EXAMPLES / name).read_bytes(), text)


def onboard(client: Client, files: list[Example]) -> None:
    """Define the study and add the profile of every center."""
    put_definition(
        client, "Stem cells in decompensated cirrhosis", "2019-07-01", [file.center for file in files]
    )
    for file in files:
        put_profile(client, file.center, file.profile)


def send(client: Client, files: list[Example], console: Console) -> dict[str, Answers]:
    """Upload every file and wait until it is processed; return its delivery by name of the file."""
    for file in files:
        upload_file(client, file.center, file.name, file.data)
    waiting = track(
        files,
        description="Waiting for receipts",
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    return {file.name: await_processed(client, file.center, 1, _pause)[0] for file in waiting}


def correct(client: Client, file: Example) -> Answers:
    """Send a file again with one value changed and not marked; accept the held value as the data manager.

    Returns:
        `collected`, the codes that `held` the value, the values `offered`, `before` and `after` the decision, and the
        value `as_of_before`, at the journal number before the decision.
    """
    change = json.loads(EXPECTED.read_text("utf-8"))["change"]
    changed = file.data.replace(change["from"].encode(), change["to"].encode())
    time.sleep(_LATER)
    upload_file(client, file.center, f"again-{file.name}", changed)
    await_processed(client, file.center, 2, _pause)
    before = results_of_subject(client, SUBJECT, ANALYTE)
    (measured,) = (one for one in before["results"] if one["held"])
    held = measured["held"][0]
    accept_observation(
        client, SUBJECT, held["observation"], ANALYTE, "the lab confirmed the correction by telephone"
    )
    collected = measured["collected_at"]
    return {
        "collected": collected,
        "held": held["codes"],
        "offered": held["observation"]["value"],
        "before": measured["current"]["value"],
        "after": _current(client, collected),
        "as_of_before": _current(client, collected, before["journal_number"]),
    }


def _current(client: Client, collected: str, as_of: int | None = None) -> str:
    results = results_of_subject(client, SUBJECT, ANALYTE, as_of)["results"]
    return next(str(one["current"]["value"]) for one in results if one["collected_at"] == collected)


def _pause() -> None:
    time.sleep(_PAUSE)
