"""Run `hepaflow login` and `hepaflow logout`."""

import webbrowser

import click

from hepaflow.cli.remote.claims import claims_of, roles
from hepaflow.cli.report.terminal import visible
from hepaflow.cli.sign_in.address import API
from hepaflow.cli.sign_in.grants import TokenAnswer, by_browser, by_device
from hepaflow.cli.sign_in.issuer import SignInFailed, described_by, endpoints_of
from hepaflow.cli.sign_in.tokens import delete_kept, keep, kept, revoke, tokens_from

_EXIT = """\b
Exit status:
  0   done
  3   you are not signed in; the message says why
  64  wrong usage
"""
_FAILED = 3


@click.command("login", short_help="Sign in to an API.", epilog=_EXIT)
@API
@click.option(
    "--device", is_flag=True, help="Sign in on another device, with a code. Not every issuer offers this."
)
def login_command_line(api: str, device: bool) -> None:  # noqa: FBT001 a flag
    """Sign in with a browser, and keep the tokens in a file that you alone can read.

    The other commands use these tokens, and renew them while the issuer allows it.
    """
    try:
        description = described_by(api)
        endpoints = endpoints_of(description.issuer)
        sign_in = (
            by_device(description, endpoints, _show_code)
            if device
            else by_browser(description, endpoints, _open)
        )
        keep(tokens_from(sign_in, api, description.client_id, endpoints))
    except SignInFailed as failed:
        _stop(failed)
    click.echo(f"Signed in to {api} as {_name(sign_in)}.")
    named = ", ".join(map(visible, roles(sign_in["access_token"])))
    click.echo(
        f"Roles: {named}" if named else "Your token names no role of a study. Ask who manages the users."
    )


@click.command("logout", short_help="Sign out of an API.", epilog=_EXIT)
@API
def logout_command(api: str) -> None:
    """Delete the tokens that are kept for an API, and have the issuer end them if it can."""
    tokens = kept(api)
    delete_kept(api)
    try:
        if tokens:
            revoke(tokens)
    except SignInFailed as failed:
        click.echo(f"The tokens are deleted here, but not ended at the issuer: {failed}", err=True)
        raise click.exceptions.Exit(_FAILED) from None
    click.echo(f"Signed out of {api}." if tokens else f"You were not signed in to {api}.")


def _stop(failed: SignInFailed) -> None:
    click.echo(str(failed), err=True)
    raise click.exceptions.Exit(_FAILED) from None


def _open(address: str) -> None:
    click.echo(f"Sign in with your browser. If it does not open, open this address:\n{address}", err=True)
    webbrowser.open(address)


def _show_code(address: str, code: str) -> None:
    click.echo(f"Open {visible(address)} on any device, and enter the code {visible(code)}", err=True)


def _name(answer: TokenAnswer) -> str:
    claims = claims_of(str(answer.get("id_token", ""))) or claims_of(answer["access_token"])
    names = (claims.get(name) for name in ("email", "preferred_username", "sub"))
    return visible(str(next(filter(None, names), "a user without a name")))
