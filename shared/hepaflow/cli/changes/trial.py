"""Try a draft of a profile on a stored file (`hepaflow trial`)."""

from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from hepaflow.catalog.loader import load
from hepaflow.cli.changes.confirm import CHANGE_EXIT, print_change
from hepaflow.cli.changes.difference import print_difference
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.lab.profiles import read_profile
from hepaflow.cli.remote.definitions import feed_path
from hepaflow.cli.remote.jobs import awaited
from hepaflow.cli.remote.places import file_named
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import PersonTable, print_table
from hepaflow.cli.report.words import Words

_COUNTS = ("rows", "accepted", "held", "rejected", "skipped")


@click.command("trial", short_help="Try a draft of a profile on a stored file.", epilog=CHANGE_EXIT)
@click.argument("file")
@click.argument("profile", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@over_api
def trial_command(session: Session, *, file: str, profile: Path) -> None:
    """Show what a draft of a profile (TOML) would change in FILE. Nothing is stored.

    FILE is a file id or its beginning.
    """
    draft = read_profile(profile, load(), chinese=session.chinese)
    asked = {"profile": profile.read_text("utf-8"), "file_id": file_named(session.client, file, draft.center)}
    job = session.client.call("POST", f"{feed_path(draft.center, draft.feed)}/profile/trial", json=asked)
    answer = awaited(session.client, job, chinese=session.chinese)
    words = words_of(chinese=session.chinese)
    print_change(session, answer, lambda console, told: print_trial(console, told, words))


def print_trial(console: Console, answer: JsonObject, words: Words) -> None:
    """Print what a draft of a profile would change in a file.

    Args:
        console: the terminal to print to.
        answer: as the API returns it.
        words: the words of the language.
    """
    if answer["refused"]:
        console.print(Text(words["trial_refused"].format(answer["refused"]), style="bold red"))
    counts = [
        [words[name], str(answer["counts"][name]["before"]), str(answer["counts"][name]["after"])]
        for name in _COUNTS
    ]
    print_table(console, PersonTable(["", words["before"], words["after"]], counts))
    for issue in answer["issues"]:
        lines = [words[name].format(", ".join(issue[name])) for name in ("gone", "new") if issue[name]]
        console.print(Text(f"{issue['code']}: {issue['before']} → {issue['after']}  {'; '.join(lines)}"))
    print_difference(console, answer["difference"], words)
    console.print(Text(words["trial_done"]))
