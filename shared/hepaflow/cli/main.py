"""Run `hepaflow`: check, prepare and send lab files, and show results."""

import sys
from io import TextIOWrapper

import click

from hepaflow.cli.desk.decide import decide_command
from hepaflow.cli.desk.results import results_command
from hepaflow.cli.lab.catalog import catalog
from hepaflow.cli.lab.check import check
from hepaflow.cli.lab.prepare import prepare_command
from hepaflow.cli.lab.propose import propose_command
from hepaflow.cli.lab.receipt import receipt_command
from hepaflow.cli.lab.send import send_command
from hepaflow.cli.sign_in.login import login_command_line, logout_command

WRONG_USAGE = 64  # EX_USAGE of sysexits.h


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hepaflow", prog_name="hepaflow")
def cli() -> None:
    """Check the lab files of a multi-center liver trial, send them, and show their results."""


cli.add_command(check)
cli.add_command(propose_command)
cli.add_command(prepare_command)
cli.add_command(catalog)
for remote in (
    login_command_line,
    logout_command,
    send_command,
    receipt_command,
    results_command,
    decide_command,
):
    cli.add_command(remote)


def main() -> None:
    """Run the command line; wrong usage exits with status 64, so that 1 and 2 always mean the file."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, TextIOWrapper
        ):  # a terminal or file may not encode Chinese: show escapes, do not stop
            stream.reconfigure(errors="backslashreplace")
    try:
        status = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = WRONG_USAGE
    except click.Abort:
        click.echo("Interrupted.", err=True)
        status = 130
    sys.exit(status or 0)
