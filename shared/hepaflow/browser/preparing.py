"""Prepare an export for the page of hospitals, as `hepaflow prepare` does; key list and secret stay in the browser."""

import csv
import io
import json
import secrets
from itertools import chain
from typing import Any, Final

from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.profile.parts import FileFormat
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.checking.declared import declared_now
from hepaflow.pipeline.deidentify import KeyFault, Keys, Prepared, RowFate, keys_of, prepare
from hepaflow.pipeline.prepare_words import refusal_told, sentence
from hepaflow.writers.csv_cells import write_csv
from hepaflow.writers.own_layout import write_rows

SECRET_BYTES: Final = 32
_ENDINGS: Final = {FileFormat.WORKBOOK: ".xlsx", FileFormat.JSON: ".ndjson"}
_LOG: Final = ("written", "line", "fate", "row")


class NotPrepared(Exception):
    """An export cannot be prepared; the message says why, in the language that was asked for."""


def new_secret() -> str:
    """Return a new secret of a hospital, as its file has it."""
    return secrets.token_hex(SECRET_BYTES)


def prepare_export(export: bytes, key_list: bytes, asked: str, *, chinese: bool) -> Prepared:
    """Return the rows of trial subjects under their subject ids, mapped columns only.

    Args:
        export: the hospital's export.
        key_list: hospital id and subject id of each trial subject (CSV).
        asked: JSON object with `profile` (TOML), `definition` (JSON), `secret` (the text of its file), and the names of both
            files, `keys_name` and `secret_name`.
        chinese: the language of what is wrong.

    Raises:
        NotPrepared: the key list or the secret cannot be used, or the export cannot be read.
    """
    said = json.loads(asked)
    profile = _profile(said, chinese=chinese)
    try:
        secret = bytes.fromhex(said["secret"].strip())
    except ValueError:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise NotPrepared(sentence("secret_damaged", chinese=chinese, name=said["secret_name"]))
    try:
        keys = _keys(key_list, profile, said["keys_name"], chinese=chinese)
        return prepare(export, profile, keys, secret)
    except Refused as refusal:
        raise NotPrepared(refusal_told(refusal, chinese=chinese)) from None


def prepared_file(prepared: Prepared, asked: str) -> bytes:
    """Return the rows as the file to be sent, in the layout of the profile."""
    out = io.BytesIO()
    write_rows(prepared.header, prepared.rows, _profile(json.loads(asked)), out)
    return out.getvalue()


def prepared_log(prepared: Prepared, name: str) -> bytes:
    """Return what became of each row, as CSV. It stays at the hospital.

    Args:
        prepared: what was prepared.
        name: the name of the file to be sent.
    """
    text = io.StringIO(newline="")
    rows = ((name, line, fate, row or "") for line, fate, row in prepared.log)
    write_csv(chain((_LOG,), rows), text)
    return text.getvalue().encode()


def prepared_counts(prepared: Prepared, asked: str) -> str:
    """Return how many rows had which fate, as JSON, and the ending of the file to be sent."""
    shown = _profile(json.loads(asked)).file.format
    counts: dict[str, Any] = {fate.name.lower(): prepared.count(fate) for fate in RowFate}
    ending = _ENDINGS.get(shown, ".csv") if shown else ".csv"
    return json.dumps({**counts, "rows": len(prepared.log), "ending": ending})


def _profile(said: dict[str, str], *, chinese: bool = False) -> Profile:
    declared = declared_now(said["profile"], said["definition"])
    if declared is None:
        raise NotPrepared(sentence("profile_waits", chinese=chinese))
    return declared.profile


def _keys(key_list: bytes, profile: Profile, name: str, *, chinese: bool) -> Keys:
    try:
        return keys_of(csv.reader(io.StringIO(key_list.decode("utf-8-sig"), newline="")), profile)
    except UnicodeDecodeError:
        raise NotPrepared(sentence("not_utf8", chinese=chinese, name=name)) from None
    except KeyFault as fault:
        told = fault.says(chinese=chinese)
        raise NotPrepared(sentence("not_keys", chinese=chinese, name=name, fault=told)) from None
