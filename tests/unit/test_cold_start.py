"""A function loads what it needs when it starts, and the libraries of single formats only with a file of theirs."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ["click", "msgspec", "openpyxl", "python_calamine", "requests", "rich"]
CHECK = f"""
import sys
sys.path[:0] = ["shared", "functions"]
import importlib
importlib.import_module(sys.argv[1])
heavy = {HEAVY!r}
print([name for name in heavy if name in sys.modules])
"""


@pytest.mark.parametrize("function", ["daily", "watch"])
def test_function_loads_no_library_of_a_single_format(function):
    ended = subprocess.run(  # noqa: S603 our own code
        [sys.executable, "-c", CHECK, f"{function}.app"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={"AWS_DEFAULT_REGION": "eu-central-1", "POWERTOOLS_LOG_LEVEL": "WARNING"},
    )
    assert ended.stdout.splitlines()[-1] == "[]"
