"""Collect what every remote command needs: address, token, study."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import click
import requests

from hepaflow.cli.client import ApiRefusal, Client, roles

REFUSED_STATUS = 3  # the API rejected the request, or cannot be reached
EXIT = """\b
Exit status:
  0   done
  3   the API rejected the request or cannot be reached
  64  wrong usage
"""
SEND_EXIT = """\b
Exit status:
  0   no row is rejected or held
  1   some rows are rejected or held
  2   the file is refused
  3   the API rejected the request or cannot be reached, there was no
      receipt in time, or the file is waiting or failed
  64  wrong usage
"""
_CENTER = "/center-"
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def api_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--api`, `--token` and `--study` to a command."""
    token = click.option(
        "--token", envvar="HEPAFLOW_TOKEN", prompt="Access token", hide_input=True,
        help="Your access token. Safer: set HEPAFLOW_TOKEN, or type it at the prompt.",
    )  # fmt: skip
    api = click.option(
        "--api", envvar="HEPAFLOW_API", required=True, help="Address of the API, or set HEPAFLOW_API."
    )
    study = click.option("--study", help="Study id. Default: the only study of the token.")
    return api(token(study(command)))


def client_of(api: str, token: str, study: str | None) -> Client:
    """Return a client for the study named, or for the only study of the token.

    Args:
        api: address of the API: https, or any scheme on this machine.
        token: the user's access token.
        study: the study's id; None means the only study of the token.

    Raises:
        UsageError: no study is named and the token does not name exactly one, or the token would be sent unencrypted.
    """
    address = urlsplit(api)
    if address.scheme != "https" and address.hostname not in _THIS_MACHINE:
        raise click.UsageError("the address must begin with https://, so that the token is encrypted")
    studies = {group.partition("/")[0] for group in roles(token) if "/" in group}
    if study is None and len(studies) != 1:
        named = f"the token names {', '.join(sorted(studies))}" if studies else "the token names no study"
        raise click.UsageError(f"add --study: {named}")
    return Client(api, token, study or studies.pop())


def center_of(token: str, study: str, center: str | None) -> str:
    """Return the center named, or the only center of the token.

    Args:
        token: the user's access token.
        study: the study's id.
        center: the center's id; None means the only center of the token in this study.

    Raises:
        UsageError: no center is named and the token does not name exactly one.
    """
    own = [group.partition(_CENTER)[2] for group in roles(token) if group.startswith(study + _CENTER)]
    if center is None and len(own) != 1:
        raise click.UsageError("add --center: the token does not name one center")
    return center or own[0]


@contextmanager
def answered(api: str) -> Iterator[None]:
    """Exit with status 3 and the reason if the API rejects the request or cannot be reached.

    Raises:
        Exit: with status 3; the API rejected a request in the block, cannot be reached or did not answer in time.
    """
    try:
        yield
    except ApiRefusal as refusal:
        click.echo(_told(refusal), err=True)
        raise click.exceptions.Exit(REFUSED_STATUS) from None
    except requests.RequestException:
        click.echo(
            f"{api} cannot be reached or did not answer in time. Try again: repeating a command is safe.",
            err=True,
        )
        raise click.exceptions.Exit(REFUSED_STATUS) from None


def _told(refusal: ApiRefusal) -> str:
    """Return the problem that the API reported, for a person."""
    parts = [str(refusal.problem.get(name, "")) for name in ("title", "detail")]
    parts += [
        f"{fault.get('at', '')}: {fault.get('what', '')}" for fault in refusal.problem.get("errors", [])
    ]
    return "\n".join(
        [f"The API rejected the request (HTTP {refusal.status}).", *(part for part in parts if part)]
    )
