"""Run the main job on real input, over HTTP alone: seven centers send files, and one subject's course is shown in one unit.

Run it as `python -m local.demo` with `infra` on the path (`make demo`). It needs no network, no Docker and no account.
It succeeds only if all results match `expected.json`, which was worked out without our code.
"""

import json
import sys
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.results import issues_of_file, results_of_subject
from local.demo_study import (
    ANALYTE,
    EXPECTED,
    STUDY,
    SUBJECT,
    WITH_A_CHANGE,
    WITH_A_MISTAKE,
    Answers,
    Example,
    correct,
    examples,
    onboard,
    send,
)
from local.serve import serving
from local.stack import running

QUIET = {"POWERTOOLS_METRICS_DISABLED": "true", "POWERTOOLS_LOG_LEVEL": "CRITICAL"}
COUNTS = ("rows", "accepted", "held", "rejected", "skipped")
_INTRODUCTION = """\
Seven centers send one file each to a hepaflow stack on this machine. This takes about ten seconds."""
_NEXT = """\
Next: `make local DEMO=1` loads this study again and keeps the stack running. It prints an address, tokens and commands to try."""
console = Console()


def main() -> int:
    console.print(_INTRODUCTION)
    expected = json.loads(EXPECTED.read_text("utf-8"))
    files = examples()
    with running(QUIET) as stack, serving(stack) as served:
        manager = served.user("data-manager@example.org", f"{STUDY}/data-manager")
        client = Client(served.address, manager.token, STUDY)
        onboard(client, files)
        sent = send(client, files, console)
        issues = issues_of_file(client, sent[WITH_A_MISTAKE]["file_id"])
        answers = {
            "files": {name: counts(delivery) for name, delivery in sent.items()},
            "timeline": timeline(client),
            "rejected": first_rejected(issues),
            "correction": correct(client, next(file for file in files if file.name == WITH_A_CHANGE)),
        }
    show(answers, issues, files)
    wrong = [name for name, answer in answers.items() if answer != expected[name]]
    if wrong:
        say(f"These results do not match infra/local/expected.json: {', '.join(wrong)}.")
        return 1
    say("All results match infra/local/expected.json.")
    say(_NEXT)
    return 0


def counts(delivery: Answers) -> dict[str, int]:
    return {name: delivery["counts"][name] for name in COUNTS}


def timeline(client: Client) -> list[list[str]]:
    """Return one analyte of one subject: as reported by each center, and in the canonical unit."""
    return sorted(
        [
            one["collected_at"],
            one["center"],
            now["raw"]["value"],
            now["raw"]["unit"],
            now["value"],
            now["unit"],
        ]
        for one in results_of_subject(client, SUBJECT, ANALYTE)["results"]
        for now in [one["current"]]
    )


def first_rejected(issues: list[Answers]) -> Answers:
    issue = next(issue for issue in issues if issue["severity"] == "reject")
    return {**{name: issue[name] for name in ("column", "found", "code")}, "line": int(issue["line"])}


def show(answers: Answers, issues: list[Answers], files: list[Example]) -> None:
    """Print two tables and two examples: a rejected row, and a correction with its decision."""
    centers = {file.name: file.center for file in files}
    table("Rows of each file", ("file", "center"), COUNTS, [
        [name, centers[name], *(f"{number:,}" for number in found.values())] for name, found in answers["files"].items()
    ])  # fmt: skip
    (unit,) = {row[-1] for row in answers["timeline"]}
    table(f"Total bilirubin of {SUBJECT}, as reported and in one unit", ("collected", "center"), ("reported", f"in {unit}"), [
        [collected, center, f"{value} {reported_in}", converted]
        for collected, center, value, reported_in, converted, _ in answers["timeline"]
    ])  # fmt: skip
    issue = answers["rejected"]
    remedy = next(one["remedy"] for one in issues if one["code"] == issue["code"])
    say(
        f"A rejected row: {WITH_A_MISTAKE}, line {issue['line']}, column {issue['column']}: “{issue['found']}” ({issue['code']}).\n"
        f"What to do: {remedy}"
    )
    change = answers["correction"]
    say(
        f"A correction: {centers[WITH_A_CHANGE]} sent {change['before']} {unit} for {change['collected']} again as {change['offered']}, "
        f"not marked as corrected. hepaflow held the new value ({', '.join(change['held'])}). The data manager accepted it, so "
        f"{change['after']} is now current. At the journal number before that decision, {change['as_of_before']} is current."
    )


def table(title: str, texts: tuple[str, ...], numbers: tuple[str, ...], rows: list[list[Any]]) -> None:
    """Print a table: columns of text, then columns of numbers."""
    shown = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in texts:
        shown.add_column(name)
    for name in numbers:
        shown.add_column(name, justify="right")
    for row in rows:
        shown.add_row(*row)
    console.print()
    console.print(shown)


def say(text: str) -> None:
    console.print(f"\n{text}", markup=False, highlight=False)


if __name__ == "__main__":
    sys.exit(main())
