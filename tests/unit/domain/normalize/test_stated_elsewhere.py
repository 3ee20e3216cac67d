"""A result that somebody else has standardized is held against ours, and no difference goes unsaid."""

import pytest
from tests.support.normalizing import BILIRUBIN, codes, normalized

from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Observation

NOTE = IssueCode.CONVERTED_ELSEWHERE


def stated(catalog, value, unit, declared=None, /, **cells):
    """Whether the standardized value of a row, a bilirubin of 2.2 mg/dL if nothing else is said, is noted."""
    answer = normalized(catalog, declared, **{**BILIRUBIN, **cells}, standard_value=value, standard_unit=unit)
    assert isinstance(answer, Observation)
    return NOTE in codes(answer)


@pytest.mark.parametrize(
    ("value", "unit", "noted"),
    [
        # AMA Manual of Style, SI conversion table: 1 mg/dL is 17.104 umol/L, so 2.2 are 37.629
        ("37.62", "umol/L", False),
        ("37.6", "umol/L", False),
        ("38", "umol/L", True),   # rounded to whole numbers: 1 % more
        ("37.8", "umol/L", False),  # 0.46 % more
        ("37.9", "umol/L", True),  # 0.72 % more
        ("37.4", "umol/L", True),  # 0.61 % less
        ("2.2", "mg/dL", False),  # as it was reported
        ("22", "mg/L", False),
        ("0.03762", "mmol/L", False),
        ("2.2", "umol/L", True),  # the unit was renamed, the number was not converted
        ("0", "umol/L", True),
    ],
)  # fmt: skip
def test_more_than_half_a_percent_from_ours_is_noted(value, unit, noted, catalog):
    assert stated(catalog, value, unit) is noted


def test_the_half_percent_is_exact(catalog):
    platelets = {"analyte": "PLT", "value": "200", "unit": "10^9/L"}
    assert [stated(catalog, value, "10^9/L", **platelets) for value in ("201", "199", "201.0001", "198.9999")] == [
        False, False, True, True,
    ]  # fmt: skip


def test_beside_zero_only_zero_is_equal(catalog):
    ggt = {"analyte": "GGT", "value": "0", "unit": "U/L"}
    assert [stated(catalog, value, "U/L", **ggt) for value in ("0", "0.0", "0.001")] == [False, False, True]


@pytest.mark.parametrize(
    ("value", "unit", "cells"),
    [
        ("", "umol/L", {}),
        ("POSITIVE", "", {}),
        ("3/4/5", "umol/L", {}),
        ("99", "", {}),
        ("99", "furlong", {}),
        ("99", "mol", {}),
        ("99", "umol/L", {"value": "<2.2"}),  # a limit became a number
        ("99", "IU/mL", {"analyte": "HBsAg", "value": "阳性", "unit": ""}),
        ("99", "log10 IU/mL", {"analyte": "HBV DNA", "value": "2000", "unit": "IU/mL"}),
    ],
)
def test_what_cannot_be_compared_says_nothing(value, unit, cells, catalog):
    assert not stated(catalog, value, unit, **cells)


def test_limit_beside_an_exact_result_is_another_one(catalog):
    assert stated(catalog, "<37.6", "umol/L")


def test_limits_are_compared_with_limits(catalog):
    assert not stated(catalog, "<37.63", "umol/L", value="<2.2")
    assert stated(catalog, "<2.2", "umol/L", value="<2.2")


def test_a_logarithm_is_compared_with_the_number_that_it_is_of(catalog):
    dna = {"analyte": "HBV DNA", "value": "2000", "unit": "IU/mL"}
    assert [stated(catalog, value, "log10 IU/mL", **dna) for value in ("3.301", "3.4")] == [False, True]


def test_the_units_of_the_center_are_its_units_there_too(catalog):
    declared = {"unit_spellings": {"SI": "umol/L"}}
    assert [stated(catalog, value, "SI", declared) for value in ("37.62", "2.2")] == [False, True]


def test_the_note_names_the_number_and_its_column(catalog):
    answer = normalized(catalog, **BILIRUBIN, standard_value="2.2", standard_unit="umol/L")
    assert answer.issues == (Issue(NOTE, 0, "<standard_value>", "2.2", "BILI"),)


def test_our_result_stays_as_it_is(catalog):
    plain = normalized(catalog, **BILIRUBIN)
    noted = normalized(catalog, **BILIRUBIN, standard_value="2.2", standard_unit="umol/L")
    assert (noted.value, noted.unit, noted.raw) == (plain.value, plain.unit, plain.raw)
