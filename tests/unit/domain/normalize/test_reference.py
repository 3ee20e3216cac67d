"""The reference range of a row: its own first, the center's second, the catalog's never."""

from datetime import date
from decimal import Decimal

import pytest
from tests.support.profiles import made_profile

from hepaflow.domain.analytes.resolve import resolve_unit
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Bound, Field, Range
from hepaflow.domain.normalize.cells import Cells
from hepaflow.domain.normalize.reference import reference_range
from hepaflow.domain.profile.on_date import rules_on

COLUMNS = {"subject": "S", "collected_at": "D", "analyte": "A", "value": "V", "sex": "X", "age": "Y"}
ALT = {"analyte": "ALT", "unit": "U/L"}


def found(catalog, ranges=(), *, analyte="ALT", unit="U/L", declare=(), **cells):
    """Return (low, high) as text, or None, and what was noted."""
    profile = made_profile(columns=COLUMNS, file={"decimal_mark": "."}, ranges=ranges, declare=declare)
    rules = rules_on(profile, date(2024, 7, 1))
    row = Cells({Field(name): text for name, text in cells.items()}, rules.columns)
    known = catalog.analytes[analyte]
    bases = frozenset(entry["basis"] for entry in declare)
    way = resolve_unit(unit, known, catalog, bases).conversion
    limits = reference_range(row, known, way, rules, catalog)
    ends = limits and tuple(str(end.number) if end else "" for end in (limits.low, limits.high))
    return ends, [issue.code for issue in row.issues]


def test_the_range_of_the_row_goes_before_that_of_the_profile(catalog):
    assert found(catalog, [{**ALT, "high": 40}], range="9-50") == (("9", "50"), [])


def test_two_cells_of_the_row_go_before_the_profile(catalog):
    assert found(catalog, [{**ALT, "high": 40}], range_low="9", range_high="50") == (("9", "50"), [])


def test_one_cell_of_two_is_a_range_of_the_row(catalog):
    assert found(catalog, [{**ALT, "low": 1, "high": 40}], range_high="50") == (("", "50"), [])


@pytest.mark.parametrize(
    "cells", [{}, {"range": ""}, {"range": "--"}, {"range": "N/A"}, {"range_low": "-", "range_high": "/"}]
)
def test_a_row_that_says_nothing_has_the_range_of_the_profile(cells, catalog):
    assert found(catalog, [{**ALT, "low": 9, "high": 50}], **cells) == (("9", "50"), [])


def test_without_row_and_profile_there_is_none_although_the_catalog_knows_bounds(catalog):
    assert found(catalog) == (None, [])


def test_an_unreadable_range_is_noted_and_not_replaced(catalog):
    assert found(catalog, [{**ALT, "high": 40}], range="see report") == (None, [IssueCode.RANGE_UNREADABLE])


def test_the_sex_of_the_row_chooses_in_its_own_range(catalog):
    assert found(catalog, range="男:9-50 女:7-40", sex="女") == (("7", "40"), [])


def test_an_unreadable_sex_is_noted(catalog):
    assert found(catalog, range="男:9-50 女:7-40", sex="2") == (None, [IssueCode.SEX_UNREADABLE])


# --- the ranges of the profile

BY_SEX = [{**ALT, "sex": "M", "high": 50}, {**ALT, "sex": "F", "high": 40}]


@pytest.mark.parametrize(("sex", "high"), [("男", "50"), ("F", "40")])
def test_a_range_may_be_for_one_sex(sex, high, catalog):
    assert found(catalog, BY_SEX, sex=sex) == (("", high), [])


@pytest.mark.parametrize("sex", ["", "unknown"])
def test_a_range_for_one_sex_is_not_for_an_unknown_one(sex, catalog):
    assert found(catalog, BY_SEX, sex=sex) == (None, [])


ADULT = [{**ALT, "age_from": 18, "age_to": 49, "high": 50}]


@pytest.mark.parametrize("age", ["18", "49", "49.9", "49岁11月"])
def test_both_ends_of_an_age_are_included_to_the_last_day(age, catalog):
    assert found(catalog, ADULT, age=age) == (("", "50"), [])


@pytest.mark.parametrize("age", ["17.9", "50", ""])
def test_another_age_or_none_has_no_part_in_it(age, catalog):
    assert found(catalog, ADULT, age=age) == (None, [])


@pytest.mark.parametrize(
    ("ends", "age", "fits"),
    [
        ({"age_from": 18}, "90", True),
        ({"age_from": 18}, "5", False),
        ({"age_to": 17}, "5", True),
        ({"age_to": 17}, "18", False),
    ],
)
def test_an_age_may_be_open_at_one_end(ends, age, fits, catalog):
    assert (found(catalog, [{**ALT, **ends, "high": 50}], age=age)[0] is not None) is fits


def test_an_unreadable_age_is_noted(catalog):
    assert found(catalog, ADULT, age="adult") == (None, [IssueCode.AGE_UNREADABLE])


@pytest.mark.parametrize(("method", "limits"), [("ＩＦＣＣ", ("", "50")), ("other", None), ("", None)])
def test_a_range_may_be_for_one_method(method, limits, catalog):
    assert found(catalog, [{**ALT, "method": "ifcc", "high": 50}], method=method)[0] == limits


def test_of_several_that_fit_the_most_specific_counts(catalog):
    ranges = [
        {**ALT, "high": 60},
        {**ALT, "sex": "F", "method": "IFCC", "high": 40},
        {**ALT, "sex": "F", "high": 45},
    ]
    assert found(catalog, ranges, sex="F", method="IFCC")[0] == ("", "40")


@pytest.mark.parametrize(("unit", "limits"), [("U/L", ("", "50")), ("IU/L", ("", "50")), ("ukat/L", None)])
def test_a_range_counts_only_in_the_reported_unit(unit, limits, catalog):
    """Converting it to the reported unit would round it."""
    assert found(catalog, [{**ALT, "high": 50}], unit=unit)[0] == limits


def test_a_range_in_a_unit_that_needs_a_declaration_counts_with_it(catalog):
    ammonia = {"analyte": "AMMONIA", "unit": "μg/dL"}
    declare = [{**ammonia, "basis": "NH3"}]
    ranges = [{**ammonia, "low": 15, "high": 60}]
    assert found(catalog, ranges, analyte="AMMONIA", unit="ug/dL", declare=declare)[0] == ("15", "60")


def test_a_declared_limit_belongs_to_the_range(catalog):
    rules = rules_on(made_profile(columns=COLUMNS, ranges=[{**ALT, "low": "9.0"}]), None)
    known = catalog.analytes["ALT"]
    way = resolve_unit("U/L", known, catalog).conversion
    limits = reference_range(Cells({}, COLUMNS), known, way, rules, catalog)
    assert limits == Range(low=Bound(Decimal("9.0"), included=True))
