"""Run `hepaflow`: check, prepare and send lab files, show results, and decide what counts."""

import sys
from io import TextIOWrapper

import click

from hepaflow.cli.changes.decide_all import decide_all_command
from hepaflow.cli.changes.job import job_command
from hepaflow.cli.changes.labs import labs
from hepaflow.cli.changes.profile import profile
from hepaflow.cli.changes.query import query
from hepaflow.cli.changes.register import register
from hepaflow.cli.changes.rerun import rerun_command
from hepaflow.cli.changes.study import study
from hepaflow.cli.changes.trial import trial_command
from hepaflow.cli.changes.void import restore_command, void_command
from hepaflow.cli.desk.decide import decide_command
from hepaflow.cli.desk.files import files_command
from hepaflow.cli.desk.holds import holds_command
from hepaflow.cli.desk.journal import erase_name_command, journal_command
from hepaflow.cli.desk.lineage import lineage_command
from hepaflow.cli.desk.results import results_command
from hepaflow.cli.desk.unmapped import unmapped_command
from hepaflow.cli.desk.work import work_command
from hepaflow.cli.lab.catalog import catalog
from hepaflow.cli.lab.check import check
from hepaflow.cli.lab.prepare import prepare_command
from hepaflow.cli.lab.propose import propose_command
from hepaflow.cli.lab.receipt import receipt_command
from hepaflow.cli.lab.send import send_command
from hepaflow.cli.sign_in.login import login_command_line, logout_command
from hepaflow.cli.stored.file import file_command
from hepaflow.cli.stored.issues import issues_command
from hepaflow.cli.stored.redrive import redrive_command
from hepaflow.cli.stored.screen import screen_command

WRONG_USAGE = 64  # EX_USAGE of sysexits.h
_SECTIONS = {
    "At the lab, without a network": (check, propose_command, prepare_command, catalog),
    "Sign in": (login_command_line, logout_command),
    "Send files": (send_command, receipt_command),
    "Look": (
        work_command,
        files_command,
        file_command,
        issues_command,
        results_command,
        holds_command,
        unmapped_command,
        lineage_command,
        journal_command,
    ),
    "Ask and decide": (query, decide_command, decide_all_command),
    "Change what counts": (
        study,
        profile,
        register,
        labs,
        trial_command,
        rerun_command,
        void_command,
        restore_command,
        job_command,
    ),
    "Operate": (redrive_command, screen_command, erase_name_command),
}


class _Sections(click.Group):
    """Lists the commands of the help by what they are for."""

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        for title, commands in _SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(str(one.name), one.short_help or "") for one in commands])


@click.group(cls=_Sections, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hepaflow", prog_name="hepaflow")
def cli() -> None:
    """Check the lab files of a multi-center liver trial, send them, and decide which results count."""


for _commands in _SECTIONS.values():
    for _command in _commands:
        cli.add_command(_command)


def main() -> None:
    """Run the command line; wrong usage exits with status 64, so that 1 and 2 always mean the file."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, TextIOWrapper
        ):  # a terminal or file may not encode Chinese: show escapes, do not stop
            stream.reconfigure(errors="backslashreplace")
    try:
        status = cli.main(prog_name="hepaflow", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = WRONG_USAGE
    except click.Abort:
        click.echo("Interrupted.", err=True)
        status = 130
    sys.exit(status or 0)
