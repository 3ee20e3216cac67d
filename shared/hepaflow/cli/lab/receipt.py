"""Print the receipt of a file, also while it waits or after it failed (`hepaflow receipt`)."""

import json
import re
import time
from pathlib import Path, PurePath

import click
import requests
from rich.console import Console

from hepaflow.cli.lab.rows import FOR_WHOM, REJECTED, keep_rows, require_ending
from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.deliveries import deliveries_named, deliveries_of
from hepaflow.cli.remote.options import REFUSED_STATUS, SEND_EXIT, answered, api_options, center_of, client_of
from hepaflow.cli.remote.receipts import page_of_receipt, receipt_of_delivery, receipt_of_file, rows_to_fix
from hepaflow.cli.remote.refusals import ApiRefusal
from hepaflow.cli.report.option_types import OUT
from hepaflow.cli.report.receipts import print_receipt
from hepaflow.domain.receipts.receipt_json import to_json
from hepaflow.domain.receipts.receipts import DeliveryReceipt, Receipt
from hepaflow.domain.study.files import PROCESSED, DeliveryStatus, FileStatus
from hepaflow.pipeline.desk.file_ids import WHOLE
from hepaflow.pipeline.runs.receipt import ROW_FORMATS
from hepaflow.writers.receipt_page import receipt_page

_FILE_ID = re.compile("[0-9a-f]{8,64}")
_PAUSE = 0.5  # seconds between two looks at a delivery
LANGUAGE = click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of messages."
)
JSON_OUTPUT = click.option("--json", "json_output", is_flag=True, help="Print the receipt as JSON.")


@click.command("receipt", short_help="Print the receipt of a file that was sent.", epilog=SEND_EXIT)
@click.argument("file")
@api_options
@click.option(
    "--center",
    help="Center that sent the file, if it is not processed yet. Default: the center of the token.",
)
@REJECTED
@FOR_WHOM
@click.option("--html", type=OUT, help="Write the receipt as a page to this file (.html).")
@LANGUAGE
@JSON_OUTPUT
@click.pass_context
def receipt_command(  # noqa: PLR0913, PLR0917 one parameter an option
    context: click.Context,
    file: str,
    api: str,
    token: str | None,
    study: str | None,
    center: str | None,
    rejected: Path | None,
    rows_for: str,
    html: Path | None,
    lang: str,
    json_output: bool,  # noqa: FBT001 a flag
) -> None:
    """Print the receipt of a file that was sent.

    FILE is the name under which the file was sent last, or its file id. Only a hash of the name is sent. `send` prints the
    file id if there is no receipt in time. `results --csv` and the receipt as JSON contain it too.
    """
    require_ending(html, ".html")
    require_ending(rejected, *ROW_FORMATS)
    client = client_of(api, token, study, chinese=lang == "zh")
    with answered(api, chinese=lang == "zh"):
        receipt = _of_file(client, center, file) if _FILE_ID.fullmatch(file) else None
        if receipt is None:
            receipt = _of_name(client, center_of(client.token, client.study, center), file)
        if rejected and receipt.outcome == FileStatus.COMMITTED:
            keep_rows(rejected, *rows_to_fix(client, receipt.file_id, rows_for))
        if html:
            html.write_bytes(_page(client, receipt))
    show(receipt, chinese=lang == "zh", as_json=json_output)
    context.exit(status_of(receipt))


def _page(client: Client, receipt: Receipt | DeliveryReceipt) -> bytes:
    """Return the page of a receipt; that of a file contains the queries about its rows."""
    return page_of_receipt(client, receipt.file_id) if isinstance(receipt, Receipt) else receipt_page(receipt)


def _of_file(client: Client, center: str | None, file_id: str) -> Receipt | DeliveryReceipt | None:
    """Return the receipt of a file, or of its last delivery if it has none; None if the digits may be a name.

    Raises:
        ApiRefusal: there is neither, or several ids begin so.
    """
    try:
        return receipt_of_file(client, file_id)
    except ApiRefusal as refusal:
        if refusal.status != requests.codes.not_found:
            raise
        if len(file_id) < WHOLE:
            return None
        told = _last_told(client, center_of(client.token, client.study, center), file_id)
        if told is None:
            raise
        return told


def _of_name(client: Client, center: str, name: str) -> Receipt | DeliveryReceipt:
    """Return the receipt of the file that was sent last under a name, or of that delivery.

    Raises:
        UsageError: no delivery has this name.
    """
    sent = deliveries_named(client, center, name) or deliveries_named(client, center, PurePath(name).name)
    if not sent:
        raise click.UsageError("no file of this name was sent; give the file id, or the name as it was sent")
    last = sent[-1]
    if last["file_status"]:
        return receipt_of_file(client, last["file_id"])
    told = receipt_of_delivery(client, center, last["version_id"])
    if told is None:
        raise click.UsageError("the file has no receipt yet")
    return told


def wait_for_answer(
    client: Client, center: str, version_id: str, seconds: int
) -> Receipt | DeliveryReceipt | None:
    """Wait for the receipt of a delivery; return None if there is none in time.

    The receipt of an earlier delivery of the same file does not count: that one may have failed, or may have been
    refused under an older profile.

    Args:
        client: calls the API.
        center: id of the center that sent the file.
        version_id: S3 version id of the delivery, as `Client.upload` returns it.
        seconds: how long to wait; 0 asks once.
    """
    ends = time.monotonic() + seconds
    with Console(stderr=True).status("Waiting for the receipt"):
        while (told := receipt_of_delivery(client, center, version_id)) is None and time.monotonic() < ends:
            time.sleep(_PAUSE)
    return told


def show(
    receipt: Receipt | DeliveryReceipt, *, chinese: bool, as_json: bool, is_listed: bool = False
) -> None:
    """Print a receipt to the terminal, for a person or as JSON.

    Args:
        receipt: the receipt of a run over a file, or of a delivery.
        chinese: print in Chinese instead of English; JSON contains both.
        as_json: print JSON.
        is_listed: its causes are on the terminal already.
    """
    if as_json:
        click.echo(json.dumps(to_json(receipt), ensure_ascii=False, indent=1))
    else:
        print_receipt(Console(), receipt, chinese=chinese, is_listed=is_listed)


def status_of(receipt: Receipt | DeliveryReceipt) -> int:
    """Return the exit status for a receipt; that of an archive, or of a delivery that waits or failed, counts no rows."""
    if isinstance(receipt, DeliveryReceipt):
        done = receipt.outcome in PROCESSED and receipt.outcome is not DeliveryStatus.TOO_LARGE
        return 0 if done else REFUSED_STATUS
    if receipt.outcome is FileStatus.REFUSED:
        return 2
    return 1 if receipt.counts.held or receipt.counts.rejected else 0


def _last_told(client: Client, center: str, file_id: str) -> Receipt | DeliveryReceipt | None:
    """Return the latest status of the last delivery of a file that has no receipt yet."""
    found = [sent["version_id"] for sent in deliveries_of(client, center) if sent["file_id"] == file_id]
    return receipt_of_delivery(client, center, found[-1]) if found else None
