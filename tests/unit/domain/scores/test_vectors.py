"""Every published or independently computed example of every score, exact to its digits.

`score_vectors.csv`: expectations of two separate implementations (Python Decimal with 40 digits, JavaScript doubles); rows with another
source are published examples.
"""

import csv
import json
from collections import Counter
from decimal import Context, Decimal
from pathlib import Path

import pytest
from tests.support.day_reports import AT, reported
from tests.support.formulas import EVERY_FORMULA
from tests.support.score_days import MASS

from hepaflow.domain.answers.inputs import Input, PossibleInput, absent
from hepaflow.domain.protocol.rules import ScoreRules
from hepaflow.domain.scores.certainty import Score, score
from hepaflow.domain.scores.formulas.child_pugh import child_pugh
from hepaflow.domain.scores.formulas.decimals import half_away
from hepaflow.domain.scores.formulas.quantities import FormulaInput
from hepaflow.domain.scores.points import Points, points_of

ROWS = list(csv.DictReader(Path(__file__).with_name("score_vectors.csv").read_text("utf-8").splitlines()))
FORMULAS = {formula.version.id: formula for formula in EVERY_FORMULA if formula.version.id != "CHILD_PUGH"}
NOT_IN_THE_TABLE = {"MELD_NA", "NR_VALUE"}  # the first is two others at once
ANALYTES = {
    "bili": "BILI", "bili_umol": "BILI", "tbil": "BILI", "creat": "CREAT", "creat_umol": "CREAT", "inr": "INR", "na": "SODIUM",
    "alb": "ALB", "alb_gl": "ALB", "plt": "PLAT", "ast": "AST", "alt": "ALT", "alp": "ALP", "wbc": "WBC", "pt_s": "PT",
    "pt_control_s": "PTC", "ascites": "ASCITES", "he": "HE", "of": "CLIFOF", "dialysis": "DIALYSIS",
}  # fmt: skip
TEN_DIGITS = Context(prec=10)  # those of the table
IN_MASS = {"bili", "creat", "alb"}  # mg/dL, g/dL


def known(inputs: dict, quantity: FormulaInput) -> Points:
    if quantity.about == "AGE":
        return Points((Decimal(inputs["age"]),))
    if quantity.about == "SEX":
        return Points((Decimal(inputs["female"]),))
    if quantity.id.endswith(("_READING", "_TREATED")):  # limits in SI units, grades as observed
        return Points((Decimal(0),))
    stated = {"dialysis": False, **inputs}
    for name, value in stated.items():
        if ANALYTES.get(name) == quantity.about:
            factor = MASS[quantity.about] if name in IN_MASS and quantity.about in MASS else MASS["ALB"] / 10
            upper = str(inputs.get(f"{name}_uln", ""))
            text = str(int(value)) if isinstance(value, bool) else str(value)
            sent = reported(quantity.about, text, AT, factor=factor, upper=upper)
            return points_of(quantity, Input(quantity.about, (PossibleInput(sent.measurement, sent),)))
    return points_of(quantity, absent(quantity.about))


def scored(row: dict[str, str]) -> Score:
    inputs = json.loads(row["inputs_json"])
    formula = FORMULAS.get(row["score"]) or child_pugh(
        ScoreRules(
            child_pugh_limits="si",
            child_pugh_coagulation=inputs.get("variant", "INR"),
            cholestatic=inputs.get("cholestatic", False),
        )
    )
    return score(formula, tuple(known(inputs, quantity) for quantity in formula.quantities))


@pytest.mark.parametrize("row", ROWS, ids=[row["vector_id"] for row in ROWS])
def test_the_example_is_exact_to_its_digits(row):
    found = scored(row)
    expected = Decimal(row["expected_raw"])
    assert TEN_DIGITS.create_decimal(found.unrounded) == expected
    assert found.value.value == Decimal(row["expected_reported"])
    if row["score"] == "MELD3":  # there the class is the integer that is not bounded
        assert row["expected_class"] in ("", str(half_away(found.unrounded)))
    elif row["expected_class"]:
        assert found.grade.value == row["expected_class"]


def test_every_score_has_examples():
    assert (
        Counter(row["score"] for row in ROWS).keys() == (FORMULAS.keys() | {"CHILD_PUGH"}) - NOT_IN_THE_TABLE
    )
