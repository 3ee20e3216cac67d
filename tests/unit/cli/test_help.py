"""The help of every command fits a terminal of 80 columns, and is what tests/unit/cli/help.txt shows."""

import click
import pytest
from scripts.build_help import SNAPSHOT, all_help, commands, shown
from tests.support.command import hepaflow

from hepaflow.cli.main import SECTIONS

COMMANDS = dict(commands())


@pytest.mark.parametrize("path", list(COMMANDS), ids=" ".join)
def test_no_line_of_a_help_is_cut_or_longer_than_80_columns(path):
    lines = shown(path).splitlines()
    assert [line for line in lines if len(line) > 80 or (line.endswith("...") and "Usage" not in line)] == []


def test_the_help_is_the_snapshot():
    assert all_help() == SNAPSHOT.read_text("utf-8"), "run `make golden` if the change is intended"


@pytest.mark.parametrize("path", list(COMMANDS), ids=" ".join)
def test_every_command_and_option_says_what_it_is_for(path):
    options = [one for one in COMMANDS[path].params if isinstance(one, click.Option)]
    assert COMMANDS[path].help
    assert [one.name for one in options if not one.help] == []


def test_the_list_of_the_help_says_of_a_command_what_the_command_says():
    listed = {entry.name: entry.short_help for entries in SECTIONS.values() for entry in entries}
    assert listed == {path[0]: one.short_help for path, one in COMMANDS.items() if len(path) == 1}


def test_every_command_is_in_the_list_of_the_help():
    told = shown(())
    assert [path for path in COMMANDS if len(path) == 1 and f"\n  {path[0]} " not in told] == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("chek", "Did you mean check?"),
        ("result", "Did you mean results or restore?"),
        ("zzz", "No such command 'zzz'"),
    ],
)
def test_a_command_that_there_is_not_names_those_that_are_written_alike(typed, told):
    ended = hepaflow(typed)
    assert (ended.status, told in ended.stderr) == (64, True), ended.stderr
