"""`hepaflow propose`: a draft of a profile for a file that has none yet."""

from pathlib import Path

import click

from hepaflow.catalog.loader import load
from hepaflow.domain.issues import Refused
from hepaflow.domain.meanings import MEANINGS
from hepaflow.pipeline.proposing.draft import propose
from hepaflow.pipeline.proposing.toml import as_toml

_REFUSED = 2


@click.command("propose")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def propose_command(context: click.Context, file: Path) -> None:
    """Print the draft of a profile for a file, each guess with its evidence.

    Exit status: 0 a draft was printed, 2 nothing reads the file, 64 wrong usage.
    """
    try:
        click.echo(as_toml(propose(file.read_bytes(), load())), nl=False)
    except Refused as refusal:
        meaning = MEANINGS[refusal.issue.code]
        found = f": {refusal.issue.found}" if refusal.issue.found else ""
        click.echo(f"{meaning.title_en} {refusal.issue.code}{found}\n{meaning.remedy_en}", err=True)
        context.exit(_REFUSED)
