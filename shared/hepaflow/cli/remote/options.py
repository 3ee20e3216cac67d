"""Collect what every remote command needs: address, token, study."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import click

from hepaflow.cli.remote.claims import roles
from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.refusals import ApiRefusal
from hepaflow.cli.report.terminal import visible
from hepaflow.cli.report.words import Words
from hepaflow.cli.sign_in.address import API, login_command

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
_PART = re.compile("^(query|body|path)[.]")
_ENGLISH: Words = {
    "rejected": "The API rejected the request (HTTP {}).",
    "newest": "The newest version is {}.",
    "sign_in": "Get a new access token. Run: {}",
    "unreachable": "{} cannot be reached or did not answer in time. Try again: repeating a command is safe.",
}
_CHINESE: Words = {
    "rejected": "接口未接受请求（HTTP {}）。原因：",
    "newest": "最新版本为 {}。",
    "sign_in": "请重新登录：{}",
    "unreachable": "无法连接 {}，或未及时答复。请重试；重复执行命令是安全的。",
}


def api_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--api`, `--token` and `--study` to a command."""
    token = click.option(
        "--token", envvar="HEPAFLOW_TOKEN", show_envvar=True,
        help="Access token, for programs. Default: the one of `hepaflow login`.",
    )  # fmt: skip
    study = click.option("--study", help="Study id. Default: the only study of the token.")
    return API(token(study(command)))


def client_of(api: str, token: str | None, study: str | None, *, chinese: bool = False) -> Client:
    """Return a client for the study named, or for the only study of the token.

    Args:
        api: address of the API, as the option `--api` takes it.
        token: the user's access token; None means the one of `hepaflow login`.
        study: the study's id; None means the only study of the token.
        chinese: have the API answer in Chinese where it can.

    Raises:
        UsageError: no study is named and the token does not name exactly one.
        Exit: with status 3; the user is not signed in.
    """
    token = token or _kept_token(api)
    studies = {group.partition("/")[0] for group in roles(token) if "/" in group}
    if study is None and len(studies) != 1:
        named = f"the token names {', '.join(sorted(studies))}" if studies else "the token names no study"
        raise click.UsageError(f"add --study: {named}")
    return Client(api, token, study or studies.pop(), "zh" if chinese else "en")


def _kept_token(api: str) -> str:
    from hepaflow.cli.sign_in.issuer import SignInFailed
    from hepaflow.cli.sign_in.tokens import access_token

    try:
        return access_token(api)
    except SignInFailed as failed:
        click.echo(str(failed), err=True)
        raise click.exceptions.Exit(REFUSED_STATUS) from None


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
def answered(api: str, *, chinese: bool = False) -> Iterator[None]:
    """Exit with status 3 and the reason if the API rejects the request or cannot be reached.

    Args:
        api: address of the API.
        chinese: report in Chinese instead of English.

    Raises:
        Exit: with status 3; the API rejected a request in the block, cannot be reached or did not answer in time.
    """
    from requests import RequestException

    words = _CHINESE if chinese else _ENGLISH
    try:
        yield
    except ApiRefusal as refusal:
        click.echo(_told(refusal, words), err=True)
        if refusal.status == HTTPStatus.UNAUTHORIZED:
            click.echo(words["sign_in"].format(login_command(api)), err=True)
        raise click.exceptions.Exit(REFUSED_STATUS) from None
    except RequestException:
        click.echo(words["unreachable"].format(api), err=True)
        raise click.exceptions.Exit(REFUSED_STATUS) from None


def _told(refusal: ApiRefusal, words: Words) -> str:
    """Return the problem that the API reported, for a person."""
    problem = refusal.problem
    parts = [str(problem.get("detail") or problem.get("title", ""))]
    parts += [
        f"{_PART.sub('', fault.get('at', ''))}: {fault.get('what', '')}"
        for fault in problem.get("errors", [])
    ]
    if isinstance(newest := problem.get("newest"), int):
        parts.append(words["newest"].format(newest))
    return "\n".join([words["rejected"].format(refusal.status), *(visible(part) for part in parts if part)])
