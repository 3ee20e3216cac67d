"""Print the events of the journal, or of the access journal (`hepaflow journal`)."""

import re

import click
from rich.text import Text

from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import SHORT_ID, Listing, PersonTable, print_table
from hepaflow.domain.study.subject_path import segment_of

EVENT_COLUMNS = (
    "journal_number",
    "at",
    "kind",
    "actor",
    "actor_name",
    "reason",
    "details",
    "previous",
    "hash",
    "masked",
)
_IDS = re.compile("[0-9a-f]{64}")
_MINUTE = len("2024-03-22T08:30")


def _short(found: re.Match[str]) -> str:
    return found[0][:SHORT_ID]


@click.command("journal", short_help="Print the events of the study.", epilog=EXIT)
@click.option("--after", type=click.IntRange(0), help="Only events after this journal number.")
@click.option("--access", is_flag=True, help="The access journal: who called with which role.")
@over_api
def journal_command(session: Session, *, after: int | None, access: bool) -> None:
    """Print the numbered events that changed what counts, oldest first.

    --csv and --json have the hash of each event and of the one before.
    """
    answer = session.client.whole("/access" if access else "/journal", "events", {"after": after})
    events = answer["events"]
    words = words_of(chinese=session.chinese)
    shown = PersonTable(
        headings=[words[name] for name in ("number", "at", "event", "actor", "details")],
        rows=[_cells(event) for event in events],
        whole=[words["number"]],
        empty=words["no_events"],
    )
    rows = [[_cell(event, name) for name in EVENT_COLUMNS] for event in events]
    session.show(Listing(EVENT_COLUMNS, rows, answer), lambda console: print_table(console, shown))


def _cell(event: JsonObject, name: str) -> str:
    if name == "masked":
        return str(event[name]).lower()
    return _details(event) if name == "details" else str(event[name] or "")


def _cells(event: JsonObject) -> list[str]:
    reason = f"{event['reason']} " if event["reason"] else ""
    details = f"{reason}({_IDS.sub(_short, _details(event))})" if event["details"] else reason
    actor = event["actor_name"] or event["actor"]
    return [str(event["journal_number"]), event["at"][:_MINUTE], event["kind"], actor, details]


def _details(event: JsonObject) -> str:
    return "; ".join(f"{name}={value}" for name, value in event["details"].items())


@click.command("erase-name", short_help="Erase the display name of a user.", epilog=EXIT)
@click.argument("user")
@over_api
def erase_name_command(session: Session, *, user: str) -> None:
    """Erase the display name of USER, an id as `journal` prints it (--csv: `actor`). Lists show the id from then on.

    The name comes back only if the user calls with a role that the access journal does not have. Repeating the command is safe.
    """
    answer = session.client.call("DELETE", f"/access/{segment_of(user)}/name")
    words = words_of(chinese=session.chinese)
    told = words["name_erased"].format(answer["journal_number"])
    listing = Listing(("user", "journal_number"), [[user, str(answer["journal_number"])]], answer)
    session.show(listing, lambda console: console.print(Text(told)))
