"""Print answers about one subject (`hepaflow scores`)."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from hepaflow.cli.answers.words import answer_words
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Listing, PersonTable, print_table
from hepaflow.domain.study.subject_path import segment_of
from hepaflow.writers.answer_rows import SCORE_COLUMNS, answer_text, score_row

_JsonObject = dict[str, Any]
_AS_OF = click.option("--as-of", help="The answers at this journal number or time (with UTC offset).")


def _shown(
    session: Session,
    answer: _JsonObject,
    listing: Listing,
    headings: Sequence[str],
    cells: Callable[[_JsonObject], Sequence[str]],
    name: str,
) -> None:
    words = answer_words(chinese=session.chinese)
    if answer["partial"]:
        click.echo(words["partial"], err=True)
    shown = PersonTable(
        headings=[words[heading] for heading in headings],
        rows=[cells(entry) for entry in answer[name]],
        whole=[words["day"]],
        title=words["as_of"].format_map(answer),
        empty=words[f"no_{name}"],
    )
    session.show(listing, lambda console: print_table(console, shown))


@click.command("scores", short_help="Print the scores of a subject at visits.", epilog=EXIT)
@click.argument("subject")
@_AS_OF
@over_api
def scores_command(session: Session, *, subject: str, as_of: str | None) -> None:
    """Print the scores of SUBJECT at the baseline and at each visit: a value, an interval, or undetermined with reasons.

    --csv also has the inputs. --json leads from each input to the cells of the lab.
    """
    answer = session.client.whole(f"/subjects/{segment_of(subject)}/scores", "scores", {"as_of": as_of})
    listing = Listing(SCORE_COLUMNS, map(score_row, answer["scores"]), answer)
    headings = ("visit", "day", "score", "answer", "grade", "inputs")
    _shown(session, answer, listing, headings, _score_cells, "scores")


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
