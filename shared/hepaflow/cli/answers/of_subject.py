"""Print answers about one subject (`hepaflow scores`, `visits`, `completeness`, `panels`)."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from hepaflow.cli.answers.of_study import print_completeness, say_masked
from hepaflow.cli.answers.words import answer_words
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Listing, PersonTable, print_table
from hepaflow.domain.study.subject_path import segment_of
from hepaflow.writers.answer_rows import (
    CELL_COLUMNS,
    PANEL_COLUMNS,
    SCORE_COLUMNS,
    VISIT_COLUMNS,
    answer_text,
    cell_row,
    codes,
    panel_row,
    score_row,
    visit_row,
)

_JsonObject = dict[str, Any]
CENTER = click.option("--center", help="Only subjects of this center. Not with SUBJECT.")
AS_OF = click.option("--as-of", help="The answers at this journal number or time (with UTC offset).")


def refuse_center(center: str | None) -> None:
    """Refuse a center beside a subject.

    Raises:
        UsageError: a center is named.
    """
    if center:
        raise click.UsageError("--center chooses among all subjects. Leave out SUBJECT.")


def shown_answer(
    session: Session,
    answer: _JsonObject,
    listing: Listing,
    headings: Sequence[str],
    cells: Callable[[_JsonObject], Sequence[str]],
    name: str,
) -> None:
    """Print an answer about a subject; say so if it does not have everything.

    Args:
        session: of the command.
        answer: of the API.
        listing: the answer for programs.
        headings: of the table for a person.
        cells: of an entry below them.
        name: of the list in the answer.
    """
    words = answer_words(chinese=session.chinese)
    if answer["partial"]:
        click.echo(words["partial"], err=True)
    say_masked(session, answer)
    shown = PersonTable(
        headings=[words.get(heading, heading) for heading in headings],
        rows=[cells(entry) for entry in answer[name]],
        whole=[words["day"], words["window"], words["visit"]],
        title=words["as_of"].format_map(answer),
        empty=words[f"no_{name}"],
    )
    session.show(listing, lambda console: print_table(console, shown))


@click.command("scores", short_help="Print the scores of a subject at visits.", epilog=EXIT)
@click.argument("subject")
@AS_OF
@over_api
def scores_command(session: Session, *, subject: str, as_of: str | None) -> None:
    """Print the scores of SUBJECT at the baseline and at each visit: a value, an interval, or undetermined with reasons.

    --csv also has the inputs. --json leads from each input to the cells of the lab.
    """
    answer = session.client.whole(f"/subjects/{segment_of(subject)}/scores", "scores", {"as_of": as_of})
    listing = Listing(SCORE_COLUMNS, map(score_row, answer["scores"]), answer)
    headings = ("visit", "day", "score", "answer", "grade", "inputs")
    shown_answer(session, answer, listing, headings, _score_cells, "scores")


def _score_cells(entry: _JsonObject) -> list[str]:
    grade = entry["grade"]
    row = dict(zip(SCORE_COLUMNS, score_row(entry), strict=True))
    return [
        row["visit_name"],
        row["day"],
        row["score"],
        answer_text(entry["answer"]),
        answer_text(grade) if grade else "",
        row["inputs"],
    ]


@click.command("visits", short_help="Print the visits of a subject.", epilog=EXIT)
@click.argument("subject")
@AS_OF
@over_api
def visits_command(session: Session, *, subject: str, as_of: str | None) -> None:
    """Print which specimen day is the baseline of SUBJECT and that of each visit, or why it is not certain.

    --json also has every draw, with what the lab calls the visit.
    """
    answer = session.client.whole(f"/subjects/{segment_of(subject)}/visits", "visits", {"as_of": as_of})
    listing = Listing(VISIT_COLUMNS, map(visit_row, answer["visits"]), answer)
    shown_answer(session, answer, listing, ("visit", "window", "day", "study_day"), _visit_cells, "visits")


def _visit_cells(entry: _JsonObject) -> list[str]:
    row = dict(zip(VISIT_COLUMNS, visit_row(entry), strict=True))
    window = f"{row['first_date']}..{row['last_date']}" if row["first_date"] else ""
    return [row["visit_name"], window, answer_text(entry["answer"]), row["study_day"]]


@click.command("completeness", short_help="Print what is there of the planned results.", epilog=EXIT)
@click.argument("subject", required=False)
@CENTER
@AS_OF
@over_api
def completeness_command(
    session: Session, *, subject: str | None, center: str | None, as_of: str | None
) -> None:
    """Print for each visit and required analyte of SUBJECT whether the result is there, late or missing.

    Without SUBJECT: how many results of each center are there, late or missing, and how many of those due by the end of the last
    months had been received. --csv has the cells of all subjects.
    """
    if not subject:
        print_completeness(session, {"center": center, "as_of": as_of})
        return
    refuse_center(center)
    path = f"/subjects/{segment_of(subject)}/completeness"
    answer = session.client.call("GET", path, params={"as_of": as_of} if as_of else {})
    listing = Listing(CELL_COLUMNS, map(cell_row, answer["completeness"]), answer)
    headings = ("visit", "analyte", "state", "due", "reasons")
    shown_answer(session, answer, listing, headings, _completeness_cells, "completeness")


def _completeness_cells(entry: _JsonObject) -> list[str]:
    told = (entry["visit_name"], entry["analyte"], entry["state"], entry["due_on"] or "")
    return [*told, codes(entry["reasons"])]


@click.command("panels", short_help="Print the specimen days of a subject.", epilog=EXIT)
@click.argument("subject")
@AS_OF
@over_api
def panels_command(session: Session, *, subject: str, as_of: str | None) -> None:
    """Print each specimen day of SUBJECT with results and scores of that day. --csv has all results and scores of the liver panel."""
    answer = session.client.whole(f"/subjects/{segment_of(subject)}/panels", "panels", {"as_of": as_of})
    listing = Listing(PANEL_COLUMNS, map(panel_row, answer["panels"]), answer)
    headings = ("day", "visit", *_RESULTS, *_SCORES)
    shown_answer(session, answer, listing, headings, _panel_cells, "panels")


_RESULTS = ("BILI", "ALB", "INR", "CREAT")
_SCORES = ("MELD3", "ALBI")


def _panel_cells(entry: _JsonObject) -> list[str]:
    row = dict(zip(PANEL_COLUMNS, panel_row(entry), strict=True))
    scores = [row[name].partition(" ")[0] for name in _SCORES]  # why they are not certain is in `scores`
    return [row["day"], row["visit_name"], *(row[name] for name in _RESULTS), *scores]
