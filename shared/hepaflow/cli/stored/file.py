"""Show the state of one file (`hepaflow file`)."""

import click

from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.places import file_named
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Listing, print_facts
from hepaflow.cli.report.words import Words

COUNTS = ("rows", "accepted", "held", "rejected", "skipped")
_RECIPE = ("profile_version", "catalog_version", "code_version", "definition_version", "feed", "labs")
FILE_COLUMNS = (
    "center", "file_id", "status", "refusal", *COUNTS, "masked", "run", "visible", "received", "sha256", *_RECIPE,
)  # fmt: skip


@click.command("file", short_help="Show the state of a file.", epilog=EXIT)
@click.argument("file")
@over_api
def file_command(session: Session, *, file: str) -> None:
    """Show the state of FILE: its counts, its run, whether its results count, and by which versions it was read.

    FILE is a file id or its beginning. `hepaflow receipt` prints its receipt.
    """
    answer = session.client.call("GET", f"/files/{file_named(session.client, file)}")
    flat = {
        **answer,
        **(answer["counts"] or dict.fromkeys(COUNTS)),
        **(answer["recipe"] or dict.fromkeys(_RECIPE)),
    }
    row = [_cell(flat[name]) for name in FILE_COLUMNS]
    words = words_of(chinese=session.chinese)
    session.show(
        Listing(FILE_COLUMNS, [row], answer), lambda console: print_facts(console, _facts(answer, words))
    )


def _facts(answer: JsonObject, words: Words) -> list[tuple[str, str]]:
    counts = answer["counts"]
    recipe = answer["recipe"] or {}
    told = {
        "file": answer["file_id"],
        "center": answer["center"],
        "state": " ".join(filter(None, (answer["status"], answer["refusal"]))),
        "rows": ", ".join(f"{counts[name]:,} {words[name]}" for name in COUNTS) if counts else "",
        "counted": words["yes" if answer["visible"] else "no"],
        "received": answer["received"],
        "run_number": str(answer["run"]),
        "recipe": ", ".join(f"{name} {value}" for name, value in recipe.items()),
        "sha256": answer["sha256"] or "",
    }
    return [(words[name], text) for name, text in told.items() if text]


def _cell(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
