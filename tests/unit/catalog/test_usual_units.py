"""The units that labs may take one for another; LOINC's example units, and factors of the AMA Manual of Style, SI table."""

from fractions import Fraction

import pytest

from hepaflow.catalog.usual_units import usual_units

TOLERANCE = Fraction(1, 1000)


@pytest.mark.parametrize(
    ("analyte", "unit", "factor"),
    [
        ("BILI", "mg/dL", "17.104"),
        ("CREAT", "mg/dL", "88.4"),
        ("ALB", "g/dL", "10"),
        ("GLUC", "mg/dL", "0.0555"),
        ("HCT", "%", "0.01"),
    ],
)
def test_the_conventional_unit_stands_beside_the_canonical_one(analyte, unit, factor):
    (found,) = [known for known, code in usual_units()[analyte].items() if code == unit]
    assert abs(found / Fraction(factor) - 1) < TOLERANCE
    assert Fraction(1) in usual_units()[analyte]


@pytest.mark.parametrize("analyte", ["HBDNA", "HCRNA"])
def test_what_is_reported_in_logarithms_has_none(analyte):
    assert analyte not in usual_units()


def test_a_unit_that_needs_a_declared_fact_is_not_among_them():
    assert set(usual_units()["AMMONIA"].values()) == {"umol/L"}
