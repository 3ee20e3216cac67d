"""Compare the version of hepaflow that the server has with that of this command."""

from collections.abc import Mapping

import click

from hepaflow import VERSION
from hepaflow.cli.report.terminal import visible

_SECONDS = 10  # that the server may take: it looks nothing up
VERSION_SENTENCES: Mapping[str, tuple[str, str]] = {
    "other": (
        (
            "The server has hepaflow {server}, this command is hepaflow {own}. The server may judge the file otherwise than the check here; "
            "its receipt counts. Install hepaflow {server} to check with the same rules."
        ),
        (
            "服务器的 hepaflow 版本为 {server}，本命令的版本为 {own}。服务器的判定可能与此处的检查不同，以其回执为准。"
            "如需按相同规则检查，请安装 hepaflow {server}。"
        ),
    ),
    "unknown": (
        (
            "The server does not say which version of hepaflow it has; this command is hepaflow {own}. The server may judge the file otherwise "
            "than the check here; its receipt counts. Ask the operator for the version of the server."
        ),
        "服务器未说明其 hepaflow 版本，本命令的版本为 {own}。服务器的判定可能与此处的检查不同，以其回执为准。请向运维人员询问服务器版本。",
    ),
}


def compare_versions(address: str, *, chinese: bool) -> None:
    """Print on the standard error that the server's version is another one than the command's, if it is.

    Args:
        address: where the API listens.
        chinese: say it in Chinese.

    Raises:
        RequestException: the server cannot be reached, or did not answer in time.
    """
    server = _version_of(address)
    if server == VERSION:
        return
    told = VERSION_SENTENCES["other" if server else "unknown"][chinese]
    click.echo(told.format(server=visible(server), own=VERSION), err=True)


def _version_of(address: str) -> str:
    """Return the version that the server names; "" if it names none."""
    import requests

    answer = requests.request("GET", f"{address.rstrip('/')}/health", headers={}, timeout=_SECONDS)
    try:
        told = answer.json() if answer.ok else {}
    except requests.JSONDecodeError:
        return ""
    version = told.get("version") if isinstance(told, dict) else None
    return version if isinstance(version, str) else ""
