"""Check a lab file offline, exactly as the server would read it (`hepaflow check`)."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Final, TextIO

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from hepaflow.catalog.loader import Catalog, load
from hepaflow.cli.lab.declared import DEFINITION, read_declared_files
from hepaflow.cli.lab.papers import LABS
from hepaflow.cli.lab.rows import FOR_WHOM, REJECTED, require_ending, write_rows_to_fix
from hepaflow.cli.report.option_types import OUT
from hepaflow.cli.report.outcome import as_json, print_kept, print_name, print_outcome
from hepaflow.domain.identity import file_id, sha256
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.receipts.receipts import KeptContent
from hepaflow.pipeline.checking.declared import DeclaredNow, read_declared
from hepaflow.pipeline.checking.file_names import names_show_a_person
from hepaflow.pipeline.intake.archives import LabFile, read_all
from hepaflow.pipeline.reading.open_file import content_of
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.runs.copies.kept_form import kept_of
from hepaflow.pipeline.runs.receipt import ROW_FORMATS
from hepaflow.writers.tables import write_issues, write_results

_LONG = 2 * 1024 * 1024  # bytes; smaller files are read before a bar could be seen
_PACKED = b"PK\x03\x04"  # a workbook, whose lines cannot be counted
_EXIT = """\b
Exit status (of an archive, the highest):
  0   no row is rejected or held
  1   some rows are rejected or held
  2   the file is refused
  64  wrong usage, for example an unknown option or an invalid profile
"""
_PERSON_NAMED: Final = (
    "The name of the file, or of a file in it, identifies a person. Rename it before you send it.",
    "文件名（或压缩包内的文件名）可识别个人身份。请先改名再发送。",
)
_In = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(short_help="Check a lab file before you send it.", epilog=_EXIT)
@click.argument("file", type=_In)
@click.option("--profile", required=True, type=_In, help="The center's profile (TOML).")
@DEFINITION
@LABS
@click.option("--results", type=OUT, help="Write the accepted and held results to this file (CSV).")
@click.option("--issues", type=OUT, help="Write all issues to this file (CSV).")
@REJECTED
@FOR_WHOM
@click.option("--json", "json_output", is_flag=True, help="Print the report as JSON.")
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
    definition: Path | None,
    labs: tuple[Path, ...],
    rows_for: str,
    json_output: bool,
    lang: str,
) -> None:
    """Check a lab file, or each file in a ZIP or gzip archive, against the profile of its center.

    The trial's server reads the file in the same way. Nothing is sent.
    """
    _keep_apart(file, profile, *labs, *filter(None, (definition, results, issues, rejected)))
    _require_endings(results, issues, rejected)
    catalog = load()
    chinese = lang == "zh"
    read_with = read_declared_files(profile, definition, labs, catalog, chinese=chinese)
    declared = read_with.profile
    read = read_all(file.name, file.read_bytes(), lambda data: _read(data, read_with, catalog))
    if names_show_a_person(file.name, (one.name for one, _ in read)):
        click.echo(_PERSON_NAMED[chinese], err=True)
    if len(read) > 1:
        if results or issues or rejected:
            raise click.UsageError(
                "--results, --issues and --rejected work for one file: unpack the archive first"
            )
        _print_all(read, declared, catalog, json_output=json_output, chinese=chinese)
        context.exit(max(_status(outcome) for _, outcome in read))
    ((lab_file, outcome),) = read
    if rejected:
        write_rows_to_fix(rejected, lab_file.data, outcome, declared, rows_for, chinese=chinese)
    if results:
        name = file_id(declared.study, declared.center, lab_file.data)
        _write(
            results,
            lambda out: write_results(outcome.panels, declared, out, file_id=name, places=outcome.places),
        )
    if issues:
        _write(issues, lambda out: write_issues(outcome.issues, out, places=outcome.places, chinese=chinese))
    if json_output:
        click.echo(_json(lab_file, outcome, declared, catalog, chinese=chinese))
    else:
        _print(Console(), lab_file, outcome, declared, catalog, chinese=chinese)
    context.exit(_status(outcome))


def _print_all(
    read: list[tuple[LabFile, Outcome]],
    profile: Profile,
    catalog: Catalog,
    *,
    json_output: bool,
    chinese: bool,
) -> None:
    """Print the report of each file in an archive under the name of the file."""
    if json_output:
        told = [
            _json(file, outcome, profile, catalog, chinese=chinese, name=file.name) for file, outcome in read
        ]
        click.echo("[" + ",\n".join(told) + "]")
        return
    console = Console()
    for place, (file, outcome) in enumerate(read):
        if place:
            console.print()
        print_name(console, file.name)
        _print(console, file, outcome, profile, catalog, chinese=chinese)


def _print(
    console: Console, file: LabFile, outcome: Outcome, profile: Profile, catalog: Catalog, *, chinese: bool
) -> None:
    print_outcome(console, outcome, profile, catalog, chinese=chinese)
    print_kept(console, sha256(file.data), _kept(file, outcome, profile), chinese=chinese)


def _json(
    file: LabFile,
    outcome: Outcome,
    profile: Profile,
    catalog: Catalog,
    *,
    chinese: bool,
    name: str | None = None,
) -> str:
    kept = _kept(file, outcome, profile)
    return as_json(outcome, profile, catalog, sha256=sha256(file.data), kept=kept, chinese=chinese, file=name)


def _kept(file: LabFile, outcome: Outcome, profile: Profile) -> KeptContent:
    return kept_of(content_of(file.data), profile, outcome)


def _require_endings(results: Path | None, issues: Path | None, rejected: Path | None) -> None:
    """Refuse outputs whose names say another format than they get."""
    for table in (results, issues):
        require_ending(table, ".csv")
    require_ending(rejected, *ROW_FORMATS)


def _keep_apart(*paths: Path) -> None:
    """Refuse to write one file over another, above all over the lab's own."""
    if len({path.resolve() for path in paths}) < len(paths):
        raise click.UsageError(
            "each input and output needs its own file name: one file would overwrite another"
        )


def _read(data: bytes, declared: DeclaredNow, catalog: Catalog) -> Outcome:
    received = datetime.now(UTC)  # noqa: TID251 the command line is where the file arrives
    if len(data) < _LONG:
        return read_declared(data, declared, catalog, received)
    lines = None if data.startswith(_PACKED) else data.count(b"\n")
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=lines or None)
        return read_declared(
            data, declared, catalog, received, progress=lambda line: bar.update(task, completed=line)
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
