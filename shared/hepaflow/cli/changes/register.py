"""Show and change the register of subjects (`hepaflow register`)."""

from http import HTTPStatus
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from hepaflow.cli.changes.confirm import CHANGE_EXIT, CONFIRM, REASON, change, print_done
from hepaflow.cli.changes.difference import print_difference
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.places import file_named
from hepaflow.cli.remote.refusals import ApiRefusal, JsonObject
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Listing, PersonTable, print_table
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.domain.study.subject_path import segment_of

ENTRY_COLUMNS = (
    "center", "subject", "registered", "version", "journal_number", "status", "sex", "birth_year", "baseline", "former_ids",
    "former_ids_at", "transfers", "rescreen_of", "consent", "consent_withdrawn", "death", "scope",
)  # fmt: skip
_NOT_SENT = ("subject", "href", "journal_number", "scope")
_NUMBERS = ("birth_year",)
_LISTS = ("former_ids",)
_TEXTS = ("sex", "rescreen_of", "death")  # empty where there is none; other facts are null then


@click.group(short_help="Show or change the register of subjects.")
def register() -> None:
    """Show or change the register of subjects.

    A register as a file is sent with `hepaflow send FILE --center register`.
    """


@register.command("list", short_help="List subjects and their entries.", epilog=EXIT)
@click.option("--center", help="Only subjects of this center.")
@over_api
def register_list_command(session: Session, *, center: str | None) -> None:
    """List the subjects that files name or that are registered, with their entries."""
    answer = session.client.whole("/subjects", "subjects", {"center": center})
    found = answer["subjects"]
    _show(
        session,
        [{"registered": bool(one["entry"]), **(one["entry"] or {}), **one} for one in found],
        answer,
    )


@register.command("show", short_help="Show the entries of a subject.", epilog=EXIT)
@click.argument("subject")
@click.option("--as-of", help="The entries at this journal number or time (with UTC offset).")
@over_api
def register_show_command(session: Session, *, subject: str, as_of: str | None) -> None:
    """Show the entry of SUBJECT in the register of each center."""
    query = {"as_of": as_of} if as_of else {}
    answer = session.client.call("GET", f"/subjects/{segment_of(subject)}", params=query)
    _show(session, [{"registered": True, **entry} for entry in answer["entries"]], answer)


@register.command("set", short_help="Register a subject, or change its entry.", epilog=CHANGE_EXIT)
@click.argument("subject")
@click.argument("facts", nargs=-1, required=True, metavar="NAME=VALUE...")
@click.option("--center", required=True, help="The center whose register has the entry.")
@REASON
@CONFIRM
@over_api
def register_set_command(
    session: Session, *, subject: str, facts: tuple[str, ...], center: str, reason: str, confirm: str
) -> None:
    """Register SUBJECT, or change its entry: `status=enrolled sex=F birth_year=1961 former_ids=A-1,A-2`.

    Facts that are not named keep their values. An empty value removes one (`baseline=`). If current results would change, the
    difference is shown first, and nothing is changed until you confirm it.
    """
    named = dict(map(_fact, facts))
    entry = _entry(session.client, subject, center)
    version = (entry.get("version") or 0) + 1  # null: the API refuses the request
    body = {**entry, **named, "center": center, "version": version}
    words = words_of(chinese=session.chinese)

    def ask(digest: str) -> JsonObject:
        query = {"reason": reason, **({"confirm": digest} if digest else {})}
        answer: JsonObject = session.client.call(
            "PUT", f"/subjects/{segment_of(subject)}", params=query, json=body
        )
        return answer

    def show(console: Console, answer: JsonObject) -> None:
        print_difference(console, answer["difference"], words)
        if answer["effect"] == "done":
            print_done(console, words["entry_done"].format(body["version"], answer["journal_number"]))

    change(session, ask, show, confirm)


@register.command("status", short_help="Show whether the register is open or closed.", epilog=EXIT)
@click.option("--as-of", help="The state at this journal number or time (with UTC offset).")
@over_api
def register_status_command(session: Session, *, as_of: str | None) -> None:
    """Show whether the register is open or closed. Only a closed register holds results of unknown subjects."""
    answer = session.client.call("GET", "/register", params={"as_of": as_of} if as_of else {})
    told = words_of(chinese=session.chinese)[f"register_{answer['status']}"]
    columns = ("status", "since", "journal_number")
    listing = Listing(columns, [[_cell(answer[name]) for name in columns]], answer)
    session.show(listing, lambda console: console.print(Text(told)))


