"""Send files over the API, and list what was sent."""

import hashlib
import time
from collections.abc import Callable, Iterator

from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.remote.upload import Progress, send_form
from hepaflow.domain.identity import sha256
from hepaflow.domain.profile.parts import MAIN_FEED

_SECONDS = 60  # that a file may take until it is processed


def upload_file(
    client: Client,
    center: str,
    name: str,
    data: bytes,
    told: Progress = lambda _count: None,
    feed: str = MAIN_FEED,
) -> str:
    """Request an upload form for these bytes and send them with it; return the version id of the delivery.

    Args:
        client: calls the API.
        center: id of the center that sends.
        name: the name of the file.
        data: the content of the file.
        told: called after each piece of the request body (the form with `data`) with its number of bytes.
        feed: the feed of the center.

    Raises:
        ApiRefusal: the API rejected the request for a form, or S3 rejected the upload.
    """
    announced = {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    if feed != MAIN_FEED:
        announced["feed"] = feed
    form = client.call("POST", f"/centers/{center}/uploads", json=announced)
    return send_form(form, name, data, told)


def deliveries_of(client: Client, center: str) -> Iterator[JsonObject]:
    """Yield the deliveries of a center, in order of receipt."""
    for page in client.pages("/files", {"center": center}):
        yield from page["deliveries"]


def deliveries_named(client: Client, center: str, name: str) -> list[JsonObject]:
    """Return the deliveries of files of a name, in order of receipt; the request holds a hash of the name.

    Args:
        client: calls the API.
        center: id of the center that sent them.
        name: the name of the file.
    """
    digest = sha256(f"{client.study}/{center}/{name}".encode())
    pages = client.pages("/files", {"center": center, "name_hash": digest})
    return [sent for page in pages for sent in page["deliveries"]]


def await_processed(client: Client, center: str, count: int, pause: Callable[[], None]) -> list[JsonObject]:
    """Wait at most 60 seconds until `count` deliveries of a center are processed; return all that are.

    Args:
        client: calls the API.
        center: the center's id.
        count: how many processed deliveries to wait for.
        pause: waits between two requests.

    Returns:
        The processed deliveries in order of receipt, each as the API lists it: `version_id`, `received`, `status`,
        `file_id`, `parent`, `file_status`, `counts`.

    Raises:
        TimeoutError: fewer deliveries are processed in time.
        ApiRefusal: the API rejected a request.
    """
    ends = time.monotonic() + _SECONDS
    while time.monotonic() < ends:
        known = [sent for sent in deliveries_of(client, center) if sent["file_status"]]
        if len(known) >= count:
            return known
        pause()
    raise TimeoutError(f"no receipt for a file of {center} within {_SECONDS} seconds")
