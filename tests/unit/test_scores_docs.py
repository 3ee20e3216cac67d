"""docs/scores.md says what the code computes."""

from pathlib import Path

import pytest
from tests.support.formulas import EVERY_FORMULA

from hepaflow.domain.answers.reasons import ReasonKind

PAGE = (Path(__file__).parents[2] / "docs" / "scores.md").read_text("utf-8")


@pytest.mark.parametrize("formula", EVERY_FORMULA, ids=lambda formula: formula.version.id)
def test_the_page_has_the_row_of_the_formula(formula):
    inputs = dict.fromkeys(one.about for one in formula.quantities if not one.id.endswith("_READING"))
    named = f"`{formula.version.id}` {formula.version.version}: {formula.name}"
    row = " | ".join((named, ", ".join(inputs), formula.text, formula.classes, formula.citation))
    assert f"| {row} |" in PAGE


@pytest.mark.parametrize("kind", ReasonKind)
def test_the_page_has_every_kind_of_reason(kind):
    assert f"| `{kind}_…` |" in PAGE
