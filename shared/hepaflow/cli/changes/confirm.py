"""Show what a change would do, and let it take effect only if the difference is confirmed."""

import sys
from collections.abc import Callable

import click
from rich.console import Console
from rich.text import Text

from hepaflow.cli.changes.difference import change_listing
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.jobs import awaited
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.remote.session import Session
from hepaflow.cli.report.listing import Form, Listing

UNCONFIRMED = 1  # nothing was changed yet
CHANGE_EXIT = """\b
Exit status:
  0    done, or there was nothing to change
  1    nothing was changed: the difference waits for your confirmation
  3    the API rejected the request or cannot be reached, you are not
       signed in, or the job failed
  64   wrong usage
  130  you stopped waiting
"""
CONFIRM = click.option(
    "--confirm",
    default="",
    metavar="DIGEST",
    help="Let exactly this difference take effect: the digest that was printed with it.",
)
REASON = click.option("--reason", required=True, help="Reason, recorded in the journal.")
Ask = Callable[[str], JsonObject]
Print = Callable[[Console, JsonObject], None]
ToListing = Callable[[JsonObject], Listing]


def change(session: Session, ask: Ask, show: Print, confirm: str, rows: ToListing = change_listing) -> None:
    """Ask for a change, show its difference, and confirm it if the user says so.

    At a terminal the user is asked; a program repeats the command with the digest.

    Args:
        session: the call of the command line.
        ask: sends the request with a digest, or "".
        show: prints an answer for a person.
        confirm: the digest that the user gave, or "".
        rows: makes rows of an answer for CSV; by default those of its `difference`.

    Raises:
        ApiRefusal: the API rejected a request.
        Exit: with status 1, nothing was changed yet.
    """
    answer = _answer(session, ask, confirm)
    words = words_of(chinese=session.chinese)
    at_terminal = session.form is Form.PERSON and sys.stdin.isatty()
    while answer["effect"] == "to-confirm":
        print_change(session, answer, show, rows)
        if not (at_terminal and click.confirm(words["take_effect"], err=True)):
            click.echo(words["unconfirmed"].format(answer["confirm"]), err=True)
            raise click.exceptions.Exit(UNCONFIRMED)
        answer = _answer(session, ask, answer["confirm"])
    print_change(session, answer, show, rows)


def print_change(session: Session, answer: JsonObject, show: Print, rows: ToListing = change_listing) -> None:
    """Print the answer of a change in the form that was asked for.

    Args:
        session: the call of the command line.
        answer: as the API returns it.
        show: prints it for a person.
        rows: makes rows of it for CSV.
    """
    session.show(rows(answer), lambda console: show(console, answer))


def print_done(console: Console, told: str) -> None:
    console.print(Text(told, style="bold"))


def _answer(session: Session, ask: Ask, confirm: str) -> JsonObject:
    return awaited(session.client, ask(confirm), chinese=session.chinese)
