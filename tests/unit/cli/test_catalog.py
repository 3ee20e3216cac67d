import io

import pytest
from click.testing import CliRunner
from rich.console import Console

from hepaflow.catalog.loader import load, rows
from hepaflow.cli.lab import catalog
from hepaflow.cli.main import cli
from hepaflow.domain.issues.meanings import MEANINGS


def listed(*arguments: str) -> list[dict[str, str]]:
    ended = CliRunner().invoke(cli, ["catalog", *arguments], catch_exceptions=False)
    assert ended.exit_code == 0
    header, *lines = [line.split("\t") for line in ended.stdout.splitlines()]
    return [dict(zip(header, line, strict=True)) for line in lines]


def test_every_analyte_is_listed_with_unit_and_source():
    told = {row["code"]: row for row in listed("analytes")}
    assert told.keys() == load().analytes.keys()
    assert all(row["unit"] and row["source"] and row["中文"] for row in told.values())
    assert (
        "1742-6" in told["ALT"]["LOINC"].split()
    )  # LOINC 2.67: ALT [Enzymatic activity/volume] in Serum or Plasma


def test_every_unit_is_listed_with_scale_and_source():
    told = [row for row in listed("units") if row["unit"]]
    assert {row["unit"] for row in told} == set(load().units.by_code)
    assert all(row["scale"] and row["source"] for row in told)


def test_every_crossing_of_dimensions_is_listed_with_what_it_needs():
    told = [row for row in listed("units") if not row["unit"]]
    assert len(told) == len(list(rows("crossings")))
    assert all(row["scale"] and row["source"] for row in told)
    assert any("AMMONIA, if [[declare]] basis = 'NH3'" in row["dimension"] for row in told)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_issue_is_listed_with_who_can_act_and_how(language):
    told = {row["code"]: row for row in listed("issues", "--lang", language)}
    assert told.keys() == {code.value for code in MEANINGS}
    remedies = {code.value: getattr(meaning, f"remedy_{language}") for code, meaning in MEANINGS.items()}
    assert {code: row["remedy"] for code, row in told.items()} == remedies
    assert {row["who"] for row in told.values()} == {"lab", "data manager", "nobody"}


def test_a_terminal_shows_a_table(monkeypatch):
    shown = io.StringIO()
    monkeypatch.setattr(catalog, "Console", lambda: Console(file=shown, force_terminal=True, width=200))
    assert CliRunner().invoke(cli, ["catalog", "issues"]).exit_code == 0
    assert "┏━" in shown.getvalue()
    assert "file-empty" in shown.getvalue()
