"""Print the results of a subject, and decide about them (`hepaflow results`, `hepaflow decide`)."""

import json
import sys
from collections.abc import Iterator, Mapping
from itertools import chain

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hepaflow.cli.remote.options import EXIT, answered, api_options, client_of
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.writers.csv_cells import write_csv

PRINTED_COLUMNS = (
    "collected_at", "center", "analyte", "standing", "operator", "value", "unit", "text", "status", "range_flag", "file_id", "line", "codes",
    "found", "omitted",
)  # fmt: skip


@click.command("results", short_help="Print the current and held results of a subject.", epilog=EXIT)
@click.argument("subject")
@api_options
@click.option("--analyte", help="Print this analyte only (analyte code).")
@click.option("--as-of", help="Print the results current at this journal number or time (with offset).")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="Output format; csv has all columns.",
)
def results_command(  # noqa: PLR0913, PLR0917 one parameter an option
    subject: str,
    api: str,
    token: str | None,
    study: str | None,
    analyte: str | None,
    as_of: str | None,
    form: str,
) -> None:
    """Print the current results of a subject and the results on hold."""
    with answered(api):
        answer = client_of(api, token, study).results(subject, analyte, as_of)
    if form == "json":
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    elif form == "csv":
        write_csv(chain((PRINTED_COLUMNS,), _rows(answer)), sys.stdout)
    else:
        Console().print(_table(answer))


def _rows(answer: JsonObject) -> Iterator[list[str]]:
    for measured in answer["results"]:
        if measured["current"]:
            yield _row(measured, "current", measured["current"], measured["current"]["issues"], {})
        for held in measured["held"]:
            yield _row({**measured, "omitted": ""}, "held", held["observation"], held["codes"], held["found"])


def _row(
    measured: JsonObject, standing: str, report: JsonObject, codes: list[str], found: JsonObject
) -> list[str]:
    named = "; ".join(f"{code}: {text}" for code, text in found.items())
    cells = {**measured, **report, "standing": standing, "codes": ";".join(codes), "found": named}
    return ["" if cells[name] is None else str(cells[name]) for name in PRINTED_COLUMNS]


def _table(answer: JsonObject) -> Table:
    table = Table(
        title=f"As of journal number {answer['journal_number']}", box=SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    for name in ("collected", "center", "analyte", "result", "flag", "standing"):
        whole = name in ("collected", "result")  # half a number is another number
        table.add_column(name, overflow="fold", no_wrap=whole)
    for row in _rows(answer):
        table.add_row(*map(Text, _shown(dict(zip(PRINTED_COLUMNS, row, strict=True)))))
    return table


def _shown(row: Mapping[str, str]) -> list[str]:
    """Return the cells of a row for a person: the number with its unit, and the reasons for its standing."""
    result = " ".join(
        filter(None, (row["operator"] + row["value"], row["value"] and row["unit"], row["text"]))
    )
    codes = [code for code in row["codes"].split(";") if code and f"{code}: " not in row["found"]]
    told = (row["standing"], *codes, row["found"], row["omitted"] and f"omitted by {row['omitted'][:8]}…")
    return [
        row["collected_at"], row["center"], row["analyte"], result, row["range_flag"],
        "; ".join(filter(None, told)),
    ]  # fmt: skip


@click.command("decide", short_help="Record a decision on a result (data manager).", epilog=EXIT)
@click.argument("kind", type=click.Choice(["accept", "set-aside", "release", "retire", "move-subject"]))
@click.argument("subject")
@click.argument("analyte")
@api_options
@click.option("--file", "file_id", help="File id of the result (not for retire).")
@click.option("--line", type=int, help="Line of the result in that file (not for retire).")
@click.option("--to", help="For move-subject: the right subject.")
@click.option("--center", help="For retire: center of the measurement.")
@click.option("--collected-at", help="For retire: collection time as printed by `results`.")
@click.option("--specimen-type", help="For retire: specimen type as printed by `results`, if any.")
@click.option("--specimen", help="For retire: specimen id as printed by `results`, if any.")
@click.option("--reason", required=True, help="Reason, recorded in the journal.")
def decide_command(  # noqa: PLR0913, PLR0917 one parameter an option
    kind: str,
    subject: str,
    analyte: str,
    api: str,
    token: str | None,
    study: str | None,
    reason: str,
    **named: str | int | None,
) -> None:
    """Record a data manager's decision on a result or a measurement in the journal.

    accept, set-aside, release and move-subject need --file and --line; move-subject also needs --to. retire needs --center
    and --collected-at.
    """
    told = {name: value for name, value in named.items() if value is not None}
    with answered(api):
        answer = client_of(api, token, study).decide(
            {"kind": kind, "subject": subject, "analyte": analyte, "reason": reason, **told}
        )
    click.echo(f"journal number {answer['journal_number']}")
