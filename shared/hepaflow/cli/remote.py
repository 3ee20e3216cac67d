"""What every command that speaks to the API needs: its address, a token, the study."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import click
import requests

from hepaflow.cli.client import Client, Refusal, roles

REFUSED_STATUS = 3  # the API said no, or cannot be reached
_CENTER = "/center-"
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def api_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--api`, `--token` and `--study` to a command."""
    token = click.option(
        "--token", envvar="HEPAFLOW_TOKEN", prompt="Access token", hide_input=True,
        help="Your access token; better in HEPAFLOW_TOKEN, or asked for, than on the command line.",
    )  # fmt: skip
    api = click.option(
        "--api", envvar="HEPAFLOW_API", required=True, help="Address of the API (HEPAFLOW_API)."
    )
    study = click.option("--study", help="Which study; taken from the token where it names one only.")
    return api(token(study(command)))


def client_of(api: str, token: str, study: str | None) -> Client:
    """Return the client of the study that is named, or of the one that the token has a role in.

    Raises:
        UsageError: neither tells; or the token would go out unencrypted.
    """
    address = urlsplit(api)
    if address.scheme != "https" and address.hostname not in _THIS_MACHINE:
        raise click.UsageError("the address must begin with https://: a token is never sent unencrypted")
    studies = {group.partition("/")[0] for group in roles(token) if "/" in group}
    if study is None and len(studies) != 1:
        told = f"the token is for {', '.join(sorted(studies))}" if studies else "the token names none"
        raise click.UsageError(f"which study? {told}: add --study")
    return Client(api, token, study or studies.pop())


def center_of(token: str, study: str, center: str | None) -> str:
    """Return the center that is named, or the one that the token sends for.

    Raises:
        UsageError: neither tells.
    """
    own = [group.partition(_CENTER)[2] for group in roles(token) if group.startswith(study + _CENTER)]
    if center is None and len(own) != 1:
        raise click.UsageError("which center? the token does not name one: add --center")
    return center or own[0]


@contextmanager
def answered(api: str) -> Iterator[None]:
    """End the command with status 3 and a word why, where the API says no or cannot be reached."""
    try:
        yield
    except Refusal as refusal:
        click.echo(_told(refusal), err=True)
        raise click.exceptions.Exit(REFUSED_STATUS) from None
    except requests.RequestException:
        click.echo(
            f"{api} cannot be reached, or did not answer in time. Try again: doing it twice is harmless.",
            err=True,
        )
        raise click.exceptions.Exit(REFUSED_STATUS) from None


def _told(refusal: Refusal) -> str:
    """Return what the API said, for a person."""
    parts = [str(refusal.problem.get(name, "")) for name in ("title", "detail")]
    parts += [
        f"{fault.get('at', '')}: {fault.get('what', '')}" for fault in refusal.problem.get("errors", [])
    ]
    return "\n".join([f"The API answered {refusal.status}.", *(part for part in parts if part)])
