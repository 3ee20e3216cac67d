"""What the example files become fits the table, and comes back from it as the pipeline made it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hepaflow.aws.results.item_size import WRITE_UNIT, item_size
from hepaflow.aws.results.panel_item import Packer, unpack_panel
from hepaflow.domain.identity import RunId, file_id
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.reading.read_file import read_file

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = ["us-long.csv", "cn-wide.csv", "de-workbook.xlsx", "central-lab.csv", "mistakes.csv"]


@pytest.fixture(params=FILES)
def packed(request, catalog):
    """Each panel of a file with its item."""
    path = EXAMPLES / request.param
    data, profile = path.read_bytes(), profile_from_toml(path.with_suffix(".toml").read_text("utf-8"))
    outcome = read_file(data, profile, catalog, datetime(2026, 1, 5, tzinfo=UTC))
    packer = Packer(RunId(profile.study, profile.center, file_id(profile.study, profile.center, data), 1))
    return [(panel, packer.pack(panel)) for panel in outcome.panels]


def test_every_panel_comes_back(packed):
    assert [unpack_panel(item) for _, item in packed] == [
        replace(panel, lines=list(panel.lines)) for panel, _ in packed
    ]


def test_every_panel_costs_one_write_unit(packed):
    assert max(item_size(item) for _, item in packed) <= WRITE_UNIT


def test_every_panel_has_a_key_of_its_own(packed):
    keys = [(item["pk"], item["sk"]) for _, item in packed]
    assert len(set(keys)) == len(keys)
