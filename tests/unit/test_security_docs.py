"""docs/security.md names tests that exist, for every threat."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
DEFINED = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
}
THREATS = [
    [cell.strip() for cell in row.strip("|").split(" | ")]
    for row in PAGE.partition("## Threats")[2].partition("\n## ")[0].splitlines()
    if row.startswith("| ") and not row.startswith("| who ")
]


def test_every_named_test_exists():
    assert set(re.findall(r"`(test_\w+)`", PAGE)) - DEFINED == set()


def test_every_named_file_exists():
    named = re.findall(r"`((?:tests|scripts|shared|infra)/[\w./-]+|\.checkov\.yaml)`", PAGE)
    assert named != []
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("threat", THREATS, ids=lambda threat: threat[1])
def test_every_threat_has_what_stops_it_and_a_test(threat):
    _, could, stopped, tests = threat
    assert could
    assert stopped
    assert re.search(r"`test_\w+`", tests)


def test_every_rule_that_checkov_leaves_out_has_a_reason():
    rules = [
        line for line in (ROOT / ".checkov.yaml").read_text("utf-8").splitlines() if line.startswith("  - ")
    ]
    assert rules != []
    assert [rule for rule in rules if not re.fullmatch(r"  - CKV_AWS_\d+ +# .{30,}", rule)] == []
