"""A draft that was not finished reads nothing."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.unit.pipeline.lab_files import GOOD, text

from hepaflow.catalog.loader import load
from hepaflow.cli.main import cli
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.profiles.unfinished import unfinished
from hepaflow.pipeline.proposing.draft import propose
from hepaflow.pipeline.proposing.toml import as_toml

WHOLE = """
study = "S"
center = "C"
version = 1
[columns]
subject = "Subject"
collected_at = "Collected"
analyte = "Test"
value = "Result"
"""


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('study = "S"', 'study = "TODO-study"', "study"),
        ('center = "C"', 'center = "TODO-center"', "center"),
        ('subject = "Subject"', 'subject = "TODO"', "columns subject"),
        ('value = "Result"', 'value = "Result"\n[analytes]\n"项目" = "TODO"', 'analytes "项目"'),
        ("[columns]", '[file]\ndates = ["%d.%m.%Y"]\nsheet = "TODO"\n[columns]', "file sheet"),
    ],
)
def test_a_text_that_is_still_a_todo_is_told_with_its_key(old, new, where):
    faults = unfinished(profile_from_toml(WHOLE.replace(old, new)))
    assert [fault.where for fault in faults] == [where]


@pytest.mark.parametrize("word", ["TODOROV", "todo", "TO-DO"])
def test_a_text_that_only_looks_like_a_todo_is_none(word):
    assert unfinished(profile_from_toml(WHOLE.replace('"Subject"', f'"{word}"'))) == ()


def test_check_refuses_a_draft_whose_ids_are_still_todo(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = text(GOOD)
    Path("lab.csv").write_bytes(data)
    Path("draft.toml").write_text(as_toml(propose(data, load())), "utf-8")
    found = CliRunner().invoke(cli, ["check", "lab.csv", "--profile", "draft.toml"])
    assert found.exit_code != 0
    assert "draft.toml is a draft that is not finished" in found.output
    assert "study: write the id of the study" in found.output
    assert "center: write the id of the center" in found.output
