"""Run `hepaflow` in the process of the tests, as `main` runs it."""

import sys
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner

from hepaflow.cli.main import main


@dataclass(frozen=True, slots=True)
class Ended:
    status: int
    stdout: str
    stderr: str


def hepaflow(*arguments: str | Path, folder: Path | str = ".", columns: int = 80) -> Ended:
    """Return the exit status and both streams; a fault that `main` does not catch is raised."""
    words = ["hepaflow", *map(str, arguments)]
    runner = CliRunner(env={"COLUMNS": str(columns)})
    with chdir(folder), patch.object(sys, "argv", words), runner.isolation() as (out, err, _):
        try:
            main()
        except SystemExit as ended:
            sys.stdout.flush()
            sys.stderr.flush()
            return Ended(int(ended.code or 0), out.getvalue().decode(), err.getvalue().decode())
    raise AssertionError("main returned without an exit status")
