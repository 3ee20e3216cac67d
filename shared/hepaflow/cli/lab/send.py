"""Check a file, send it and wait for its receipt (`hepaflow send`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
import requests
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from hepaflow.catalog.loader import Catalog, load
from hepaflow.cli.lab.receipt import JSON_OUTPUT, LANGUAGE, show, status_of, wait_for_answer
from hepaflow.cli.lab.rows import REJECTED, keep_rows, require_ending, write_rows_to_fix
from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.definitions import stored_profile
from hepaflow.cli.remote.deliveries import upload_file
from hepaflow.cli.remote.options import REFUSED_STATUS, SEND_EXIT, answered, api_options, center_of, client_of
from hepaflow.cli.remote.receipts import receipt_of_file, rows_to_fix
from hepaflow.cli.remote.refusals import ApiRefusal
from hepaflow.cli.report.outcome import print_outcome
from hepaflow.cli.report.words import CHINESE, ENGLISH
from hepaflow.domain.identity import file_id
from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.receipts.receipts import DeliveryReceipt, Receipt
from hepaflow.domain.study.files import DeliveryStatus, FileStatus
from hepaflow.pipeline.intake.archives import LabFile, lab_files, read_all
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.profiles.patterns import pattern_faults
from hepaflow.pipeline.reading.causes import causes
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.read_file import read_file
from hepaflow.pipeline.runs.receipt import ROW_FORMATS


@click.command("send", short_help="Check a file, send it, and print its receipt.", epilog=SEND_EXIT)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@api_options
@click.option("--center", help="Center that sends the file. Default: the center of the token.")
@click.option(
    "--feed", default=MAIN_FEED, show_default=True, help="Feed of the center that the file belongs to."
)
@click.option(
    "--yes", is_flag=True, help="Send the file without asking, even if rows would be rejected or held."
)
@click.option(
    "--wait", type=click.IntRange(0), default=300, show_default=True, help="Seconds to wait for the receipt."
)
@REJECTED
@LANGUAGE
@JSON_OUTPUT
@click.pass_context
def send_command(  # noqa: PLR0913, PLR0917 one parameter an option, as click wants it
    context: click.Context,
    file: Path,
    api: str,
    token: str | None,
    study: str | None,
    center: str | None,
    feed: str,
    yes: bool,  # noqa: FBT001 a flag
    wait: int,
    rejected: Path | None,
    lang: str,
    json_output: bool,  # noqa: FBT001 a flag
) -> None:
    """Check a file against the profile of its center, send it, and print its receipt.

    A file that would be refused is not sent. Before a file with rejected or held rows is sent, you are asked. `--rejected` writes
    the rows to correct, also if you decide not to send the file.
    """
    require_ending(rejected, *ROW_FORMATS)
    client = client_of(api, token, study, chinese=lang == "zh")
    sender = center_of(client.token, client.study, center)
    data = file.read_bytes()
    chinese = lang == "zh"
    with answered(api, chinese=lang == "zh"):
        checked = _checked(client, (sender, feed), file.name, data)
        if rejected and len(checked.files) > 1:
            raise click.UsageError("--rejected works for one file: unpack the archive first")
        status = checked.status
        if status == 2 or (status and not yes):
            checked.show(chinese=chinese)
        if status == 2 or (status and not yes and not click.confirm("Send the file anyway?", err=True)):
            checked.keep_rows(rejected, chinese=chinese)
            click.echo((CHINESE if chinese else ENGLISH)["not_sent"], err=True)
            context.exit(status)
        version_id = _upload(client, (sender, feed), file.name, data)
        answer = wait_for_answer(client, sender, version_id, wait)
        names = dict.fromkeys(file_id(client.study, sender, one) for one in _inside(file.name, data))
        receipts = _receipts(client, answer, names) if answer else []
        for receipt in receipts:
            if rejected and receipt.outcome == FileStatus.COMMITTED:
                keep_rows(rejected, *rows_to_fix(client, receipt.file_id))
    for receipt in receipts:
        is_listed = not yes and checked.lists(receipt)
        show(receipt, chinese=chinese, as_json=json_output, is_listed=is_listed)
    if not receipts:
        click.echo(
            "The file was sent, but there is no receipt yet. Get it later with `hepaflow receipt` and this file id:",
            err=True,
        )
        click.echo("\n".join(names))
    context.exit(max(map(status_of, receipts), default=REFUSED_STATUS))


def _receipts(
    client: Client, answer: Receipt | DeliveryReceipt, inside: Iterable[str]
) -> list[Receipt | DeliveryReceipt]:
    """Return the receipts of the files of a delivery, or the delivery's own if it is waiting or failed."""
    match answer.outcome:
        case DeliveryStatus.UNPACKED:
            return [receipt_of_file(client, name) for name in inside]
        case DeliveryStatus.TAKEN_UP | DeliveryStatus.DUPLICATE:
            return [receipt_of_file(client, answer.file_id)]
        case _:
            return [answer]


