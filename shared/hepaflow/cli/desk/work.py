"""List what waits for somebody, over all centers (`hepaflow work`)."""

import re
from collections.abc import Iterable, Iterator

import click
from rich.console import Console
from rich.text import Text

from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import SHORT_ID, Listing, PersonTable, print_table
from hepaflow.cli.report.words import Words

WORK_COLUMNS = ("kind", "center", "name", "feed", "since", "due", "who", "count", "href")
_ID = re.compile("[0-9a-f]{64}")
_DAY = len("2024-03-22")
NEXT = {  # where to see more, and to act
    "awaiting-profile": "hepaflow profile add FILE.toml --reason WHY",
    "center-unknown": "hepaflow study change FILE --reason WHY",
    "wrong-feed": "hepaflow rerun FILE --feed FEED --reason WHY",
    "failed": "hepaflow redrive --center CENTER",
    "transfer-overdue": "hepaflow files --center CENTER",
    "register": "hepaflow register confirm FILE --reason WHY",
    "lab-papers": "hepaflow labs show LAB",
    "unmapped": "hepaflow unmapped --center CENTER",
    "query": "hepaflow query show ID",
    "hold": "hepaflow holds --center CENTER",
}


@click.command("work", short_help="List what waits for somebody.", epilog=EXIT)
@click.option("--center", help="Only what waits at this center.")
@over_api
def work_command(session: Session, *, center: str | None) -> None:
    """List what waits for a data manager, a center or the operator, over all centers, oldest first."""
    answer = session.client.whole("/work", "entries", {"center": center})
    entries = list(_added_up(answer["entries"]))
    words = words_of(chinese=session.chinese)
    rows = [[str(entry[name]) for name in WORK_COLUMNS] for entry in entries]
    listing = Listing(WORK_COLUMNS, rows, {**answer, "entries": entries})
    session.show(listing, lambda console: _print(console, entries, words))


def _added_up(entries: Iterable[JsonObject]) -> Iterator[JsonObject]:
    """Yield entries, oldest first; holds of one cause, which come on several pages, are one entry."""
    found: dict[tuple[str, ...], JsonObject] = {}
    for entry in entries:
        same = found.get(key := (entry["kind"], entry["center"], entry["feed"], entry["name"]))
        if same is None:
            found[key] = dict(entry)
        else:
            same["count"] += entry["count"]
            same["since"] = min(same["since"], entry["since"])
    yield from sorted(found.values(), key=lambda entry: str(entry["since"]))


def _print(console: Console, entries: list[JsonObject], words: Words) -> None:
    names = ("since", "due", "who", "what", "center")
    rows = [
        [entry["since"][:_DAY], entry["due"], entry["who"], _what(entry), entry["center"]]
        for entry in entries
    ]
    whole = [words["since"], words["due"]]
    print_table(console, PersonTable([words[name] for name in names], rows, whole, empty=words["no_work"]))
    for kind, command in NEXT.items():
        if any(entry["kind"] == kind for entry in entries):
            console.print(Text(f"{kind}: {command}", "dim"), soft_wrap=True)


def _what(entry: JsonObject) -> str:
    name = _ID.sub(lambda found: found[0][:SHORT_ID], entry["name"])
    return f"{entry['count']:,} {entry['kind']} {name}".rstrip()
