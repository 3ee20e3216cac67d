"""List the issues of one file (`hepaflow issues`)."""

import click

from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.places import file_named
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Listing, PersonTable, print_table
from hepaflow.writers.tables import ISSUE_COLUMNS

_SHOWN = ("place", "column", "severity", "code", "analyte", "found")


@click.command("issues", short_help="List the issues of a file.", epilog=EXIT)
@click.argument("file")
@over_api
def issues_command(session: Session, *, file: str) -> None:
    """List every issue of FILE, in the order of the file. FILE is a file id or its beginning.

    --csv has the columns of `hepaflow check --issues`, with what to do about each.
    """
    answer = session.client.whole(f"/files/{file_named(session.client, file)}/issues", "issues", {})
    rows = [[issue[name] for name in ISSUE_COLUMNS] for issue in answer["issues"]]
    words = words_of(chinese=session.chinese)
    shown = PersonTable(
        headings=[words[name] for name in _SHOWN],
        rows=[row[:-1] for row in rows],
        whole=[words["place"]],
        empty=words["no_issues"],
    )
    session.show(Listing(ISSUE_COLUMNS, rows, answer), lambda console: print_table(console, shown))
