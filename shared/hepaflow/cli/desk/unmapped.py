"""List names, units and words that no profile knows (`hepaflow unmapped`)."""

import click

from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Listing, PersonTable, print_table

TERM_COLUMNS = ("center", "feed", "kind", "text", "analyte", "rows", "files", "examples", "nearest")


@click.command("unmapped", short_help="List names and units that no profile knows.", epilog=EXIT)
@click.option("--center", help="Only terms of this center.")
@over_api
def unmapped_command(session: Session, *, center: str | None) -> None:
    """List names, codes, units and words that no profile knows, the most frequent of each center first.

    Add them to the profile of the center (`hepaflow profile add`), and re-run its files (`hepaflow rerun --center`).
    """
    answer = session.client.whole("/unmapped", "terms", {"center": center})
    terms, left_out = answer["terms"], answer["left_out"]
    rows = [[_cell(term[name]) for name in TERM_COLUMNS] for term in terms]
    words = words_of(chinese=session.chinese)
    shown = PersonTable(
        headings=[
            words[name] for name in ("center", "kind", "text", "analyte", "rows", "examples", "nearest")
        ],
        rows=[[row[0], *row[2:6], *row[7:]] for row in rows],
        whole=[words["rows"]],
        title=words["left_out"].format(left_out) if left_out else "",
        empty=words["no_terms"],
    )
    listing = Listing(TERM_COLUMNS, rows, answer)
    session.show(listing, lambda console: print_table(console, shown))


def _cell(value: str | int | list[str]) -> str:
    return "; ".join(value) if isinstance(value, list) else str(value)
