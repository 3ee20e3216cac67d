"""Queue failed deliveries of a center once more (`hepaflow redrive`)."""

import click
from rich.text import Text

from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Listing


@click.command("redrive", short_help="Process failed deliveries again.", epilog=EXIT)
@click.option("--center", required=True, help="The center; `register` for registers of subjects.")
@over_api
def redrive_command(session: Session, *, center: str) -> None:
    """Process the deliveries of a center again that failed on our side (`hepaflow work` lists them).

    First mend what made them fail. Deliveries whose file was processed since are left out. Repeating the command is safe.
    """
    answer = session.client.call("POST", f"/centers/{center}/redrive")
    words = words_of(chinese=session.chinese)
    told = words["redriven"].format(center, answer["sent"])
    listing = Listing(("center", "sent"), [[center, str(answer["sent"])]], answer)
    session.show(listing, lambda console: console.print(Text(told)))
