"""Print what the results of a subject say about safety (`hepaflow safety`)."""

from typing import Any, Final

import click

from hepaflow.cli.answers.of_study import print_safety
from hepaflow.cli.answers.of_subject import AS_OF, CENTER, refuse_center, shown_answer
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Listing
from hepaflow.domain.study.subject_path import segment_of
from hepaflow.writers.answer_rows import SAFETY_COLUMNS, answer_text, safety_rows

_JsonObject = dict[str, Any]
_HEADINGS: Final = ("kind", "about", "day", "answer", "name")
_NOTHING: Final = frozenset({"0", "normal_quadrant", "continue"})  # grade, quadrant, tier


@click.command("safety", short_help="Print grades and signs of liver injury.", epilog=EXIT)
@click.argument("subject", required=False)
@CENTER
@AS_OF
@over_api
def safety_command(session: Session, *, subject: str | None, center: str | None, as_of: str | None) -> None:
    """Print what the results of SUBJECT say about safety: shifts, worst and best, signs of liver injury, grades.

    The table leaves out changes, and days without a grade or sign. --csv and --json have all answers.
    Without SUBJECT: candidates for Hy's law and the worst grades of all subjects.
    """
    if not subject:
        print_safety(session, {"center": center, "as_of": as_of}, _HEADINGS, safety_cells)
        return
    refuse_center(center)
    path = f"/subjects/{segment_of(subject)}/safety"
    answer = session.client.whole(path, "safety", {"as_of": as_of})
    rows = (row for entry in answer["safety"] for row in safety_rows(entry))
    listing = Listing(SAFETY_COLUMNS, rows, answer)
    told = {**answer, "safety": [entry for entry in answer["safety"] if _says_something(entry)]}
    shown_answer(session, told, listing, _HEADINGS, safety_cells, "safety")


def _says_something(entry: _JsonObject) -> bool:
    return entry["kind"] != "change" and any(
        one["answer"]["value"] not in _NOTHING for one in entry["answers"][:1]
    )


def safety_cells(entry: _JsonObject) -> list[str]:
    """Return the cells of a line for a person."""
    told = ", ".join(f"{one['name']} {answer_text(one['answer'])}" for one in entry["answers"])
    return [entry["kind"], entry["about"], entry["day"] or "", told, entry["name"]]
