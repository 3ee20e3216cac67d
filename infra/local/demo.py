"""The main job on real input, over HTTP alone: seven centers send files, one subject's course comes out in one unit.

Run it as `python -m local.demo` with `infra` on the path (`make demo`). It needs no network, no Docker and no account,
and succeeds only if every answer is the one in `expected.json`, which was worked out without our code.
"""

import json
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from hepaflow.cli.client import Client
from local.serve import serving
from local.stack import running

EXAMPLES = Path(__file__).parents[2] / "examples"
EXPECTED = Path(__file__).with_name("expected.json")
QUIET = {"POWERTOOLS_METRICS_DISABLED": "true", "POWERTOOLS_LOG_LEVEL": "CRITICAL"}
STUDY, SUBJECT, ANALYTE = "NCT03945487", "US01-0002", "BILI"
COUNTS = ("rows", "accepted", "held", "rejected", "skipped")
WITH_A_MISTAKE, WITH_A_CHANGE = "mistakes.csv", "central-lab.csv"
_PAUSE = 0.2  # seconds between two looks at a file
_LATER = 1.1  # seconds: moto tells times of receipt in whole seconds, and receipt orders reports
Answers = dict[str, Any]
console = Console()


@dataclass(frozen=True, slots=True)
class Example:
    """A file as a center sends it, and what the center declared."""

    name: str
    center: str
    data: bytes
    profile: str


def main() -> int:
    expected = json.loads(EXPECTED.read_text("utf-8"))
    files = [example(name) for name in expected["files"]]
    with running(QUIET) as stack, serving(stack) as served:
        manager = served.user("data-manager@example.org", f"{STUDY}/data-manager")
        client = Client(served.address, manager.token, STUDY)
        onboard(client, files)
        sent = send(client, files)
        answers = {
            "files": {name: counts(told) for name, told in sent.items()},
            "timeline": timeline(client),
            "rejected": first_rejected(issues := client.issues(sent[WITH_A_MISTAKE]["file_id"])),
            "correction": correct(client, next(file for file in files if file.name == WITH_A_CHANGE)),
        }
        show(answers, issues)
        console.print(f"the API listened at {served.address}; `make local` keeps it up", markup=False)
    wrong = [name for name, answer in answers.items() if answer != expected[name]]
    print("every answer is the expected one" if not wrong else f"not as expected: {', '.join(wrong)}")
    return 1 if wrong else 0


def example(name: str) -> Example:
    text = (EXAMPLES / name).with_suffix(".toml").read_text("utf-8")
    return Example(name, tomllib.loads(text)["center"], (EXAMPLES / name).read_bytes(), text)


def onboard(client: Client, files: list[Example]) -> None:
    client.define("Stem cells in decompensated cirrhosis", "2019-07-01", [file.center for file in files])
    for file in files:
        client.add_profile(file.center, file.profile)


def send(client: Client, files: list[Example]) -> dict[str, Answers]:
    """Upload every file and wait for its receipt; return what became of each, by name."""
    for file in files:
        client.upload(file.center, file.name, file.data)
    found = {}
    with Progress(console=console, transient=True) as bar:
        for file in bar.track(files, description="waiting for receipts"):
            found[file.name] = client.settled(file.center, 1, pause)[0]
    return found


def pause() -> None:
    time.sleep(_PAUSE)


def counts(told: Answers) -> dict[str, int]:
    return {name: told["counts"][name] for name in COUNTS}


def timeline(client: Client) -> list[list[str]]:
    """Return one analyte of one subject: as reported by each center, and in the canonical unit."""
    measured = client.results(SUBJECT, ANALYTE)["results"]
    rows = [
        [
            one["collected_at"],
            one["center"],
            now["raw"]["value"],
            now["raw"]["unit"],
            now["value"],
            now["unit"],
        ]
        for one in measured
        for now in [one["current"]]
    ]
    return sorted(rows)


def first_rejected(issues: list[Answers]) -> Answers:
    issue = next(issue for issue in issues if issue["severity"] == "reject")
    return {**{name: issue[name] for name in ("column", "found", "code")}, "line": int(issue["line"])}


def correct(client: Client, file: Example) -> Answers:
    """Send a file again with one value changed and no mark: it is held, until the data manager accepts it."""
    change = json.loads(EXPECTED.read_text("utf-8"))["change"]
    changed = file.data.replace(change["from"].encode(), change["to"].encode())
    time.sleep(_LATER)
    client.upload(file.center, f"again-{file.name}", changed)
    client.settled(file.center, 2, pause)
    before = client.results(SUBJECT, ANALYTE)
    (held,) = (one for one in before["results"] if one["held"])
    waiting = held["held"][0]
    client.accept(SUBJECT, waiting["observation"], ANALYTE, "the lab confirmed the correction by telephone")
    return {
        "collected": held["collected_at"],
        "held": waiting["codes"],
        "offered": waiting["observation"]["value"],
        "before": held["current"]["value"],
        "after": current(client, held["collected_at"]),
        "as_of_before": current(client, held["collected_at"], before["journal_number"]),
    }


def current(client: Client, collected: str, as_of: int | None = None) -> str | None:
    measured: Iterator[Answers] = iter(client.results(SUBJECT, ANALYTE, as_of)["results"])
    return next(str(one["current"]["value"]) for one in measured if one["collected_at"] == collected)


def show(answers: Answers, issues: list[Answers]) -> None:
    files = Table("file", *COUNTS, title="What became of the files")
    for name, told in answers["files"].items():
        files.add_row(name, *(str(told[count]) for count in COUNTS))
    console.print(files)
    course = Table("collected", "center", "reported", "", ANALYTE, "", title=f"Bilirubin of {SUBJECT}")
    for row in answers["timeline"]:
        course.add_row(*row)
    console.print(course)
    issue = answers["rejected"]
    row = f"{WITH_A_MISTAKE}, line {issue['line']}, {issue['column']}: {issue['found']} is {issue['code']}."
    remedy = next(told["remedy"] for told in issues if told["code"] == issue["code"])
    console.print(f"{row} {remedy}", markup=False)
    told = answers["correction"]
    console.print(
        f"{told['collected']}: {told['before']} was sent again as {told['offered']} and held as "
        f"{', '.join(told['held'])}; after the data manager's decision {told['after']} counts, and as of the "
        f"number before it still {told['as_of_before']}.",
        markup=False,
    )


if __name__ == "__main__":
    sys.exit(main())
