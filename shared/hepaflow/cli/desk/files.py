"""List what centers sent (`hepaflow files`)."""

from collections.abc import Iterable

import click

from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import SHORT_ID, Listing, PersonTable, print_table
from hepaflow.cli.report.option_types import WHEN
from hepaflow.cli.report.words import Words

_COUNTS = ("rows", "accepted", "held", "rejected", "skipped")
DELIVERY_COLUMNS = (
    "center", "version_id", "name", "name_hash", "feed", "received", "status", "file_id", "parent", "file_status", *_COUNTS, "masked",
)  # fmt: skip
_MINUTE = len("2024-03-22T08:30")


@click.command("files", short_help="List what the centers sent.", epilog=EXIT)
@click.option("--center", help="Only deliveries of this center; `register` lists registers of subjects.")
@click.option("--since", type=WHEN, help="Only deliveries received on this day or later (UTC).")
@over_api
def files_command(session: Session, *, center: str | None, since: str | None) -> None:
    """List the deliveries of all centers that you may see, or of one center, newest last.

    The name is a label: digits, dates and known words of the file's name. `hepaflow receipt FILE_ID` prints the receipt.
    """
    answer = session.client.whole("/files", "deliveries", {"center": center})
    sent = [one for one in answer["deliveries"] if one["received"] >= (since or "")]
    sent.sort(key=lambda delivery: str(delivery["received"]))
    words = words_of(chinese=session.chinese)
    shown = PersonTable(
        headings=[words[name] for name in ("center", "received", "name", "outcome", "file")],
        rows=[_cells(delivery, words) for delivery in sent],
        whole=[words[name] for name in ("received", "file")],
        empty=words["no_files"],
    )
    session.show(
        Listing(DELIVERY_COLUMNS, _rows(sent), {**answer, "deliveries": sent}),
        lambda out: print_table(out, shown),
    )


def _rows(sent: Iterable[JsonObject]) -> list[list[str]]:
    flat = ({**delivery, **(delivery["counts"] or dict.fromkeys(_COUNTS))} for delivery in sent)
    return [[_cell(one[name]) for name in DELIVERY_COLUMNS] for one in flat]


def _cell(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _cells(delivery: JsonObject, words: Words) -> list[str]:
    return [
        delivery["center"], delivery["received"][:_MINUTE], delivery["name"], _outcome(delivery, words), delivery["file_id"][:SHORT_ID],
    ]  # fmt: skip


def _outcome(delivery: JsonObject, words: Words) -> str:
    """Return the state of a delivery, or of its file, and the rows that need somebody."""
    counts = delivery["counts"]
    if counts is None or delivery["file_status"] != "committed":
        return str(delivery["file_status"] or delivery["status"])
    rest = [f"{counts[name]:,} {words[name]}" for name in ("held", "rejected") if counts[name]]
    rows = words["one_row"] if counts["rows"] == 1 else words["row_count"].format(counts["rows"])
    return ": ".join([rows, *filter(None, [", ".join(rest)])])
