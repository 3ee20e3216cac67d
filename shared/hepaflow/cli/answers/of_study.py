"""Print answers about all subjects of a study or of a center (`hepaflow completeness`, `hepaflow safety`)."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import click

from hepaflow.cli.answers.words import answer_words
from hepaflow.cli.remote.session import Session
from hepaflow.cli.report.listing import Listing, PersonTable, print_table
from hepaflow.writers.answer_rows import CELL_COLUMNS, SAFETY_COLUMNS, cell_row, safety_rows

_JsonObject = dict[str, Any]
STATES: Final = ("received", "expected", "late", "missing", "not_due", "not_done", "not_applicable")
_POINTS: Final = 3  # of the trend, for a person


def print_completeness(session: Session, asked: dict[str, str | None]) -> None:
    """Print the counts of centers; for programs the cells, too.

    Args:
        session: of the command.
        asked: center and moment.
    """
    wanted = {name: value for name, value in asked.items() if value is not None}
    pages = list(session.client.pages("/completeness", wanted))
    cells = [cell for page in pages for cell in page["completeness"]]
    counts = added_counts(count for page in pages for count in page["counts"])
    answer = {**pages[-1], "completeness": cells, "counts": counts}
    words = answer_words(chinese=session.chinese)
    say_masked(session, answer)
    shown = PersonTable(
        headings=[words.get(heading, heading) for heading in ("center", *STATES, "trend")],
        rows=[[one["center"], *(str(one["states"][name]) for name in STATES), _trend(one)] for one in counts],
        title=words["as_of_study"].format_map(answer),
        empty=words["no_completeness"],
    )
    listing = Listing(CELL_COLUMNS, map(cell_row, cells), answer)
    session.show(listing, lambda console: print_table(console, shown))


def say_masked(session: Session, answer: _JsonObject) -> None:
    """Say what an answer leaves out because the study masks it.

    Args:
        session: of the command.
        answer: of the API.
    """
    words = answer_words(chinese=session.chinese)
    for code in answer["masked"]:
        click.echo(words[code], err=True)


def added_counts(counts: Iterable[_JsonObject]) -> list[_JsonObject]:
    """Return the counts of several pages, added up by center."""
    found: dict[str, _JsonObject] = {}
    for one in counts:
        known = found.get(one["center"])
        found[one["center"]] = one if known is None else _sum(known, one)
    return [found[center] for center in sorted(found)]


def _sum(one: _JsonObject, other: _JsonObject) -> _JsonObject:
    trend = [
        {"day": mine["day"], "due": mine["due"] + its["due"], "received": mine["received"] + its["received"]}
        for mine, its in zip(one["trend"], other["trend"], strict=True)
    ]
    states = {name: count + other["states"][name] for name, count in one["states"].items()}
    return {"center": one["center"], "states": states, "trend": trend}


def _trend(one: _JsonObject) -> str:
    points = one["trend"][-_POINTS:]
    return ", ".join(f"{point['day']} {point['received']}/{point['due']}" for point in points)


def print_safety(
    session: Session,
    asked: dict[str, str | None],
    headings: Sequence[str],
    cells: Callable[[_JsonObject], list[str]],
) -> None:
    """Print candidates for Hy's law and the worst grades of all subjects.

    Args:
        session: of the command.
        asked: center and moment.
        headings: of the table of one subject.
        cells: of an entry below them.
    """
    answer = session.client.whole("/safety", "safety", asked)
    words = answer_words(chinese=session.chinese)
    say_masked(session, answer)
    if answer["left_out"]["open_days"]:
        click.echo(words["open_days"].format_map(answer["left_out"]), err=True)
    shown = PersonTable(
        headings=[words.get(heading, heading) for heading in ("subject", *headings)],
        rows=[[entry["subject"], *cells(entry)] for entry in answer["safety"]],
        whole=[words["day"]],
        title=words["as_of_study"].format_map(answer),
        empty=words["no_safety"],
    )
    rows = (row for entry in answer["safety"] for row in safety_rows(entry))
    listing = Listing(SAFETY_COLUMNS, rows, answer)
    session.show(listing, lambda console: print_table(console, shown))
