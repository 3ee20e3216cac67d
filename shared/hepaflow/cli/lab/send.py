"""Check a file, send it and wait for its receipt (`hepaflow send`)."""

from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from hepaflow.cli.lab.before_sending import NOT_SENT, SENDING_SENTENCES, check_before_sending
from hepaflow.cli.lab.receipt import JSON_OUTPUT, LANGUAGE, show, status_of, wait_for_answer
from hepaflow.cli.lab.rows import REJECTED, keep_rows, require_ending
from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.deliveries import upload_file
from hepaflow.cli.remote.options import REFUSED_STATUS, SEND_EXIT, answered, api_options, center_of, client_of
from hepaflow.cli.remote.receipts import receipt_of_file, rows_to_fix
from hepaflow.cli.remote.server_version import compare_versions
from hepaflow.domain.identity import file_id
from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.receipts.receipts import DeliveryReceipt, Receipt
from hepaflow.domain.study.files import DeliveryStatus, FileStatus
from hepaflow.pipeline.intake.archives import lab_files
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
    chinese = lang == "zh"
    client = client_of(api, token, study, chinese=chinese)
    sender = center_of(client.token, client.study, center)
    data = file.read_bytes()
    with answered(api, chinese=chinese):
        compare_versions(api, chinese=chinese)
        checked = check_before_sending(client, (sender, feed), file.name, data, chinese=chinese)
        if rejected and len(checked.files) > 1:
            raise click.UsageError("--rejected works for one file: unpack the archive first")
        status = checked.status
        if status == NOT_SENT or (status and not yes):
            checked.show(chinese=chinese)
        if status == NOT_SENT or (
            status and not yes and not click.confirm(SENDING_SENTENCES["anyway"][chinese], err=True)
        ):
            checked.keep_rows(rejected, chinese=chinese)
            click.echo(checked.why_not_sent(chinese=chinese), err=True)
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


def _upload(client: Client, sender: tuple[str, str], name: str, data: bytes) -> str:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Sending", total=len(data))
        center, feed = sender
        return upload_file(client, center, name, data, lambda count: bar.advance(task, count), feed)
