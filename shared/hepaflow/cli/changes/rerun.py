"""Read stored files again under the newest profile (`hepaflow rerun`)."""

import click
from rich.console import Console
from rich.text import Text

from hepaflow.cli.changes.confirm import CHANGE_EXIT, CONFIRM, REASON, change, print_done
from hepaflow.cli.changes.difference import CHANGE_COLUMNS, change_rows, print_difference
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.jobs import awaited
from hepaflow.cli.remote.places import file_named
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Listing
from hepaflow.cli.report.words import Words


@click.command("rerun", short_help="Read files again under the newest profile.", epilog=CHANGE_EXIT)
@click.argument("file", required=False)
@click.option("--center", help="Every file of this center that its newest profile affects.")
@click.option(
    "--feed", help="With FILE: the feed whose profile reads it. Default: the feed that has read it."
)
@REASON
@CONFIRM
@over_api
def rerun_command(
    session: Session, *, file: str | None, center: str | None, feed: str | None, reason: str, confirm: str
) -> None:
    """Read FILE, or the files of a center, again under the newest profile, definition, catalog and code.

    FILE is a file id or its beginning. First the difference of current results is shown, and nothing is changed. You are asked,
    or repeat the command with --confirm. Without FILE and --center, the differences of all centers are shown. A file that was sent
    to the wrong feed is read with the profile of --feed.
    """
    if file and center:
        raise click.UsageError("Give FILE or --center, not both.")
    if feed and not file:
        raise click.UsageError("--feed is for one file. Give FILE.")
    words = words_of(chinese=session.chinese)
    if not file and not center:
        if confirm:
            raise click.UsageError("A difference of all centers cannot be confirmed. Add --center.")
        _preview(session, reason, words)
        return
    path = f"/files/{file_named(session.client, file)}/rerun" if file else "/reruns"
    asked = {"reason": reason, **({"center": center} if center else {}), **({"feed": feed} if feed else {})}
    change(
        session,
        lambda digest: session.client.call(
            "POST", path, json={**asked, **({"confirm": digest} if digest else {})}
        ),
        lambda console, answer: _print(console, answer, words),
        confirm,
    )


def _print(console: Console, answer: JsonObject, words: Words) -> None:
    print_difference(console, answer["difference"], words)
    console.print(Text(words["files_read"].format(len(answer["files"]))))
    for left in answer["skipped"]:
        refusal = f" ({left['refusal']})" if left["refusal"] else ""
        console.print(Text(words["file_skipped"].format(left["file_id"], left["obstacle"] + refusal)))
    if answer["effect"] != "to-confirm":
        print_done(console, words["rerun_done" if answer["effect"] == "done" else "rerun_unchanged"])


def _preview(session: Session, reason: str, words: Words) -> None:
    answer = awaited(
        session.client,
        session.client.call("POST", "/reruns", json={"reason": reason}),
        chinese=session.chinese,
    )
    session.show(center_rows(answer), lambda console: print_centers(console, answer, words))


def center_rows(answer: JsonObject) -> Listing:
    """Return the results that re-runs of all centers would change."""
    found = [one["outcome"]["difference"] for one in answer["centers"] if one["outcome"]]
    return Listing(CHANGE_COLUMNS, change_rows(found), answer)


def print_centers(console: Console, answer: JsonObject, words: Words) -> None:
    """Print what re-runs would change, center by center.

    Args:
        console: the terminal to print to.
        answer: as the API returns it.
        words: the words of the language.
    """
    for one in answer["centers"]:
        console.print(Text(one["center"], style="bold"))
        outcome = one["outcome"]
        if outcome is None:
            console.print(Text(words[f"preview_{one['obstacle']}"]))
        elif outcome["effect"] == "unchanged":
            console.print(Text(words["rerun_unchanged"]))
        else:
            print_difference(console, outcome["difference"], words)
            console.print(Text(words["confirm_center"].format(one["center"], outcome["confirm"])))
        console.print()
