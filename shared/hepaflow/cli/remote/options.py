"""Collect what every remote command needs: address, token, study."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import click
import requests

from hepaflow.cli.remote.claims import roles
from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.refusals import ApiRefusal
from hepaflow.cli.sign_in.issuer import SignInFailed
from hepaflow.cli.sign_in.login import API
from hepaflow.cli.sign_in.tokens import access_token, login_command

REFUSED_STATUS = 3  # the API rejected the request, or cannot be reached, or the user is not signed in
EXIT = """\b
Exit status:
  0   done
  3   the API rejected the request or cannot be reached, or you are
      not signed in
  64  wrong usage
"""
SEND_EXIT = """\b
Exit status:
  0   no row is rejected or held
  1   some rows are rejected or held
  2   the file is refused
  3   the API rejected the request or cannot be reached, you are not
      signed in, there was no receipt in time, or the file is waiting or
      failed
  64  wrong usage
"""
_CENTER = "/center-"


def api_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--api`, `--token` and `--study` to a command."""
    token = click.option(
        "--token", envvar="HEPAFLOW_TOKEN", show_envvar=True,
        help="Access token, for programs. Default: the one of `hepaflow login`.",
    )  # fmt: skip
    study = click.option("--study", help="Study id. Default: the only study of the token.")
    return API(token(study(command)))


def client_of(api: str, token: str | None, study: str | None) -> Client:
    """Return a client for the study named, or for the only study of the token.

    Args:
        api: address of the API, as the option `--api` takes it.
        token: the user's access token; None means the one of `hepaflow login`.
        study: the study's id; None means the only study of the token.

    Raises:
        UsageError: no study is named and the token does not name exactly one.
        Exit: with status 3; the user is not signed in.
    """
    try:
        token = token or access_token(api)
    except SignInFailed as failed:
        click.echo(str(failed), err=True)
        raise click.exceptions.Exit(REFUSED_STATUS) from None
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
        if refusal.status == HTTPStatus.UNAUTHORIZED:
            click.echo(f"Get a new access token. Run: {login_command(api)}", err=True)
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
