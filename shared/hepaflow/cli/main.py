"""Run `hepaflow`: check, prepare and send lab files, show results, and decide what counts."""

import sys
from difflib import get_close_matches
from importlib import import_module
from io import TextIOWrapper
from typing import NamedTuple

import click

WRONG_USAGE = 64  # EX_USAGE of sysexits.h


class _Entry(NamedTuple):
    """A command, which is imported when it is called: `place` is its module below `hepaflow.cli` and its name there."""

    name: str
    place: str
    short_help: str


SECTIONS = {
    "At the lab, without a network": (
        _Entry("check", "lab.check:check", "Check a lab file before you send it."),
        _Entry("propose", "lab.propose:propose_command", "Draft a profile for a file of a new center."),
        _Entry("prepare", "lab.prepare:prepare_command", "Keep only trial subjects and mapped columns."),
        _Entry("catalog", "lab.catalog:catalog", "List known analytes, units and issue codes."),
    ),
    "Sign in": (
        _Entry("login", "sign_in.login:login_command_line", "Sign in to an API."),
        _Entry("logout", "sign_in.login:logout_command", "Sign out of an API."),
    ),
    "Send files": (
        _Entry("send", "lab.send:send_command", "Check a file, send it, and print its receipt."),
        _Entry("receipt", "lab.receipt:receipt_command", "Print the receipt of a file that was sent."),
    ),
    "Look": (
        _Entry("work", "desk.work:work_command", "List what waits for somebody."),
        _Entry("files", "desk.files:files_command", "List what the centers sent."),
        _Entry("file", "stored.file:file_command", "Show the state of a file."),
        _Entry("issues", "stored.issues:issues_command", "List the issues of a file."),
        _Entry("results", "desk.results:results_command", "Print current results."),
        _Entry("holds", "desk.holds:holds_command", "Print the results that wait for a decision."),
        _Entry("unmapped", "desk.unmapped:unmapped_command", "List names and units that no profile knows."),
        _Entry("lineage", "desk.lineage:lineage_command", "Show where a result comes from."),
        _Entry("journal", "desk.journal:journal_command", "Print the events of the study."),
    ),
    "Answers about subjects": (
        _Entry("scores", "answers.of_subject:scores_command", "Print the scores of a subject at visits."),
        _Entry("panels", "answers.of_subject:panels_command", "Print the specimen days of a subject."),
        _Entry("visits", "answers.of_subject:visits_command", "Print the visits of a subject."),
        _Entry(
            "completeness",
            "answers.of_subject:completeness_command",
            "Print what is there of the planned results.",
        ),
        _Entry("safety", "answers.safety:safety_command", "Print grades and signs of liver injury."),
        _Entry("plot", "answers.plot:plot", "Draw pictures of a subject or of the study."),
    ),
    "Ask and decide": (
        _Entry("query", "changes.query:query", "Ask centers about results, and answer."),
        _Entry("decide", "desk.decide:decide_command", "Decide about a result."),
        _Entry(
            "decide-all",
            "changes.decide_all:decide_all_command",
            "Decide about all results held for one issue.",
        ),
    ),
    "Change what counts": (
        _Entry("study", "changes.study:study", "Show or change the definition of the study."),
        _Entry("profile", "changes.profile:profile", "Show or change the profile of a center."),
        _Entry("register", "changes.register:register", "Show or change the register of subjects."),
        _Entry("labs", "changes.labs:labs", "Show or change the papers of labs."),
        _Entry("trial", "changes.trial:trial_command", "Try a draft of a profile on a stored file."),
        _Entry("rerun", "changes.rerun:rerun_command", "Read files again under the newest profile."),
        _Entry("void", "changes.void:void_command", "Take the results of a file out of what counts."),
        _Entry("restore", "changes.void:restore_command", "Count the results of a voided file again."),
        _Entry("job", "changes.job:job_command", "Wait for a job, and print its answer."),
    ),
    "Operate": (
        _Entry("redrive", "stored.redrive:redrive_command", "Process failed deliveries again."),
        _Entry("screen", "stored.screen:screen_command", "Remove what is stored of files beyond their rows."),
        _Entry("erase-name", "desk.journal:erase_name_command", "Erase the display name of a user."),
    ),
}
_COMMANDS = {entry.name: entry for entries in SECTIONS.values() for entry in entries}


class _Sections(click.Group):
    """Lists the commands of the help by what they are for, and imports the one that is called."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        entry = _COMMANDS.get(name)
        if entry is None:
            return None
        module, _, attribute = entry.place.partition(":")
        command: click.Command = getattr(import_module(f"hepaflow.cli.{module}"), attribute)
        return command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called; the refusal of an unknown one names those that are written alike."""
        near = get_close_matches(args[0], _COMMANDS)
        if args[0] not in _COMMANDS and near:
            raise click.UsageError(f"No such command '{args[0]}'. Did you mean {' or '.join(near)}?", context)
        return super().resolve_command(context, args)

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        for title, entries in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(entry.name, entry.short_help) for entry in entries])


@click.group(cls=_Sections, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hepaflow", prog_name="hepaflow")
def cli() -> None:
    """Check the lab files of a multi-center liver trial, send them, and decide which results count."""


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
