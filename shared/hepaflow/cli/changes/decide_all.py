"""Decide about all results of a center that are held for one issue (`hepaflow decide-all`)."""

import click
from rich.console import Console
from rich.text import Text

from hepaflow.cli.changes.confirm import CHANGE_EXIT, CONFIRM, REASON, change, print_done
from hepaflow.cli.changes.difference import print_difference
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.places import file_named
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.remote.session import Session, over_api


@click.command("decide-all", short_help="Decide about all results held for one issue.", epilog=CHANGE_EXIT)
@click.argument("kind", type=click.Choice(["accept", "release", "set-aside"]))
@click.argument("code")
@click.option("--center", required=True, help="The center whose results are held.")
@click.option("--analyte", help="Only this analyte (its code).")
@click.option("--file", help="Only results of this file: its id, or the beginning.")
@REASON
@CONFIRM
@over_api
def decide_all_command(  # noqa: PLR0913 one parameter an option
    session: Session,
    *,
    kind: str,
    code: str,
    center: str,
    analyte: str | None,
    file: str | None,
    reason: str,
    confirm: str,
) -> None:
    """Decide about all results of a center that are held for the issue CODE alone. Not for `conflict` and `value-impossible`.

    The difference is shown first, and nothing is changed until you confirm it. Then each result gets a decision of its own in the
    journal. Results that are held for another issue, too, are left to `decide`.
    """
    named = {"analyte": analyte, "file_id": file and file_named(session.client, file, center)}
    body = {"kind": kind, "center": center, "code": code, "reason": reason}
    body |= {name: value for name, value in named.items() if value}
    words = words_of(chinese=session.chinese)

    def ask(digest: str) -> JsonObject:
        answer: JsonObject = session.client.call(
            "POST", "/hold-decisions", json={**body, **({"confirm": digest} if digest else {})}
        )
        return answer

    def show(console: Console, answer: JsonObject) -> None:
        print_difference(console, answer["difference"], words)
        console.print(Text(words["decide_all"].format_map(answer)))
        if answer["effect"] != "to-confirm":
            print_done(console, words["decide_all_done" if answer["effect"] == "done" else "decide_all_none"])

    change(session, ask, show, confirm)
