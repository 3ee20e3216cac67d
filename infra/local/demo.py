"""The whole way on one machine: five centers send files, and one subject's course comes out in one unit.

Run it as `python -m local.demo` with `infra` on the path (`make demo`). It needs no network, no Docker and no account,
and succeeds only if every answer is the one in `expected.json`, which was worked out without our code.
"""

import io
import json
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
from rich.console import Console
from rich.table import Table

from hepaflow.aws.objects import profile_key
from hepaflow.aws.results import ResultsTable
from hepaflow.aws.wiring import services, wait
from hepaflow.catalog import loader
from hepaflow.domain.identity import file_id
from hepaflow.domain.issues import IssueCode, Severity
from hepaflow.domain.meanings import MEANINGS
from hepaflow.domain.numbers import plain
from hepaflow.domain.profile import Profile
from hepaflow.pipeline.configure import profile_from_toml
from hepaflow.pipeline.reading import read_file
from local.pump import pump, waiting
from local.stack import Stack, running

EXAMPLES = Path(__file__).parents[2] / "examples"
EXPECTED = Path(__file__).with_name("expected.json")
QUIET = {"POWERTOOLS_METRICS_DISABLED": "true", "POWERTOOLS_LOG_LEVEL": "INFO"}
STUDY, SUBJECT, ANALYTE = "NCT03945487", "US01-0002", "BILI"
COUNTS = ("rows", "accepted", "held", "rejected", "skipped")
WITH_A_MISTAKE = "mistakes.csv"
CHECKED = datetime(2026, 1, 5, tzinfo=UTC)  # any day after the last collection
Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """A file as a center sends it, and what the center declared."""

    name: str
    data: bytes
    profile_text: str
    profile: Profile


def main() -> int:
    expected = json.loads(EXPECTED.read_text("utf-8"))
    files = [example(name) for name in expected["files"]]
    with running(QUIET) as stack:
        log = send(stack, files)
        answers = {
            "files": {file.name: counts(file, log) for file in files},
            "timeline": timeline(stack),
            "rejected": first_rejected(next(file for file in files if file.name == WITH_A_MISTAKE)),
            "dead_letters": waiting(stack, "IngestDeadLetters"),
        }
    show(answers)
    wrong = [name for name, answer in answers.items() if answer != expected[name]]
    print("every answer is the expected one" if not wrong else f"not as expected: {', '.join(wrong)}")
    return 1 if wrong else 0


def example(name: str) -> Example:
    text = (EXAMPLES / name).with_suffix(".toml").read_text("utf-8")
    return Example(name, (EXAMPLES / name).read_bytes(), text, profile_from_toml(text))


def send(stack: Stack, files: list[Example]) -> list[Answers]:
    """Onboard the centers, upload their files, let the queue drain; return what the function logged."""
    services.cache_clear()  # clients of an earlier stack in this process
    s3 = boto3.client("s3")
    for file in files:
        study, center = file.profile.study, file.profile.center
        profile = file.profile_text.encode()
        s3.put_object(Bucket=stack.refs["SourceBucket"], Key=profile_key(study, center), Body=profile)
        s3.put_object(Bucket=stack.refs["IntakeBucket"], Key=f"{study}/{center}/{file.name}", Body=file.data)
    with redirect_stdout(io.StringIO()) as log:
        pump(stack)
    lines = [json.loads(line) for line in log.getvalue().splitlines() if line.startswith("{")]
    return [line for line in lines if line["message"] == "file ingested"]


def counts(file: Example, log: list[Answers]) -> dict[str, int] | None:
    """Return what the function said about the file; it names files by identity only."""
    identity = file_id(file.profile.study, file.profile.center, file.data)
    line = next((line for line in log if line["file_id"] == identity), None)
    return line and {name: line[name] for name in COUNTS}


def timeline(stack: Stack) -> list[list[str]]:
    """Return one analyte of one subject, from the table: as reported by each center, and in the canonical unit."""
    table = ResultsTable(boto3.client("dynamodb"), stack.refs["ResultsTable"], wait)
    return [
        [
            stored.panel.collected_at.wall,
            stored.run.center,
            report.raw.value,
            report.raw.unit,
            value,
            report.unit,
        ]
        for stored in table.subject_panels(STUDY, SUBJECT)
        for report in stored.panel.reports
        if report.analyte == ANALYTE
        for value in ([plain(report.value)] if report.value is not None else [])
    ]


def first_rejected(file: Example) -> Answers:
    """Return the first rejected row, as the lab's own offline check tells it: the same engine."""
    outcome = read_file(file.data, file.profile, loader.load(), CHECKED)
    issue = next(issue for issue in outcome.issues if MEANINGS[issue.code].severity is Severity.REJECT)
    return {"line": issue.line, "column": issue.column, "found": issue.found, "code": str(issue.code)}


def show(answers: Answers) -> None:
    console = Console()
    files = Table("file", *COUNTS, title="What became of the files")
    for name, told in answers["files"].items():
        files.add_row(name, *(str((told or {}).get(count, "?")) for count in COUNTS))
    console.print(files)
    course = Table("collected", "center", "reported", "", ANALYTE, "", title=f"Bilirubin of {SUBJECT}")
    for row in answers["timeline"]:
        course.add_row(*row)
    console.print(course)
    issue = answers["rejected"]
    remedy = MEANINGS[IssueCode(issue["code"])].remedy_en
    console.print(
        f"line {issue['line']}, {issue['column']}: {issue['found']} is {issue['code']}. {remedy}",
        markup=False,
    )


if __name__ == "__main__":
    sys.exit(main())
