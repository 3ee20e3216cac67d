"""Write the rows to be fixed to a file whose name says their format."""

from collections.abc import Iterable
from pathlib import Path

import click

from hepaflow.cli.report.option_types import OUT
from hepaflow.cli.report.words import CHINESE, ENGLISH
from hepaflow.domain.identity import file_id
from hepaflow.domain.issues.issues import Actor, Issue
from hepaflow.domain.issues.who_acts import issues_for
from hepaflow.domain.profile.parts import FileFormat
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.reading.open_file import as_sent, content_of, open_content
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.runs.receipt import ROW_FORMATS
from hepaflow.writers.rejected import write_rejected

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
_OTHER = {Actor.LAB: Actor.DATA_MANAGER, Actor.DATA_MANAGER: Actor.LAB}
_ENDINGS = {FileFormat.WORKBOOK: ".xlsx", FileFormat.JSON: ".ndjson"}


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
    if outcome.refused:
        return
    content = content_of(data)
    sheet, read_by = open_content(content, profile)
    sent = as_sent(content, read_by)
    require_ending(path, _ENDINGS.get(sent.file.format, ".csv") if sent.file.format else ".csv")
    who = Actor.LAB if rows_for == "lab" else Actor.DATA_MANAGER
    issues = issues_for(who, outcome.issues, profile.wide)
    others = issues_for(_OTHER[who], outcome.issues, profile.wide)
    name = file_id(profile.study, profile.center, data)
    try:
        with path.open("wb") as out:
            write_rejected(sheet, issues, sent, out, file_id=name, chinese=chinese)
    except OSError as error:
        raise click.FileError(str(path), error.strerror) from None
    words = CHINESE if chinese else ENGLISH
    counts = {"written": _rows(issues), "others": _rows(others)}
    click.echo(words[f"rows_{rows_for}"].format(path=path.name, **counts), err=True)


def _rows(issues: Iterable[Issue]) -> int:
    return len({issue.line for issue in issues})


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
