"""Find the file that a prefix of an id names, and the row that a place names."""

import re

import click

from hepaflow.cli.remote.claims import roles
from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.domain.study.register import RESERVED_CENTER

_FILE_ID = re.compile("[0-9a-f]{64}")
_PREFIX = re.compile("[0-9a-f]{4,63}")
_CENTER = "/center-"


def file_named(client: Client, text: str, center: str | None = None) -> str:
    """Return the id of the file that a text names: a whole file id, or its beginning.

    Args:
        client: calls the API.
        text: at least the first 4 characters of the file id.
        center: look only at files of this center.

    Raises:
        ClickException: no file has this id, or several have.
    """
    if _FILE_ID.fullmatch(text):
        return text
    if not _PREFIX.fullmatch(text):
        raise click.ClickException(f"{text} is not a file id. `hepaflow files` lists the ids of all files.")
    places = [center] if center else [None, *([] if _is_center(client) else [RESERVED_CENTER])]
    sent = [
        one
        for place in places
        for one in client.whole("/files", "deliveries", {"center": place})["deliveries"]
    ]
    found: list[str] = sorted({one["file_id"] for one in sent if one["file_id"].startswith(text)})
    if not found:
        raise click.ClickException(
            f"No file id begins with {text}. `hepaflow files` lists the ids of all files."
        )
    if len(found) > 1:
        raise click.ClickException(
            f"{len(found)} file ids begin with {text}. Give more characters of the id."
        )
    return found[0]


def row_named(sent: list[JsonObject], file: str, line: str) -> JsonObject:
    """Return the observation that a file and a place name.

    Args:
        sent: observations, as the API returns them.
        file: file id, or its beginning.
        line: place or number of the line, as it is printed.

    Raises:
        ClickException: none of the observations is there, or several are.
    """
    found = [
        one for one in sent if one["file_id"].startswith(file) and line in (one["place"], str(one["line"]))
    ]
    names = {(one["file_id"], one["line"]) for one in found}
    if not names:
        raise click.ClickException(
            f"The subject has no such result in line {line} of file {file}. `hepaflow results SUBJECT --csv` lists file and line of each."
        )
    if len(names) > 1:
        raise click.ClickException(
            f"Several results fit line {line} of file {file}. Give more characters of the file id."
        )
    return found[0]


def _is_center(client: Client) -> bool:
    """Say whether all roles of the user in the study are those of centers, who may not see the register."""
    groups = [group for group in roles(client.token) if group.startswith(f"{client.study}/")]
    return all(_CENTER in group for group in groups)
