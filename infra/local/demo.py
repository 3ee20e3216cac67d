"""Run the main job on real input, over HTTP alone: seven centers send files, and one subject's course is shown in one unit.

Then a generated trial is loaded, of which the truth is known, and its scores are compared with it.

Run it as `python -m local.demo` with `infra` on the path (`make demo`). It needs no network, no Docker and no account.
It succeeds only if all results match the two files `expected.json`, which were worked out without our code.
"""

import json
import sys
from pathlib import Path

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
from local.serve import Served, serving
from local.stack import running
from local.tables import console, say, table
from local.trial.compare import compare
from local.trial.course import definition, persons
from local.trial.load import load_trial
from local.trial.printed import INTRODUCTION, print_trial
from local.trial.shown import answered, saved_pictures
from local.trial.truth import EXPECTED as EXPECTED_OF_TRIAL
from local.trial.truth import SUBJECT as TRIAL_SUBJECT

QUIET = {"POWERTOOLS_METRICS_DISABLED": "true", "POWERTOOLS_LOG_LEVEL": "CRITICAL"}
PROJECT = Path(__file__).parents[2]
COUNTS = ("rows", "accepted", "held", "rejected", "skipped")
_INTRODUCTION = """\
Seven centers send one file each to a hepaflow stack on this machine. This takes about ten seconds."""
_NEXT = """\
Next: `make local DEMO=1` loads both studies again and keeps the stack running. It prints an address, tokens and commands to try."""


def main() -> int:
    console.print(_INTRODUCTION)
    with running(QUIET) as stack, serving(stack) as served:
        wrong = [*show_examples(served), *show_trial(served)]
    if wrong:
        say(f"These results do not match expected.json: {', '.join(wrong)}.")
        return 1
    say("All results match infra/local/expected.json and infra/local/trial/expected.json.")
    say(_NEXT)
    return 0


def show_examples(served: Served) -> list[str]:
    """Load and print the centers' files; return which answers differ from the expected ones."""
    expected = json.loads(EXPECTED.read_text("utf-8"))
    files = examples()
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
    return [name for name, answer in answers.items() if answer != expected[name]]


def show_trial(served: Served) -> list[str]:
    """Load the generated trial and print its answers beside the truth; return which differ from the expected ones."""
    say(INTRODUCTION)
    study, people = definition()["study"], persons()
    expected = json.loads(EXPECTED_OF_TRIAL.read_text("utf-8"))
    manager = served.user("trial-manager@example.org", f"{study}/data-manager")
    client = Client(served.address, manager.token, study)
    sent = load_trial(client, people)
    answers = answered(client, people, compare(client, people))
    print_trial(answers, people, sent)
    saved = saved_pictures(client, PROJECT / "build" / "demo")
    picture, report = (one.relative_to(PROJECT) for one in saved)
    say(
        f"The liver panel of {TRIAL_SUBJECT} as a picture: {picture}\nThe report of the subject, for a browser: {report}"
    )
    return [name for name, answer in answers.items() if answer != expected[name]]


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


if __name__ == "__main__":
    sys.exit(main())
