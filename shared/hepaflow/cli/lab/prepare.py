"""Prepare a hospital's export: keep trial subjects, name nobody (`hepaflow prepare`)."""

import csv
import os
import secrets
from itertools import chain
from pathlib import Path

import click

from hepaflow.catalog.loader import load
from hepaflow.cli.lab.profiles import read_profile
from hepaflow.cli.report.option_types import OUT
from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.deidentify import KeyFault, Keys, Prepared, RowFate, keys_of, prepare
from hepaflow.pipeline.prepare_words import refusal_told, sentence
from hepaflow.writers.csv_cells import write_csv
from hepaflow.writers.own_layout import write_rows

_In = click.Path(exists=True, dir_okay=False, path_type=Path)
_SECRET_BYTES = 32
_REFUSED = 2
_EXIT = """\b
Exit status:
  0   the file is written
  2   the export cannot be read
  64  wrong usage
"""


@click.command("prepare", short_help="Keep only trial subjects and mapped columns.", epilog=_EXIT)
@click.argument("file", type=_In)
@click.option("--profile", required=True, type=_In, help="The center's profile (TOML).")
@click.option(
    "--keys",
    required=True,
    type=_In,
    help="The key list (CSV): hospital id and subject id of each trial subject.",
)
@click.option(
    "--out",
    required=True,
    type=OUT,
    help="Name of the file to write and send, in the layout of the profile.",
)
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of messages."
)
@click.pass_context
def prepare_command(
    context: click.Context, file: Path, profile: Path, keys: Path, out: Path, *, lang: str
) -> None:
    """Keep only trial subjects and mapped columns of a hospital's export.

    Hospital ids are replaced by subject ids, and specimen ids by a keyed hash. The command writes two files beside the key list.
    They must stay at the hospital: KEYS.secret, the key of the hash, and KEYS.log.csv, the log of all rows.
    """
    chinese = lang == "zh"
    secret_path, log_path = (keys.with_suffix(f"{keys.suffix}{end}") for end in (".secret", ".log.csv"))
    if len({path.resolve() for path in (file, profile, keys, out, secret_path, log_path)}) < 6:
        raise click.UsageError(sentence("same_name", chinese=chinese))
    declared = read_profile(profile, load(), chinese=chinese)
    try:
        listed = _keys(keys, declared, chinese=chinese)
        secret = _secret(secret_path, chinese=chinese)
        prepared = prepare(file.read_bytes(), declared, listed, secret)
    except Refused as refusal:
        click.echo(refusal_told(refusal, chinese=chinese), err=True)
        context.exit(_REFUSED)
    with out.open("wb") as target:
        write_rows(prepared.header, prepared.rows, declared, target)
    _log(log_path, out, prepared)
    click.echo(_summary(prepared, log_path, chinese=chinese))


def _keys(path: Path, profile: Profile, *, chinese: bool) -> Keys:
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            return keys_of(csv.reader(text), profile)
    except UnicodeDecodeError:
        raise click.UsageError(sentence("not_utf8", chinese=chinese, name=path.name)) from None
    except KeyFault as fault:
        told = fault.says(chinese=chinese)
        raise click.UsageError(sentence("not_keys", chinese=chinese, name=path.name, fault=told)) from None


def _secret(path: Path, *, chinese: bool) -> bytes:
    """Return the hospital's secret; create it, readable by its owner only, if it does not exist."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_hex(_SECRET_BYTES))
    except FileExistsError:
        pass
    try:
        secret = bytes.fromhex(path.read_text("ascii"))
    except ValueError:
        secret = b""
    if len(secret) != _SECRET_BYTES:
        raise click.UsageError(sentence("secret_damaged", chinese=chinese, name=path.name))
    return secret


def _log(path: Path, out: Path, prepared: Prepared) -> None:
    is_new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as text:
        header = [("written", "line", "fate", "row")] if is_new else []
        rows = ((out.name, line, fate, row or "") for line, fate, row in prepared.log)
        write_csv(chain(header, rows), text)


def _summary(prepared: Prepared, log: Path, *, chinese: bool) -> str:
    counts = {fate.name.lower(): prepared.count(fate) for fate in RowFate}
    other = counts.pop("other_table")
    elsewhere = sentence("elsewhere", chinese=chinese, count=other) if other else ""
    rows = sentence("rows", chinese=chinese, rows=len(prepared.log), elsewhere=elsewhere, **counts)
    return f"{rows}\n{sentence('log', chinese=chinese, name=log.name)}"
