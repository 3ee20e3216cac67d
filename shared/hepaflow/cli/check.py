"""`hepaflow check`: the same reading as at the trial's server, without a network."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TextIO

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from hepaflow.catalog.loader import Catalog, load
from hepaflow.cli.profiles import read_profile
from hepaflow.cli.report import as_json, print_name, print_outcome
from hepaflow.domain.identity import file_id
from hepaflow.domain.personal import file_name_shows_a_person
from hepaflow.domain.profile import Profile
from hepaflow.pipeline.reading.one_file import read_file
from hepaflow.pipeline.reading.opening import as_sent, open_file
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.unpacking import LabFile, read_all
from hepaflow.writers.rejected import write_rejected
from hepaflow.writers.tables import write_issues, write_results

_LONG = 2 * 1024 * 1024  # bytes; smaller files are read before a bar could be seen
_PACKED = b"PK\x03\x04"  # a workbook, whose lines cannot be counted
_In = click.Path(exists=True, dir_okay=False, path_type=Path)
_Out = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@click.argument("file", type=_In)
@click.option("--profile", required=True, type=_In, help="The center's profile (TOML).")
@click.option("--results", type=_Out, help="Write accepted and held results here (CSV).")
@click.option("--issues", type=_Out, help="Write every issue here (CSV).")
@click.option("--rejected", type=_Out, help="Write the rows to be fixed here, in the lab's own layout.")
@click.option("--json", "json_output", is_flag=True, help="Print the summary as JSON.")
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of messages."
)
@click.pass_context
def check(  # noqa: PLR0913 one parameter an option, as click wants it
    context: click.Context,
    file: Path,
    profile: Path,
    results: Path | None,
    issues: Path | None,
    rejected: Path | None,
    *,
    json_output: bool,
    lang: str,
) -> None:
    """Check a lab file, or each file in a ZIP or gzip archive, under its center's profile.

    Exit status, the worst of all files: 0 nothing rejected or held, 1 some rows rejected or held, 2 file refused, 64 wrong usage.
    """
    _keep_apart(file, profile, *filter(None, (results, issues, rejected)))
    catalog = load()
    declared = read_profile(profile, catalog)
    chinese = lang == "zh"
    if file_name_shows_a_person(file.name):
        click.echo("The name of the file shows a person: rename it before you send it.", err=True)
    read = read_all(file.name, file.read_bytes(), lambda data: _read(data, declared, catalog))
    if len(read) > 1:
        if results or issues or rejected:
            raise click.UsageError(
                "unpack the archive first: results, issues and rejected rows are those of one file"
            )
        _print_all(read, declared, catalog, json_output=json_output, chinese=chinese)
        context.exit(max(_status(outcome) for _, outcome in read))
    ((lab_file, outcome),) = read
    if results:
        _write(results, lambda out: write_results(outcome.panels, declared, out, places=outcome.places))
    if issues:
        _write(issues, lambda out: write_issues(outcome.issues, out, places=outcome.places, chinese=chinese))
    if rejected and not outcome.refused:
        sheet, read_by = open_file(lab_file.data, declared)
        with _opened(rejected) as out:
            name = file_id(declared.study, declared.center, lab_file.data)
            sent = as_sent(lab_file.data, read_by)
            write_rejected(sheet, outcome.issues, sent, out, file_id=name, chinese=chinese)
    if json_output:
        click.echo(as_json(outcome, declared, catalog, chinese=chinese))
    else:
        print_outcome(Console(), outcome, declared, catalog, chinese=chinese)
    context.exit(_status(outcome))


def _print_all(
    read: list[tuple[LabFile, Outcome]],
    profile: Profile,
    catalog: Catalog,
    *,
    json_output: bool,
    chinese: bool,
) -> None:
    """Print what became of each file of an archive, under its name there."""
    if json_output:
        told = [as_json(outcome, profile, catalog, chinese=chinese, file=file.name) for file, outcome in read]
        click.echo("[" + ",\n".join(told) + "]")
        return
    console = Console()
    for place, (file, outcome) in enumerate(read):
        if place:
            console.print()
        print_name(console, file.name)
        print_outcome(console, outcome, profile, catalog, chinese=chinese)


def _keep_apart(*paths: Path) -> None:
    """Refuse to write one file over another, above all over the lab's own."""
    if len({path.resolve() for path in paths}) < len(paths):
        raise click.UsageError(
            "name a different file for each input and output: one would overwrite the other"
        )


def _read(data: bytes, profile: Profile, catalog: Catalog) -> Outcome:
    received = datetime.now(UTC)  # noqa: TID251 the command line is where the file arrives
    if len(data) < _LONG:
        return read_file(data, profile, catalog, received)
    lines = None if data.startswith(_PACKED) else data.count(b"\n")
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=lines or None)
        return read_file(
            data, profile, catalog, received, progress=lambda line: bar.update(task, completed=line)
        )


def _write(path: Path, write: Callable[[TextIO], None]) -> None:
    with _opened(path) as out, TextIOWrapper(out, "utf-8", newline="") as text:
        write(text)


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("wb")
    except OSError as error:
        raise click.FileError(str(path), error.strerror) from None


def _status(outcome: Outcome) -> int:
    if outcome.refused:
        return 2
    return 1 if outcome.counts.held or outcome.counts.rejected else 0
