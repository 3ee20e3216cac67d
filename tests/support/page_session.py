"""Run the commands of a page in order, as the people that its blocks name, and compare what they print with the page."""

import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

HEPAFLOW = Path(sys.executable).with_name("hepaflow")
LEFT_OUT = "…"
_BLOCK = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DIGEST = re.compile(r"--confirm ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Step:
    """Commands of one person, and what they print.

    Attributes:
        who: whose token is used.
        status: the exit status of the last command.
        commands: each as its words.
        shown: what the page shows; "" if it shows nothing.
    """

    who: str
    status: int
    commands: list[list[str]]
    shown: str


def files_of(page: str) -> Iterator[tuple[str, str]]:
    """Yield name and content of the files that a page shows: blocks like "```csv march.csv"."""
    for kind, name, text in _BLOCK.findall(page):
        if kind not in ("sh", "text"):
            yield name, text


def steps_of(page: str) -> Iterator[Step]:
    """Yield the commands of a page: blocks like "```sh manager 1", each with the block "```text" behind it."""
    blocks = [block for block in _BLOCK.findall(page) if block[0] in ("sh", "text")]
    for (kind, about, text), after in zip(blocks, [*blocks[1:], ("", "", "")], strict=True):
        if kind == "sh":
            who, _, status = about.partition(" ")
            commands = [shlex.split(line) for line in text.replace("\\\n", " ").splitlines()]
            yield Step(who, int(status or 0), commands, after[2] if after[0] == "text" else "")


A_SECOND = 1.1  # S3 says to the second when a file came; no person sends two files within one


def played(
    step: Step, folder: Path, api: str, tokens: Mapping[str, str], digest: str
) -> tuple[int, str, str]:
    """Run the commands of a step.

    Args:
        step: the commands.
        folder: where they run.
        api: address of the API.
        tokens: access tokens by person.
        digest: what `--confirm` with a shortened digest stands for: the last one that was printed.

    Returns:
        The status of the last command, all that was printed, and the last digest that was printed.
    """
    status, printed = 0, ""
    environment = {
        "HEPAFLOW_API": api,
        "HEPAFLOW_TOKEN": tokens[step.who],
        "COLUMNS": "80",
        "PYTHONUNBUFFERED": "1",
    }
    for program, *words in step.commands:
        assert program == "hepaflow", f"{program} is not a command of this page"
        arguments = [
            digest if before == "--confirm" else word
            for before, word in zip(["", *words], words, strict=False)
        ]
        if words[0] == "send":
            time.sleep(A_SECOND)
        out = None
        if ">" in arguments:
            at = arguments.index(">")
            out, arguments = folder / arguments[at + 1], arguments[:at]
        ended = subprocess.run(  # noqa: S603 our own program
            [HEPAFLOW, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", check=False, env=environment,
        )  # fmt: skip
        if out:
            out.write_text(ended.stdout, "utf-8")
        else:
            printed += ended.stdout
        status = ended.returncode
    found = _DIGEST.findall(printed)
    return status, printed, found[-1] if found else digest


def fits(printed: str, shown: str) -> bool:
    """Say whether an output is the one that is shown: `…` stands for anything, spaces and line ends do not count."""
    bare = ["".join(part.split()) for part in shown.split(LEFT_OUT)]
    return re.fullmatch(".*?".join(map(re.escape, bare)), "".join(printed.split())) is not None
