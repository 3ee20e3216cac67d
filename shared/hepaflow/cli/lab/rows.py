"""Write the rows to be fixed to a file whose name says their format."""

from pathlib import Path

import click

from hepaflow.cli.report.option_types import OUT
from hepaflow.cli.report.words import CHINESE, ENGLISH
from hepaflow.domain.issues.issues import Actor
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.checking.rows_to_fix import find_rows_to_fix
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.runs.receipt import ROW_FORMATS

REJECTED = click.option(
    "--rejected",
    type=OUT,
    help="Write the rows to correct to this file, in the layout and format of the input (.csv, .xlsx or .ndjson).",
)
FOR_WHOM = click.option(
    "--for",
    "rows_for",
    type=click.Choice(["lab", "data-manager"]),
    default="lab",
    show_default=True,
    help="Who acts on the rows that --rejected writes.",
)


def require_ending(path: Path | None, *endings: str) -> None:
    """Refuse the name of an output that does not say its format.

    Args:
        path: the output; None if there is none.
        endings: those that are written.

    Raises:
        UsageError: the name has another ending.
    """
    if path is not None and path.suffix.lower() not in endings:
        raise click.UsageError(f"{path.name}: give the output a name that ends with {' or '.join(endings)}")


def write_rows_to_fix(
    path: Path, data: bytes, outcome: Outcome, profile: Profile, rows_for: str, *, chinese: bool
) -> None:
    """Write the rows of a checked file that one of two acts on.

    Args:
        path: where to.
        data: the file.
        outcome: what reading it gave; of a refused file nothing is written.
        profile: the profile that read it.
        rows_for: `lab` or `data-manager`.
        chinese: the language of the remedies.

    Raises:
        UsageError: the name of the output says another format than that of the file.
    """
    who = Actor.LAB if rows_for == "lab" else Actor.DATA_MANAGER
    found = find_rows_to_fix(data, outcome, profile, who)
    if found is None:
        return
    require_ending(path, found.ending)
    rows = found.written(chinese=chinese)
    try:
        path.write_bytes(rows)
    except OSError as error:
        raise click.FileError(str(path), error.strerror) from None
    words = CHINESE if chinese else ENGLISH
    counts = {"written": found.count, "others": found.count_of_others}
    click.echo(words[f"rows_{rows_for}"].format(path=path.name, **counts), err=True)


def keep_rows(path: Path, kind: str, data: bytes) -> None:
    """Write rows as the API returns them.

    Args:
        path: where to.
        kind: their media type.
        data: the rows.

    Raises:
        UsageError: the name of the output says another format.
    """
    endings = {media.partition(";")[0]: ending for ending, media in ROW_FORMATS.items()}
    require_ending(path, endings[kind.partition(";")[0]])
    path.write_bytes(data)