@register.command("close", short_help="Close the register.", epilog=CHANGE_EXIT)
@REASON
@CONFIRM
@over_api
def register_close_command(session: Session, *, reason: str, confirm: str) -> None:
    """Close the register: results of subjects that are not in it are then held.

    The difference is shown first, and nothing is changed until you confirm it.
    """
    _turn(session, "/register/close", "close_done", reason, confirm)


@register.command("reopen", short_help="Open a closed register again.", epilog=CHANGE_EXIT)
@REASON
@CONFIRM
@over_api
def register_reopen_command(session: Session, *, reason: str, confirm: str) -> None:
    """Open a closed register again: results of unknown subjects count again.

    The difference is shown first, and nothing is changed until you confirm it.
    """
    _turn(session, "/register/reopen", "reopen_done", reason, confirm)


@register.command("confirm", short_help="Let a register file that waits take effect.", epilog=CHANGE_EXIT)
@click.argument("file")
@REASON
@CONFIRM
@over_api
def register_confirm_command(session: Session, *, file: str, reason: str, confirm: str) -> None:
    """Let a register that was sent as a file take effect, if it waits because it alters current results (`to-confirm`).

    FILE is a file id or its beginning (`hepaflow files --center register`). The difference is shown first. `void` withdraws the file.
    """
    file_id = file_named(session.client, file, RESERVED_CENTER)
    _turn(session, f"/files/{file_id}/confirm", "register_file_done", reason, confirm)


def _turn(session: Session, path: str, done: str, reason: str, confirm: str) -> None:
    """Ask for a change of the register.

    Args:
        session: the call of the command line.
        path: path of the request.
        done: the word for its effect.
        reason: the reason that the journal records.
        confirm: the digest that the user gave, or "".
    """
    words = words_of(chinese=session.chinese)

    def ask(digest: str) -> JsonObject:
        body = {"reason": reason, **({"confirm": digest} if digest else {})}
        answer: JsonObject = session.client.call("POST", path, json=body)
        return answer

    def show(console: Console, answer: JsonObject) -> None:
        print_difference(console, answer["difference"], words)
        if answer["effect"] == "done":
            print_done(console, words[done].format(answer["journal_number"]))

    change(session, ask, show, confirm)


def _entry(client: Client, subject: str, center: str) -> JsonObject:
    """Return the newest entry of a subject as the API takes it, that of the study before that of the center; {} if there is none."""
    try:
        entries = client.call("GET", f"/subjects/{segment_of(subject)}")["entries"]
    except ApiRefusal as refusal:
        if refusal.status != HTTPStatus.NOT_FOUND:
            raise
        return {}
    found = iter(
        [entry for entry in entries if entry["scope"] == "study"]
        or [entry for entry in entries if entry["center"] == center]
    )
    return {name: value for name, value in next(found, {}).items() if name not in _NOT_SENT}


def _fact(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"{text} is not a fact. Write NAME=VALUE, for example status=enrolled.")
    if name in _LISTS:
        return name, [one for one in value.split(",") if one]
    if name in _NUMBERS and value.isdecimal():
        return name, int(value)
    return name, (value or ("" if name in _TEXTS else None))


def _show(session: Session, entries: list[JsonObject], answer: JsonObject) -> None:
    words = words_of(chinese=session.chinese)
    if "MASKED_DAY_ONE" in answer["masked"]:
        click.echo(words["register_masked"], err=True)
    rows = [[_cell(entry.get(name)) for name in ENTRY_COLUMNS] for entry in entries]
    names = ("subject", "center", "status", "sex", "birth_year", "baseline", "former_ids")
    shown = PersonTable(
        headings=[words[name] for name in names],
        rows=[[_cell(entry.get(name)) for name in names] for entry in entries],
        whole=[words["subject"]],
        empty=words["no_subjects"],
    )
    session.show(Listing(ENTRY_COLUMNS, rows, answer), lambda console: print_table(console, shown))


def _cell(value: Any) -> str:  # JSON of any shape
    if isinstance(value, list):
        return ";".join(map(_cell, value))
    if isinstance(value, dict):
        return " ".join(map(_cell, value.values()))
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
