"""A newcomer takes a file from an export that is described in public to accepted rows, in the steps that the table says.

`edits.txt` has the edits of the draft, one a line: what stands there, ` => `, and what the person writes. `expected.csv` was
printed by `check` and compared with the file by eye. docs/benchmarks.md names the sources.
"""

import csv
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hepaflow.catalog.loader import load
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.profiles.unfinished import unfinished
from hepaflow.pipeline.proposing.draft import propose
from hepaflow.pipeline.proposing.toml import as_toml
from hepaflow.pipeline.reading.read_file import read_file
from hepaflow.writers.tables import write_results

FOLDER = Path(__file__).parent
TABLE = (FOLDER.parents[1] / "docs" / "benchmarks.md").read_text("utf-8")
NAMES = sorted(path.name for path in FOLDER.iterdir() if (path / "edits.txt").exists())
COMMANDS = 2  # propose, check


def edits(name):
    lines = (FOLDER / name / "edits.txt").read_text("utf-8").splitlines()
    return [line.replace("\\n", "\n").split(" => ") for line in lines]


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


def test_a_draft_with_these_edits_reads_what_is_in_the_file(name, tmp_path):
    (file,) = (FOLDER / name).glob("input.*")
    data = file.read_bytes()
    text = as_toml(propose(data, load()))
    for old, new in edits(name):
        assert old in text
        text = text.replace(old, new, 1)
    profile = profile_from_toml(text)
    assert unfinished(profile) == ()
    outcome = read_file(data, profile, load(), datetime(2026, 1, 1, tzinfo=UTC))
    with (tmp_path / "results.csv").open("w", encoding="utf-8", newline="") as out:
        write_results(outcome.panels, profile, out, places=outcome.places)
    with (tmp_path / "results.csv").open(encoding="utf-8", newline="") as results:
        found = [
            {**row, "reported": row["raw_value"], "unit": row["raw_unit"]} for row in csv.DictReader(results)
        ]
    with (FOLDER / name / "expected.csv").open(encoding="utf-8", newline="") as expected:
        wanted = list(csv.DictReader(expected))
    assert [{key: row[key] for key in wanted[0]} for row in found] == wanted
    assert outcome.counts.accepted == len(wanted)


def test_the_table_says_how_many_steps_it_takes(name):
    row = re.search(rf"^\| {name} \|.*\| ([0-9]+) \|[^|]*\|$", TABLE, re.MULTILINE)
    assert row is not None
    assert int(row[1]) == COMMANDS + len(edits(name))
