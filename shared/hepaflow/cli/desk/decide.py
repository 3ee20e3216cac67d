"""Decide about a result or a measurement (`hepaflow decide`)."""

import click

from hepaflow.cli.remote.options import EXIT, answered, api_options, client_of


@click.command("decide", short_help="Record a decision on a result (data manager).", epilog=EXIT)
@click.argument("kind", type=click.Choice(["accept", "set-aside", "release", "retire", "move-subject"]))
@click.argument("subject")
@click.argument("analyte")
@api_options
@click.option("--file", "file_id", help="File id of the result (not for retire).")
@click.option("--line", type=int, help="Line of the result in that file (not for retire).")
@click.option("--to", help="For move-subject: the right subject.")
@click.option("--center", help="For retire: center of the measurement.")
@click.option("--collected-at", help="For retire: collection time as printed by `results`.")
@click.option("--specimen-type", help="For retire: specimen type as printed by `results`, if any.")
@click.option("--specimen", help="For retire: specimen id as printed by `results`, if any.")
@click.option("--reason", required=True, help="Reason, recorded in the journal.")
def decide_command(  # noqa: PLR0913, PLR0917 one parameter an option
    kind: str,
    subject: str,
    analyte: str,
    api: str,
    token: str | None,
    study: str | None,
    reason: str,
    **named: str | int | None,
) -> None:
    """Record a data manager's decision on a result or a measurement in the journal.

    accept, set-aside, release and move-subject need --file and --line; move-subject also needs --to. retire needs --center
    and --collected-at.
    """
    told = {name: value for name, value in named.items() if value is not None}
    with answered(api):
        answer = client_of(api, token, study).decide(
            {"kind": kind, "subject": subject, "analyte": analyte, "reason": reason, **told}
        )
    click.echo(f"journal number {answer['journal_number']}")
