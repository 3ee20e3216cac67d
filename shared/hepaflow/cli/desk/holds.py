"""Print the results that wait for a decision (`hepaflow holds`)."""

from collections.abc import Iterator

import click
from rich.console import Console
from rich.text import Text

from hepaflow.cli.desk.measured import measured_rows, result_text
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.causes import print_beside
from hepaflow.cli.report.listing import SHORT_ID, Listing
from hepaflow.cli.report.terminal import visible
from hepaflow.cli.report.words import Words
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.writers.result_rows import RESULT_COLUMNS, ResultRow, ResultStanding


@click.command("holds", short_help="Print the results that wait for a decision.", epilog=EXIT)
@click.option("--center", help="Only results of this center.")
@click.option("--analyte", help="Only this analyte (its code).")
@click.option("--code", help="Only results held for this issue (its code).")
@click.option("--as-of", help="The holds at this journal number or time (with UTC offset).")
@over_api
def holds_command(
    session: Session, *, center: str | None, analyte: str | None, code: str | None, as_of: str | None
) -> None:
    """Print the results on hold: what is held, the current result, why, and how to decide.

    With --csv or --json, the current result of the same measurement is printed before the held ones.
    """
    asked = {"center": center, "analyte": analyte, "code": code, "as_of": as_of}
    answer = session.client.whole("/holds", "results", asked)
    rows = list(measured_rows(session.client.study, answer["results"]))
    session.show(
        Listing(RESULT_COLUMNS, rows, answer),
        lambda console: _print(console, rows, answer["journal_number"], chinese=session.chinese),
    )


def _print(console: Console, rows: list[ResultRow], number: int, *, chinese: bool) -> None:
    words = words_of(chinese=chinese)
    held = [row for row in rows if row.standing == ResultStanding.HELD]
    told = words["holds"] if held else words["no_holds"]
    console.print(Text(f"{words['as_of'].format(number)}: {told.format(len(held))}"))
    current: ResultRow | None = None
    for row in rows:
        if row.standing == ResultStanding.CURRENT:
            current = row
            continue
        _print_held(
            console, row, current if current and _same(current, row) else None, words, chinese=chinese
        )
    if held:
        console.print()
        console.print(Text(words["how_to_decide"]))


def _print_held(
    console: Console, held: ResultRow, current: ResultRow | None, words: Words, *, chinese: bool
) -> None:
    console.print()
    console.print(
        Text(visible(f"{held.center}  {held.subject}  {held.analyte}  {held.collected_at}"), style="bold")
    )
    print_beside(console, Text(words["held"], "yellow"), Text(_with_row(held, words)))
    if current:
        print_beside(console, Text(words["current"], "dim"), Text(_with_row(current, words)))
    for reason in _reasons(held, chinese=chinese):
        print_beside(console, Text(""), Text(reason))


def _with_row(row: ResultRow, words: Words) -> str:
    return visible(f"{result_text(row)}  {words['row'].format(row.file_id[:SHORT_ID], row.line)}")


def _reasons(held: ResultRow, *, chinese: bool) -> Iterator[str]:
    found = dict(part.split(": ", 1) for part in held.found.split("; ") if ": " in part)
    for code in held.issues.split(";"):
        meaning = next((meaning for known, meaning in MEANINGS.items() if known == code), None)
        title = "" if meaning is None else f" {meaning.title_zh if chinese else meaning.title_en}"
        yield visible(f"{code}:{title} {found.get(code, '')}".rstrip())


def _same(one: ResultRow, other: ResultRow) -> bool:
    """Say whether two rows, one after the other, are about the same measurement."""
    return (one.center, one.subject, one.analyte, one.specimen_type, one.collected_at) == (
        other.center,
        other.subject,
        other.analyte,
        other.specimen_type,
        other.collected_at,
    )
