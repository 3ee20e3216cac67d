"""Decide about a result or a measurement (`hepaflow decide`)."""

import re

import click
from rich.text import Text

from hepaflow.cli.desk.observations import measurements, observation_named
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Listing

_OFFSET = re.compile(r"(?<=[0-9]{2}:[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})$")
_KEY = ("center", "collected_at", "specimen_type", "specimen")


@click.command("decide", short_help="Decide about a result.", epilog=EXIT)
@click.argument("kind", type=click.Choice(["accept", "set-aside", "release", "retire", "move-subject"]))
@click.argument("subject")
@click.argument("analyte")
@click.option("--file", help="File id of the result, or its beginning (not for retire).")
@click.option("--line", help="Line of the result in that file, as `holds` prints it (not for retire).")
@click.option("--to", help="For move-subject: the right subject.")
@click.option("--center", help="For retire: center of the measurement.")
@click.option("--collected-at", help="For retire: collection time as printed by `results`.")
@click.option("--specimen-type", help="For retire: specimen type, if there are several.")
@click.option("--specimen", help="For retire: specimen id, if there are several.")
@click.option("--reason", required=True, help="Reason, recorded in the journal.")
@over_api
def decide_command(  # noqa: PLR0913 one parameter an option
    session: Session,
    *,
    kind: str,
    subject: str,
    analyte: str,
    file: str | None,
    line: str | None,
    to: str | None,
    reason: str,
    **key: str | None,
) -> None:
    """Record a data manager's decision on a result or a measurement in the journal.

    accept, set-aside, release and move-subject need --file and --line; move-subject also needs --to. retire needs --collected-at,
    and --center if several centers have the measurement.
    """
    if kind == "retire":
        named = _measurement(session.client, subject, analyte, key)
    elif file and line:
        sent = observation_named(session.client, subject, analyte, file, line)
        named = {"file_id": sent["file_id"], "line": sent["line"], **({"to": to} if to else {})}
    else:
        raise click.UsageError(f"{kind} needs --file and --line. `hepaflow holds` prints both.")
    if kind == "move-subject" and not to:
        raise click.UsageError("move-subject needs --to, the subject to whom the result belongs.")
    decision = {"kind": kind, "subject": subject, "analyte": analyte, "reason": reason, **named}
    answer = session.client.call("POST", "/decisions", json=decision)
    told = words_of(chinese=session.chinese)["decided"].format(answer["journal_number"])
    listing = Listing(("journal_number",), [[str(answer["journal_number"])]], answer)
    session.show(listing, lambda console: console.print(Text(told)))


def _measurement(client: Client, subject: str, analyte: str, key: dict[str, str | None]) -> JsonObject:
    """Return the key of the only measurement that the options fit.

    Raises:
        ClickException: they fit no measurement, or several.
    """
    wanted = {name: value for name, value in key.items() if value is not None}
    if "collected_at" not in wanted:
        raise click.UsageError("retire needs --collected-at. `hepaflow results` prints it.")
    wanted["collected_at"] = _OFFSET.sub("", wanted["collected_at"])
    found = [
        measured
        for measured in measurements(client, subject, analyte)
        if all(measured[name] == value for name, value in wanted.items())
    ]
    if len(found) != 1:
        told = "No measurement fits" if not found else f"{len(found)} measurements fit"
        raise click.ClickException(f"{told} these options. `hepaflow results {subject} --csv` lists all.")
    return {name: found[0][name] for name in _KEY}
