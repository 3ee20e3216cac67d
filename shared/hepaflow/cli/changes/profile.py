"""Show the profile of a center, and add a version (`hepaflow profile`)."""

from pathlib import Path

import click
from rich.text import Text

from hepaflow.catalog.loader import load
from hepaflow.cli.changes.confirm import REASON
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.lab.profiles import read_profile
from hepaflow.cli.remote.definitions import put_profile, stored_profile
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Form, Listing, print_json
from hepaflow.domain.profile.parts import MAIN_FEED


@click.group(short_help="Show or change the profile of a center.")
def profile() -> None:
    """Show or change the profile of a center: the description of its files."""


@profile.command("show", short_help="Print the profile of a center.", epilog=EXIT)
@click.argument("center")
@click.option("--feed", default=MAIN_FEED, show_default=True, help="Feed of the center.")
@click.option("--version", type=click.IntRange(1), help="This version. Default: the newest one.")
@over_api
def profile_show_command(session: Session, *, center: str, feed: str, version: int | None) -> None:
    """Print the profile of CENTER as it was written (TOML)."""
    text = stored_profile(session.client, center, feed, version)
    if session.form is Form.JSON:
        print_json({"center": center, "profile": text})
    else:
        click.echo(text, nl=not text.endswith("\n"))


@profile.command("add", short_help="Add the next version of a profile.", epilog=EXIT)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@REASON
@over_api
def profile_add_command(session: Session, *, file: Path, reason: str) -> None:
    """Add the profile in FILE (TOML) as the next version for the center and feed that it names.

    Files that waited for a profile are processed. Files that were read before keep their results until you re-run them
    (`hepaflow rerun --center`). `hepaflow trial` shows first what a draft changes.
    """
    declared = read_profile(file, load(), chinese=session.chinese)
    center = declared.center
    answer = put_profile(session.client, center, file.read_text("utf-8"), reason, declared.feed)
    words = words_of(chinese=session.chinese)
    told = words["profile_done"].format_map({**answer, "center": center})
    if answer["version"] > 1:
        told += "\n" + words["profile_next"].format(center)
    columns = ("center", "version", "journal_number")
    listing = Listing(columns, [[center, str(answer["version"]), str(answer["journal_number"])]], answer)
    session.show(listing, lambda console: console.print(Text(told), soft_wrap=True))
