"""Show a job and its answer (`hepaflow job`)."""

import click
from rich.console import Console
from rich.text import Text

from hepaflow.cli.changes.difference import CHANGE_COLUMNS, change_rows, print_difference
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.jobs import awaited
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Listing, print_json


@click.command("job", short_help="Wait for a job, and print its answer.", epilog=EXIT)
@click.argument("job_id")
@over_api
def job_command(session: Session, *, job_id: str) -> None:
    """Wait for a job that you stopped waiting for, and print its answer.

    A difference that waits for confirmation takes effect if you repeat the command that started the job, with --confirm.
    """
    answer = awaited(session.client, session.client.call("GET", f"/jobs/{job_id}"), chinese=session.chinese)
    words = words_of(chinese=session.chinese)
    difference = answer.get("difference")

    def show(console: Console) -> None:
        if difference is None:
            print_json(answer)
            return
        print_difference(console, difference, words)
        if answer.get("effect") == "to-confirm":
            console.print(Text(words["job_to_confirm"].format(answer["confirm"])))

    session.show(Listing(CHANGE_COLUMNS, change_rows([difference] if difference else []), answer), show)
