"""The quantities of formulas meet the catalog: the same analytes, units and factors."""

from fractions import Fraction

import pytest
from tests.support.formulas import EVERY_FORMULA

from hepaflow.catalog.loader import load
from hepaflow.domain.analytes.analytes import conversion
from hepaflow.domain.scores.formulas.quantities import MG_PER_DL, FormulaInput

CATALOG = load()
INPUTS = {one.id: one for formula in EVERY_FORMULA for one in formula.quantities}


@pytest.mark.parametrize("analyte", MG_PER_DL)
def test_one_mg_per_dl_is_what_the_catalog_converts(analyte):
    way = conversion(CATALOG.units.by_code["mg/dL"], CATALOG.analytes[analyte])
    assert way.factor == MG_PER_DL[analyte]


@pytest.mark.parametrize("one", INPUTS.values(), ids=INPUTS)
def test_an_input_in_a_unit_is_converted_from_the_canonical_one(one: FormulaInput):
    unit = CATALOG.units.by_code.get(one.unit)
    if unit is not None:
        analyte = CATALOG.analytes[one.about]
        assert one.factor(Fraction(1)) * conversion(unit, analyte).factor == 1


def test_inputs_without_a_unit_of_the_catalog_are_these():
    without = {one.id for one in INPUTS.values() if one.unit not in CATALOG.units.by_code}
    assert without - {one.id for one in INPUTS.values() if one.is_multiple or one.all_values} == {
        "INR", "INR_POSITIVE", "AGE", "BILI_REPORTED",
    }  # fmt: skip


@pytest.mark.parametrize("code", ["ASCITES", "HE", "DIALYSIS"])
def test_the_grades_are_those_of_the_catalog(code):
    assert set(INPUTS[code].all_values) == set(CATALOG.ordinals[code].values())
