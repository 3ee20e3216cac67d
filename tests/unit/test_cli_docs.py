"""What docs/cli.md shows is what happens."""

import re
import shlex
from pathlib import Path

import click
import pytest
from scripts.build_help import commands
from tests.support.command import Ended, hepaflow

from hepaflow.writers.rejected import EXTRA_COLUMNS
from hepaflow.writers.result_rows import RESULT_COLUMNS
from hepaflow.writers.tables import ISSUE_COLUMNS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
COMMANDS = [
    (line, int(status))
    for status, block in re.findall(r"^```sh status (\d+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


def run(line: str, folder: Path) -> Ended:
    (folder / "examples").symlink_to(ROOT / "examples")
    program, *arguments = shlex.split(line)
    assert program == "hepaflow"
    return hepaflow(*arguments, folder=folder)


@pytest.mark.parametrize(("line", "status"), COMMANDS)
def test_each_command_ends_as_the_page_says(tmp_path, line, status):
    assert run(line, tmp_path).status == status


def test_the_output_on_the_page_is_the_beginning_of_what_is_printed(tmp_path):
    (shown,) = re.findall(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert run(COMMANDS[0][0], tmp_path).stdout.startswith(shown)


def test_every_column_is_explained():
    named = set(re.findall(r"`(\w+)`", PAGE))
    assert named.issuperset({*RESULT_COLUMNS, *ISSUE_COLUMNS, *EXTRA_COLUMNS})


def test_every_command_and_option_is_on_the_page():
    options = [
        option
        for _, command in commands()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    ]
    assert [option for option in options if option not in PAGE] == []
    names = [" ".join(path) for path, command in commands() if not isinstance(command, click.Group)]
    assert [
        name for name in names if not re.search(rf"(hepaflow |\| ){name}\b", PAGE) and "catalog" not in name
    ] == []
    assert [name for name in names if name.startswith("catalog") and name.split()[-1] not in PAGE] == []
