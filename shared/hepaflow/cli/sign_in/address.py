"""Declare the option for the address of the API, which has to be encrypted."""

from urllib.parse import urlsplit

import click

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
API = click.option(
    "--api", envvar="HEPAFLOW_API", required=True, show_envvar=True, help="Address of the API.",
    callback=lambda _context, _option, address: _checked_address(address),
)  # fmt: skip


def is_private(address: str) -> bool:
    """Tell whether nobody can listen to a request to this address: it is encrypted, or does not leave this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)


def login_command(api: str) -> str:
    """Return the command with which a user signs in."""
    return f"hepaflow login --api {api}"


def _checked_address(api: str) -> str:
    """Return the address of an API as tokens are kept for it.

    Raises:
        UsageError: requests to it would be sent unencrypted.
    """
    if not is_private(api):
        raise click.UsageError("the address must begin with https://, so that the token is encrypted")
    return api.rstrip("/")
