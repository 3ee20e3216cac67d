"""Show the definition of a study, and add a version (`hepaflow study`)."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from hepaflow.catalog.loader import load
from hepaflow.cli.changes.confirm import CHANGE_EXIT, CONFIRM, REASON, change, print_done
from hepaflow.cli.changes.difference import print_difference
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.jobs import awaited
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Listing, print_facts
from hepaflow.cli.report.words import Words
from hepaflow.pipeline.profiles.chinese import in_chinese
from hepaflow.pipeline.profiles.definitions import check_definition, definition_from_json
from hepaflow.pipeline.profiles.parse import DefinitionFault, Fault
from hepaflow.pipeline.profiles.references import CatalogReferences
from hepaflow.pipeline.profiles.repeated_keys import repeated_keys

CHECKED: Mapping[str, tuple[str, str]] = {
    "faults": ("{name} is not a valid definition:", "{name} 不是有效的研究定义："),
    "none": ("{name} is a valid definition.", "{name} 是有效的研究定义。"),
}


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


@study.command("check", short_help="Check a definition, without a network.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of messages."
)
def study_check_command(file: Path, lang: str) -> None:
    """Check the definition in a JSON file, and list everything that is wrong with it (docs/study-definition.md)."""
    chinese = lang == "zh"
    try:
        checked = definition_from_json(file.read_bytes().decode("utf-8", errors="replace"))
        faults = check_definition(checked, CatalogReferences(load()))
    except DefinitionFault as fault:
        faults = list(fault.faults)
    _refuse(file, faults, chinese=chinese)
    click.echo(CHECKED["none"][chinese].format(name=file.name))


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
    definition = _definition(file, chinese=session.chinese)
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
            _print_conflicts(console, answer, words)
        else:
            print_done(
                console, words["study_done"].format(definition.get("version"), answer["journal_number"])
            )

    change(session, ask, show, confirm)


def _print_conflicts(console: Console, answer: JsonObject, words: Words) -> None:
    """Print which subjects stand under several centers, if any do."""
    listed = answer.get("conflicts", [])
    if listed:
        console.print(Text(words["conflicts"].format(len(listed) + answer["further_conflicts"])))
    for one in listed:
        told = one["subject"], ", ".join(one["centers"]), ", ".join(one["facts"]) or "–"
        console.print(Text(words["conflict"].format(*told)))


def _refuse(file: Path, faults: Sequence[Fault], *, chinese: bool) -> None:
    if faults:
        heading = CHECKED["faults"][chinese].format(name=file.name)
        lines = (in_chinese(fault) if chinese else str(fault) for fault in faults)
        raise click.ClickException("\n".join((heading, *lines)))


def _definition(file: Path, *, chinese: bool) -> JsonObject:
    data = file.read_bytes()
    try:
        found = json.loads(data)
    except ValueError as error:
        raise click.ClickException(f"{file.name} is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise click.ClickException(f"{file.name} is not a definition: see `hepaflow study show --json`")
    _refuse(file, repeated_keys(data), chinese=chinese)
    return found


def _text(value: str | int | list[str] | JsonObject) -> str:
    if isinstance(value, dict) and "visits" in value:
        return f"visits: {len(value['visits'])}; whole with --json"
    return ", ".join(value) if isinstance(value, list) else str(value)
