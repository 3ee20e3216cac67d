"""Show the definition of a study, and add a version (`hepaflow study`)."""

import json
from pathlib import Path

import click
from rich.console import Console

from hepaflow.cli.changes.confirm import CHANGE_EXIT, CONFIRM, REASON, change, print_done
from hepaflow.cli.changes.difference import print_difference
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.jobs import awaited
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Listing, print_facts


@click.group(short_help="Show or change the definition of the study.")
def study() -> None:
    """Show or change the definition of the study: title, start, centers, pattern of subject ids."""


@study.command("show", short_help="Show the newest definition.", epilog=EXIT)
@over_api
def study_show_command(session: Session) -> None:
    """Show the newest definition. `--json` prints it as `study change` reads it."""
    answer = session.client.call("GET", "/definition")
    facts = [(name.replace("_", " "), _text(value)) for name, value in answer.items() if value is not None]
    session.show(Listing(("fact", "value"), facts, answer), lambda console: print_facts(console, facts))


@study.command("change", short_help="Add the next version of the definition.", epilog=CHANGE_EXIT)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@REASON
@CONFIRM
@over_api
def study_change_command(session: Session, *, file: Path, reason: str, confirm: str) -> None:
    """Add the next version of the definition, from a JSON file as `study show --json` prints it.

    Another `fold_version` can change current results: then the difference is shown first, and nothing is changed until you
    confirm it.
    """
    definition = _definition(file)
    words = words_of(chinese=session.chinese)

    def ask(digest: str) -> JsonObject:
        query = {"reason": reason, **({"confirm": digest} if digest else {})}
        answer = session.client.call("PUT", "/definition", params=query, json=definition)
        done = awaited(session.client, answer, chinese=session.chinese)
        return {
            "effect": "done",
            "difference": {"added": 0, "removed": 0, "changed": 0, "measurements": []},
            **done,
        }

    def show(console: Console, answer: JsonObject) -> None:
        if answer["effect"] != "done":
            print_difference(console, answer["difference"], words)
        else:
            print_done(
                console, words["study_done"].format(definition.get("version"), answer["journal_number"])
            )

    change(session, ask, show, confirm)


def _definition(file: Path) -> JsonObject:
    try:
        found = json.loads(file.read_bytes())
    except ValueError as error:
        raise click.ClickException(f"{file.name} is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise click.ClickException(f"{file.name} is not a definition: see `hepaflow study show --json`")
    return found


def _text(value: str | int | list[str]) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
