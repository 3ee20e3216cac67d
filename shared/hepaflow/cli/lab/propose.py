"""Propose a profile for a file that has none (`hepaflow propose`)."""

from pathlib import Path

import click

from hepaflow.catalog.loader import load
from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.pipeline.proposing.draft import propose
from hepaflow.pipeline.proposing.toml import as_toml

_REFUSED = 2
_EXIT = """\b
Exit status:
  0   a draft is printed
  2   the file cannot be read
  64  wrong usage
"""


@click.command("propose", short_help="Draft a profile for a file of a new center.", epilog=_EXIT)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of comments."
)
@click.pass_context
def propose_command(context: click.Context, file: Path, *, lang: str) -> None:
    """Print a draft profile for a file, with the evidence for each guess.

    Complete the lines marked TODO before you use it.
    """
    chinese = lang == "zh"
    try:
        click.echo(as_toml(propose(file.read_bytes(), load()), chinese=chinese), nl=False)
    except Refused as refusal:
        meaning = MEANINGS[refusal.issue.code]
        title, remedy = (
            (meaning.title_zh, meaning.remedy_zh) if chinese else (meaning.title_en, meaning.remedy_en)
        )
        found = f"{'：' if chinese else ': '}{refusal.issue.found}" if refusal.issue.found else ""
        click.echo(f"{title} {refusal.issue.code}{found}\n{remedy}", err=True)
        context.exit(_REFUSED)
