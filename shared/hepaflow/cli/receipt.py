"""`hepaflow receipt`: what a center was told of a file, also while it waits or where it failed."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import requests
from rich.console import Console

from hepaflow.cli.client import Client, Json, Refusal
from hepaflow.cli.remote import REFUSED_STATUS, answered, api_options, center_of, client_of
from hepaflow.cli.report import print_receipt

_PAUSE = 0.5  # seconds between two looks at a file
_STOPPED = ("awaiting-profile", "failed")  # a delivery that goes on only once somebody else has acted
LANGUAGE = click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language."
)
JSON_OUTPUT = click.option("--json", "json_output", is_flag=True, help="Print the receipt as JSON.")


@click.command("receipt")
@click.argument("file_id")
@api_options
@click.option(
    "--center", help="Who sent it, for a file that has not been taken up yet; taken from the token."
)
@click.option(
    "--rejected",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the rows to be fixed and sent back here, in the lab's own layout.",
)
@LANGUAGE
@JSON_OUTPUT
@click.pass_context
def receipt_command(  # noqa: PLR0913, PLR0917 one parameter an option
    context: click.Context,
    file_id: str,
    api: str,
    token: str,
    study: str | None,
    center: str | None,
    rejected: Path | None,
    lang: str,
    json_output: bool,  # noqa: FBT001 a flag
) -> None:
    """Print the receipt of a file that was sent before; exit status as for `send`."""
    client = client_of(api, token, study)
    with answered(api):
        try:
            receipt = client.receipt(file_id)
        except Refusal as refusal:
            if refusal.status != requests.codes.not_found:
                raise
            sent = _last_sent(client, center_of(token, client.study, center), {file_id})
            if sent is None:
                raise
            receipt = _told(client, sent)
        if rejected and receipt["outcome"] == "committed":
            rejected.write_bytes(client.rejected(file_id))
    show(receipt, chinese=lang == "zh", as_json=json_output)
    context.exit(status_of(receipt))


def wait_for_receipt(client: Client, center: str, file_id: str, whole: str, seconds: int) -> Json | None:
    """Wait until a file that was just sent has a receipt, or its delivery waits for others; None: not in time.

    Args:
        client: of the study.
        center: who sent it.
        file_id: of the file.
        whole: of the archive that it was sent in; else the file's own.
        seconds: how long to wait.
    """
    ends = time.monotonic() + seconds
    with Console(stderr=True).status("Waiting for the receipt"):
        while client.file(file_id) is None:
            sent = _last_sent(client, center, {file_id, whole}, _a_day_ago())
            if sent and sent["status"] in _STOPPED:
                return _told(client, sent)
            if time.monotonic() > ends:
                return None
            time.sleep(_PAUSE)
        while not _is_whole(receipt := client.receipt(file_id)) and time.monotonic() < ends:
            time.sleep(_PAUSE)
    return receipt


def show(receipt: Json, *, chinese: bool, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(receipt, ensure_ascii=False, indent=1))
    else:
        print_receipt(Console(), receipt, chinese=chinese)


def status_of(receipt: Json) -> int:
    """Return the exit status that a receipt stands for; a delivery that waits or failed has no rows to speak of."""
    if receipt["outcome"] == "refused":
        return 2
    if "counts" not in receipt:
        return REFUSED_STATUS
    return 1 if receipt["counts"]["held"] or receipt["counts"]["rejected"] else 0


def _last_sent(client: Client, center: str, ids: set[str], since: str = "") -> Json | None:
    """Return the last delivery of a file, or of the archive around it, as the API lists it."""
    found = [sent for sent in client.files(center, since) if sent["file_id"] in ids]
    return {"center": center, **found[-1]} if found else None


def _a_day_ago() -> str:
    """Return the first place in a center's list at which what was just sent may stand, whatever the clocks say."""
    now = datetime.now(UTC)  # noqa: TID251 it was sent now
    return f"{now - timedelta(days=1):%Y-%m-%d}"


def _told(client: Client, sent: Json) -> Json:
    return client.told_of(sent["center"], sent["version_id"])


def _is_whole(receipt: Json) -> bool:
    """Say whether a receipt tells what the file changed, too: that is known a moment after the file counts."""
    return receipt["outcome"] == "refused" or "accepted_now" in receipt
