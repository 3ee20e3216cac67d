"""The unit of a row: its cell, glued to the value, or from the profile; what contradicts or is missing is said."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from tests.support.profiles import made_profile

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Conversion, Field, Finding, ParsedValue
from hepaflow.domain.normalize.cells import Cells
from hepaflow.domain.normalize.reported_unit import reported_unit
from hepaflow.domain.profile.on_date import rules_on

COLUMNS = {"subject": "S", "collected_at": "D", "analyte": "A", "value": "V", "unit": "U"}
DATED = {"CREAT": [{"unit": "mg/dL", "to": date(2024, 6, 30)}, {"unit": "umol/L", "from": date(2024, 7, 1)}]}


def answered(catalog, analyte, cell, glued="", *, day=date(2024, 7, 1), **declared):
    """Return the unit, its conversion, and what was noted."""
    rules = rules_on(made_profile(**{"columns": COLUMNS, **declared}), day)
    row = Cells({Field.UNIT: cell, Field.VALUE: f"4.5{glued}"}, rules.columns)
    value = ParsedValue(Decimal("4.5"), unit=glued)
    answer = reported_unit(row, value, catalog.analytes[analyte], rules, catalog)
    codes = [issue.code for issue in row.issues]
    return (answer.unit.code, answer.conversion, codes) if answer else (None, None, codes)


def test_the_unit_cell_comes_first(catalog):
    unit, _, codes = answered(catalog, "CREAT", "mg/dL", units={"CREAT": "umol/L"})
    assert (unit, codes) == ("mg/dL", [])


@pytest.mark.parametrize("cell", ["", "-", "N/A"])
def test_a_unit_glued_to_the_value_comes_second(cell, catalog):
    unit, _, codes = answered(catalog, "CREAT", cell, "mg/dL", units={"CREAT": "umol/L"})
    assert (unit, codes) == ("mg/dL", [])


@pytest.mark.parametrize("cell", ["", "-", "N/A"])
def test_the_unit_of_the_profile_comes_last(cell, catalog):
    unit, _, codes = answered(catalog, "CREAT", cell, units={"CREAT": "umol/L"})
    assert (unit, codes) == ("umol/L", [])


@pytest.mark.parametrize(("day", "unit"), [(date(2024, 6, 30), "mg/dL"), (date(2024, 7, 1), "umol/L")])
def test_the_unit_of_the_profile_is_that_of_the_collection_date(day, unit, catalog):
    assert answered(catalog, "CREAT", "", day=day, units=DATED)[0] == unit


@pytest.mark.parametrize("day", [None, date(2024, 7, 1)])
def test_without_any_unit_an_enzyme_has_none(day, catalog):
    assert answered(catalog, "ALT", "", day=day) == (None, None, [IssueCode.UNIT_MISSING])


@pytest.mark.parametrize(
    ("analyte", "unit"), [("INR", "{INR}"), ("ALBGLOB", "{ratio}"), ("ASCITES", "{grade}")]
)
def test_a_ratio_or_grade_may_stand_without_unit(analyte, unit, catalog):
    cell = "-" if analyte == "ALBGLOB" else ""
    assert answered(catalog, analyte, cell)[0] == unit


@pytest.mark.parametrize(
    ("cell", "glued", "code"),
    [
        ("furlongs", "", IssueCode.UNIT_UNKNOWN),
        ("mg/dL", "", IssueCode.UNIT_MISMATCH),
        ("", "xyz", IssueCode.UNIT_UNKNOWN),
    ],
)
def test_a_unit_without_a_way_to_the_canonical_one_is_said(cell, glued, code, catalog):
    assert answered(catalog, "ALT", cell, glued) == (None, None, [code])


def test_two_units_that_disagree_are_held(catalog):
    unit, _, codes = answered(catalog, "CREAT", "umol/L", "mg/dL")
    assert (unit, codes) == ("umol/L", [IssueCode.UNIT_CONFLICT])


@pytest.mark.parametrize("glued", ["mg/dL", "MG/DL", "mg%"])
def test_two_spellings_of_one_unit_agree(glued, catalog):
    assert answered(catalog, "CREAT", "mg/dl", glued)[2] == []


def test_a_glued_unit_that_nobody_knows_is_said_beside_a_good_cell(catalog):
    assert answered(catalog, "CREAT", "umol/L", "xyz")[2] == [IssueCode.UNIT_UNKNOWN]


def test_a_repaired_unit_is_noted(catalog):
    assert answered(catalog, "PLAT", "109/L") == ("10*9/L", Conversion(), [IssueCode.UNIT_REPAIRED])


def test_a_finding_needs_no_unit(catalog):
    rules = rules_on(made_profile(columns=COLUMNS), None)
    row = Cells({Field.UNIT: "furlongs"}, rules.columns)
    value = ParsedValue(finding=Finding.NEGATIVE)
    answer = reported_unit(row, value, catalog.analytes["HBSAG"], rules, catalog)
    assert (answer, row.issues) == (None, [])


def test_the_unit_beside_an_unreadable_value_is_checked_all_the_same(catalog):
    rules = rules_on(made_profile(columns=COLUMNS), None)
    row = Cells({Field.UNIT: "furlongs"}, rules.columns)
    reported_unit(row, None, catalog.analytes["ALT"], rules, catalog)
    assert [issue.code for issue in row.issues] == [IssueCode.UNIT_UNKNOWN]


# --- spellings of the profile


def test_a_spelling_of_the_profile_is_understood_in_any_case(catalog):
    assert answered(catalog, "ALB", "Ｇ每DL", unit_spellings={"g每dl": "g/dL"})[0] == "g/dL"


def test_a_spelling_for_one_analyte_goes_before_the_one_for_all(catalog):
    spellings = {"MU/ML": "mU/mL", "PIVKAII": {"MU/ML": "m[arb'U]/mL"}}
    assert answered(catalog, "PIVKAII", "MU/mL", unit_spellings=spellings)[0] == "m[arb'U]/mL"


def test_a_spelling_for_one_analyte_is_not_for_another(catalog):
    spellings = {"PIVKAII": {"MU/ML": "m[arb'U]/mL"}}
    assert answered(catalog, "CA19_9AG", "MU/mL", unit_spellings=spellings)[2] == [IssueCode.UNIT_UNKNOWN]


# --- declared bases


@pytest.mark.parametrize(
    ("analyte", "unit", "basis", "factor"),
    [
        ("AMMONIA", "μg/dL", "NH3", Fraction(10_000, 17_031)),  # NH3 17.031 g/mol (IUPAC)
        ("AMMONIA", "μg/dL", "N", Fraction(10_000, 14_007)),  # N 14.007 g/mol (IUPAC)
        ("HGB", "mmol/L", "Hb(Fe)", Fraction("16.1145")),  # monomer 16114.5 g/mol (IFCC)
        ("AFP", "IU/mL", "WHO 72/225", Fraction("1.21")),
        ("LYMLE", "1", "fraction", Fraction(100)),
    ],
)
def test_a_declared_basis_is_used_in_its_unit(analyte, unit, basis, factor, catalog):
    declare = [{"analyte": analyte, "unit": unit, "basis": basis}]
    _, way, codes = answered(catalog, analyte, unit, declare=declare)
    assert (way, codes) == (Conversion(factor), [])


@pytest.mark.parametrize(
    ("analyte", "unit"), [("AMMONIA", "ug/dL"), ("HGB", "mmol/L"), ("AFP", "IU/mL"), ("LYMLE", "1")]
)
def test_without_the_declaration_it_is_refused(analyte, unit, catalog):
    assert answered(catalog, analyte, unit)[2] == [IssueCode.UNIT_REFUSED]


def test_a_declaration_ends_with_its_period(catalog):
    declare = [{"analyte": "AMMONIA", "unit": "ug/dL", "basis": "NH3", "to": date(2024, 6, 30)}]
    assert answered(catalog, "AMMONIA", "ug/dL", declare=declare)[2] == [IssueCode.UNIT_REFUSED]


# --- decimal logarithms of viral load


@pytest.mark.parametrize(
    ("cell", "glued", "declared"),
    [
        ("log10 IU/mL", "", ""),
        ("lg(IU/mL)", "", ""),
        ("IU/mL", "lg", ""),
        ("IU/mL", "log10", ""),
        ("lgIU/mL", "lg", ""),  # said twice
        ("", "lgIU/mL", ""),
        ("", "lg", "IU/mL"),
        ("-", "lg", "log10 IU/mL"),
        ("", "", "log10 IU/mL"),
    ],
)
def test_a_logarithm_is_known_by_cell_value_or_profile(cell, glued, declared, catalog):
    units = {"HBDNA": declared} if declared else {}
    assert answered(catalog, "HBDNA", cell, glued, units=units) == ("{Log_IU}/mL", Conversion(power=True), [])


@pytest.mark.parametrize(
    ("cell", "glued", "code"),
    [
        ("IU/mL", "lgIU/mL", IssueCode.UNIT_CONFLICT),
        ("U/L", "lg", IssueCode.UNIT_UNKNOWN),
        ("copies/mL", "lg", IssueCode.UNIT_UNCONVERTIBLE),
        ("", "lg", IssueCode.UNIT_UNKNOWN),
    ],
)
def test_a_logarithm_of_something_else_is_not_taken_for_one(cell, glued, code, catalog):
    assert answered(catalog, "HBDNA", cell, glued)[2] == [code]