def _inside(name: str, data: bytes) -> list[bytes]:
    """Return the files in an archive, each of which gets a receipt, or the file itself."""
    try:
        return [one.data for one in lab_files(name, data)]
    except Refused:
        return [data]


@dataclass(frozen=True, slots=True)
class _Checked:
    """What the check of a file gave before it was sent.

    Attributes:
        files: the file, or the files in an archive; none if the file will wait for a profile.
        profile: the profile that read them; None if there is none.
        catalog: the catalog that read them.
    """

    files: list[tuple[LabFile, Outcome]]
    profile: Profile | None
    catalog: Catalog

    @property
    def status(self) -> int:
        """The exit status of `check`."""
        return max((_status_of(outcome) for _, outcome in self.files), default=0)

    def show(self, *, chinese: bool) -> None:
        """Print the issues of the files that have rows to be fixed, or are refused."""
        for _, outcome in self.files:
            if self.profile is not None and _status_of(outcome):
                print_outcome(Console(stderr=True), outcome, self.profile, self.catalog, chinese=chinese)

    def keep_rows(self, path: Path | None, *, chinese: bool) -> None:
        """Write the rows that the lab corrects."""
        if path is not None and self.profile is not None:
            for lab_file, outcome in self.files:
                write_rows_to_fix(path, lab_file.data, outcome, self.profile, "lab", chinese=chinese)

    def lists(self, receipt: Receipt | DeliveryReceipt) -> bool:
        """Say whether the causes of a receipt are those that were printed."""
        if not isinstance(receipt, Receipt):
            return False
        told = [(cause.code, cause.lines) for cause in receipt.causes]
        return any(
            _status_of(outcome)
            and told == [(cause.code, cause.lines) for cause in causes(outcome, self.catalog)]
            for _, outcome in self.files
        )


def _checked(client: Client, sender: tuple[str, str], name: str, data: bytes) -> _Checked:
    """Check a file as the server does."""
    catalog = load()
    try:
        profile = profile_from_toml(stored_profile(client, *sender))
    except ApiRefusal as refusal:
        if refusal.status == requests.codes.not_found:
            return _Checked([], None, catalog)  # the file will wait for its center's profile
        raise
    if pattern_faults(profile):
        return _Checked([], None, catalog)  # the file will wait for the next version
    received = datetime.now(UTC)  # noqa: TID251 it arrives now
    found = read_all(name, data, lambda one: read_file(one, profile, catalog, received))
    return _Checked(found, profile, catalog)


def _status_of(outcome: Outcome) -> int:
    if outcome.refused:
        return 2
    return 1 if outcome.counts.held or outcome.counts.rejected else 0


def _upload(client: Client, sender: tuple[str, str], name: str, data: bytes) -> str:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Sending", total=len(data))
        center, feed = sender
        return upload_file(client, center, name, data, lambda count: bar.advance(task, count), feed)
