"""What the README shows is what its reader will see."""

import re
from pathlib import Path

from click.testing import CliRunner

from hepaflow.cli.main import cli

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SHOWN = re.search(r"\$ \.venv/bin/hepaflow (check .+)\n([^`]+)…", README)


def test_the_check_it_shows_prints_what_it_shows(monkeypatch):
    monkeypatch.chdir(ROOT)
    command, output = SHOWN.groups()
    assert CliRunner().invoke(cli, command.split(), env={"COLUMNS": "80"}).output.startswith(output)


def test_every_page_it_leads_to_is_there():
    pages = re.findall(r"\]\(([^)#]+)\)", README)
    assert pages
    assert [page for page in pages if "://" not in page and not (ROOT / page).exists()] == []
