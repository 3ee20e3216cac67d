"""Show a job and its answer (`hepaflow job`)."""

import click
from rich.console import Console
from rich.text import Text

from hepaflow.cli.changes.difference import change_listing, print_difference
from hepaflow.cli.changes.rerun import center_rows, print_centers
from hepaflow.cli.changes.trial import print_trial
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.jobs import awaited
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Listing
from hepaflow.cli.report.words import Words
from hepaflow.cli.stored.screen import print_screening, screening_rows


@click.command("job", short_help="Wait for a job, and print its answer.", epilog=EXIT)
@click.argument("job_id")
@over_api
def job_command(session: Session, *, job_id: str) -> None:
    """Wait for a job that you stopped waiting for, and print its answer.

    A difference that waits for confirmation takes effect if you repeat the command that started the job, with --confirm.
    """
    answer = awaited(session.client, session.client.call("GET", f"/jobs/{job_id}"), chinese=session.chinese)
    words = words_of(chinese=session.chinese)

    def show(console: Console) -> None:
        _print(console, answer, words)
        if answer.get("effect") == "to-confirm":
            console.print(Text(words["job_to_confirm"].format(answer["confirm"])))

    session.show(_listed(answer), show)


def _listed(answer: JsonObject) -> Listing:
    if "staying" in answer:
        return screening_rows(answer)
    return center_rows(answer) if "centers" in answer else change_listing(answer)


def _print(console: Console, answer: JsonObject, words: Words) -> None:
    """Print the answer of a job as the command does that starts such jobs."""
    if "staying" in answer:
        print_screening(console, answer, words)
    elif "centers" in answer:
        print_centers(console, answer, words)
    elif "counts" in answer:
        print_trial(console, answer, words)
    else:
        print_difference(console, answer["difference"], words)
