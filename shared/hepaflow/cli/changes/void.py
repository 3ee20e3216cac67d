"""Void a file, so that its results no longer count, or restore it (`hepaflow void`, `hepaflow restore`)."""

import click
from rich.console import Console

from hepaflow.cli.changes.confirm import CHANGE_EXIT, REASON, print_change, print_done
from hepaflow.cli.changes.difference import print_difference
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.jobs import awaited
from hepaflow.cli.remote.places import file_named
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.remote.session import Session, over_api


@click.command("void", short_help="Take the results of a file out of what counts.", epilog=CHANGE_EXIT)
@click.argument("file")
@REASON
@over_api
def void_command(session: Session, *, file: str, reason: str) -> None:
    """Take the results of FILE out of what counts, and show the difference. `restore` undoes it.

    FILE is a file id or its beginning.
    """
    _change(session, file, reason, "void")


@click.command("restore", short_help="Count the results of a voided file again.", epilog=CHANGE_EXIT)
@click.argument("file")
@REASON
@over_api
def restore_command(session: Session, *, file: str, reason: str) -> None:
    """Count the results of a voided FILE again, and show the difference.

    FILE is a file id or its beginning.
    """
    _change(session, file, reason, "restore")


def _change(session: Session, file: str, reason: str, verb: str) -> None:
    file_id = file_named(session.client, file)
    asked = session.client.call("POST", f"/files/{file_id}/{verb}", json={"reason": reason})
    answer = awaited(session.client, asked, chinese=session.chinese)
    words = words_of(chinese=session.chinese)

    def show(console: Console, answer: JsonObject) -> None:
        print_difference(console, answer["difference"], words)
        print_done(console, words[f"{verb}_done"].format(file_id[:8], answer["journal_number"]))

    print_change(session, answer, show)
