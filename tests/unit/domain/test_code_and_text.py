"""A code, a name and a unit in one row: where they do not go together, the row is held, noted or refused, never guessed.

LOINC codes and their properties: LOINC 2.67.
"""

from datetime import date
from decimal import Decimal

import pytest
from tests.support.profiles import EVERY_FIELD, made_profile

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Field, Observation
from hepaflow.domain.normalize.normalize import normalize
from hepaflow.domain.profile.on_date import rules_on


def normalized(catalog, declared=None, **cells):
    head = {"columns": EVERY_FIELD, "file": {"decimal_mark": "."}}
    profile = made_profile(**head | (declared or {}))
    return normalize(
        {Field(name): text for name, text in cells.items()}, rules_on(profile, date(2024, 7, 1)), catalog
    )


def told(answer):
    """Return the analyte of a report, or "", and the codes of all issues."""
    issues = answer.issues if isinstance(answer, Observation) else answer
    return answer.analyte if isinstance(answer, Observation) else "", [issue.code for issue in issues]


@pytest.mark.parametrize(
    ("cells", "analyte"),
    [
        # 2336-6 Globulin [Mass/volume] in Serum: GGT is measured in U/L, which no globulin is
        ({"loinc": "2336-6", "analyte": "GGT", "value": "45", "unit": "U/L"}, "GGT"),
        # 6742-1 Erythrocyte morphology finding in Blood, 11156-7 Leukocyte morphology: not in the catalog
        ({"loinc": "11156-7", "analyte": "WBC", "value": "6.1", "unit": "10^9/L"}, "WBC"),
        ({"loinc": "6742-1", "analyte": "RBC", "value": "4.1", "unit": "10^12/L"}, "RBC"),
        # both could be: the code comes first
        ({"loinc": "1742-6", "analyte": "AST", "value": "40", "unit": "U/L"}, "ALT"),
    ],
)
def test_a_code_that_contradicts_name_and_unit_is_held(cells, analyte, catalog):
    assert told(normalized(catalog, **cells)) == (analyte, [IssueCode.CODE_CONFLICT])


def test_an_unknown_code_is_not_taken_by_its_name_without_a_unit_that_fits(catalog):
    """2161-8 is creatinine in urine."""
    assert told(normalized(catalog, loinc="2161-8", analyte="Creatinine", value="90", unit="g/d")) == (
        "",
        [IssueCode.LOINC_UNKNOWN],
    )


def test_a_center_that_wants_nothing_unknown_gets_nothing_under_an_unknown_code(catalog):
    everything_else = {"analytes": {"*": "ignore"}}
    row = {"loinc": "11156-7", "analyte": "WBC", "value": "6.1", "unit": "10^9/L"}
    assert told(normalized(catalog, everything_else, **row)) == ("", [IssueCode.ANALYTE_NOT_WANTED])


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        # 1975-2 Bilirubin.total [Mass/volume], 2160-0 Creatinine [Mass/volume], 14682-9 Creatinine [Moles/volume]
        ({"loinc": "1975-2", "value": "34", "unit": "umol/L"}, "34"),
        ({"loinc": "2160-0", "value": "88", "unit": "umol/L"}, "88"),
        ({"loinc": "14682-9", "value": "1", "unit": "mg/dL"}, "88.4017"),  # 113.12 g/mol
    ],
)
def test_a_mass_under_a_code_of_an_amount_is_kept_by_its_unit_with_a_note(cells, value, catalog):
    answer = normalized(catalog, **cells)
    assert (told(answer)[1], str(answer.value)) == ([IssueCode.LOINC_PROPERTY], value)


def test_a_code_of_the_kind_of_its_unit_says_nothing(catalog):
    assert told(normalized(catalog, loinc="14631-6", value="34", unit="umol/L")) == ("BILI", [])


AFP = {"value": "5", "unit": "kU/L"}
STANDARD = {"declare": [{"analyte": "AFP", "unit": "kU/L", "basis": "WHO 72/225"}]}


def test_arbitrary_units_under_a_code_of_a_mass_are_refused_whatever_is_declared(catalog):
    """1834-1 Alpha-1-Fetoprotein [Mass/volume] in Serum or Plasma."""
    assert told(normalized(catalog, STANDARD, loinc="1834-1", **AFP)) == ("", [IssueCode.LOINC_UNIT])


def test_arbitrary_units_under_a_code_of_their_own_become_a_mass_by_the_declared_standard(catalog):
    """53961-9 Alpha-1-Fetoprotein.tumor marker [Units/volume]; 1 IU of WHO 72/225 is about 1.21 ng."""
    answer = normalized(catalog, STANDARD, loinc="53961-9", **AFP)
    assert (told(answer), answer.value) == (("AFP", []), Decimal("6.05"))


def test_sodium_in_micromoles_is_impossible_not_small(catalog):
    answer = normalized(catalog, analyte="Na", value="140", unit="umol/L")
    assert told(answer) == ("SODIUM", [IssueCode.VALUE_IMPOSSIBLE])
