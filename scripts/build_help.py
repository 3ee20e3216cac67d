"""Write the help of every command of `hepaflow`, as a terminal of 80 columns shows it, to tests/unit/cli/help.txt."""

from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from hepaflow.cli.main import cli

SNAPSHOT = Path(__file__).parents[1] / "tests" / "unit" / "cli" / "help.txt"
Words = tuple[str, ...]


def commands(command: click.Command = cli, path: Words = ()) -> Iterator[tuple[Words, click.Command]]:
    """Yield every command with its words, a group before its commands."""
    yield path, command
    for below in below_of(command):
        yield from commands(below, (*path, str(below.name)))


def below_of(command: click.Command) -> list[click.Command]:
    """Return the commands of a group, and of the whole command line all, which it imports."""
    if not isinstance(command, click.Group):
        return []
    context = click.Context(command)
    found = (command.get_command(context, name) for name in command.list_commands(context))
    return [one for one in found if one]


def shown(path: Words) -> str:
    """Return the help of a command."""
    runner = CliRunner(env={"COLUMNS": "80"})
    return runner.invoke(cli, [*path, "--help"], prog_name="hepaflow").output


def all_help() -> str:
    """Return the help of all commands, each below its command line."""
    return "\n".join(f"$ hepaflow {' '.join((*path, '--help'))}\n{shown(path)}" for path, _ in commands())


if __name__ == "__main__":
    SNAPSHOT.write_text(all_help(), "utf-8")
