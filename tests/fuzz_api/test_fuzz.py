"""Some thousand calls, always the same, as a program of its own; `make fuzz-api` makes more."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_no_call_is_answered_otherwise_than_described():
    environment = {
        **os.environ,  # noqa: TID251 for another program
        "PYTHONPATH": os.pathsep.join(str(ROOT / part) for part in ("infra", "functions")),
    }
    done = subprocess.run(  # noqa: S603 our own words only
        [sys.executable, Path(__file__).parent, "--examples", "1"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
