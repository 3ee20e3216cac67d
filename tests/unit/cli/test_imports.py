"""A command imports what it needs and no more, so that help and lists come at once."""

import os
import subprocess
import sys

import pytest
from scripts.build_help import commands

OVER_API = ["files", "work", "unmapped", "labs list", "redrive", "void", "query list", "register list"]
HEAVY = {
    "requests",
    "boto3",
    "openpyxl",
    "polars",
    "hepaflow.pipeline",
    "hepaflow.readers",
    "hepaflow.catalog",
}
IMPORTED = """
import sys
from hepaflow.cli.main import main
sys.argv = ["hepaflow", *sys.argv[1:]]
try:
    main()
except SystemExit:
    print("\\nmodules:", *sys.modules)
"""
MOST = 3  # times the CPU of Python with click alone; before commands were imported one by one: 20


def imported(*words):
    ended = subprocess.run(  # noqa: S603 our own code
        [sys.executable, "-c", IMPORTED, *words], capture_output=True, text=True, check=True
    )
    return set(ended.stdout.rpartition("modules:")[2].split())


def cpu(*code):
    """Return the CPU seconds of the best of five runs of Python."""
    best = float("inf")
    for _ in range(5):
        before = os.times()
        subprocess.run([sys.executable, "-c", *code], capture_output=True, check=False)  # noqa: S603 our own code
        after = os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        best = min(best, spent)
    return best


def test_the_list_of_commands_imports_none_of_them():
    found = {name for name in imported("--help") if name.startswith("hepaflow")}
    assert found == {"hepaflow", "hepaflow.cli", "hepaflow.cli.main"}


@pytest.mark.parametrize("command", OVER_API)
def test_the_help_of_a_command_over_the_api_imports_no_reader_and_no_network(command):
    assert imported(*command.split(), "--help") & HEAVY == set()


@pytest.mark.parametrize("path", [path for path, _ in commands() if len(path) == 1], ids=" ".join)
def test_no_command_imports_a_library_of_aws(path):
    assert imported(*path, "--help") & {"boto3", "botocore"} == set()


def test_the_help_costs_little_more_than_its_library():
    assert cpu(IMPORTED, "--help") < MOST * cpu("import click")
