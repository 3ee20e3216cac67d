"""The rules of the fold by version. Factors are those of the AMA Manual of Style, SI table."""

from fractions import Fraction

import pytest

from hepaflow.catalog.fold_rules import fold_rules, usual_units_of_catalog
from hepaflow.domain.study.fold_rules import FIRST_VERSION, NEWEST_VERSION

TOLERANCE = Fraction(1, 1000)
USUAL_UNITS = fold_rules(NEWEST_VERSION).usual_units


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
    (found,) = [known for known, code in USUAL_UNITS[analyte].items() if code == unit]
    assert abs(found / Fraction(factor) - 1) < TOLERANCE
    assert Fraction(1) in USUAL_UNITS[analyte]


@pytest.mark.parametrize("analyte", ["HBDNA", "HCRNA"])
def test_what_is_reported_in_logarithms_has_none(analyte):
    assert analyte not in USUAL_UNITS


def test_a_unit_that_needs_a_declared_fact_is_not_among_them():
    assert set(USUAL_UNITS["AMMONIA"].values()) == {"umol/L"}


def test_newest_version_knows_the_usual_units_of_the_catalog():
    assert usual_units_of_catalog() == USUAL_UNITS


def test_first_version_keeps_the_usual_units_it_was_released_with():
    counted = {analyte: len(units) for analyte, units in fold_rules(FIRST_VERSION).usual_units.items()}
    assert (len(counted), sum(counted.values())) == (73, 98)  # of the catalog when the version was released


def test_second_version_keeps_the_usual_units_it_was_released_with():
    counted = {analyte: len(units) for analyte, units in fold_rules(2).usual_units.items()}
    assert (len(counted), sum(counted.values())) == (89, 116)  # of the catalog when the version was released


def test_unknown_version_is_refused():
    with pytest.raises(KeyError):
        fold_rules(NEWEST_VERSION + 1)
