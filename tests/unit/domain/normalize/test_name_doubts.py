"""A short code, or a code in LOINC's shape, never wins over a name that says something else."""

from datetime import date

import pytest
from tests.support.profiles import EVERY_FIELD, made_profile

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Field
from hepaflow.domain.normalize.cells import Cells
from hepaflow.domain.normalize.identify import identify
from hepaflow.domain.profile.on_date import rules_on


def rules(analytes=None):
    return rules_on(made_profile(columns=EVERY_FIELD, analytes=analytes or {}), date(2024, 7, 1))


def identified(catalog, analytes=None, **cells) -> tuple[str | None, list[tuple[IssueCode, str]]]:
    """Return the analyte code, and each issue with its column."""
    row = Cells({Field(name): text for name, text in cells.items()}, EVERY_FIELD)
    analyte = identify(row, rules(analytes), catalog)
    return (analyte.code if analyte else None), [(issue.code, issue.column) for issue in row.issues]


# --- a short code beside a name

NEWS = [(IssueCode.NAME_UNKNOWN, "<analyte>")]


@pytest.mark.parametrize(
    ("code", "name", "analyte"),
    [
        ("HBSAG", "Hepatitis B surface antibody", "HBSAG"),
        ("MG", "Myoglobin", "MG"),
        ("ALT", "Alternaria alternata IgE", "ALT"),
        ("CR", "Cell study", "CREAT"),
        ("CA", "Corrected calcium", "CA"),
        ("CA", "Calcium, ionized", "CA"),
        ("CREAT", "Creatinine clearance", "CREAT"),
        ("AST", "AST/ALT ratio", "AST"),
        ("ALB", "Albumin/Creatinine", "ALB"),
        ("TBIL", "Bilirubin, neonatal", "BILI"),
        ("ALB", "糖化白蛋白", "ALB"),
        ("HBSAG", "乙肝表面抗体", "HBSAG"),
        ("CK", "CK-MB", "CK"),
        ("AFP", "AFP-L3", "AFP"),
        ("PROT", "Protein S", "PROT"),
        ("PLT", "Platelet volume", "PLAT"),
        ("PT", "Prothrombin fragment", "PT"),
        ("TBIL", "Bilirubin (delta)", "BILI"),
    ],
)
def test_an_unknown_name_beside_a_known_code_is_held(code, name, analyte, catalog):
    assert identified(catalog, code=code, analyte=name) == (analyte, NEWS)


@pytest.mark.parametrize(
    ("code", "name", "analyte"),
    [
        ("ALT", "", "ALT"),
        ("ALT", "-", "ALT"),
        ("ALT", "ALT", "ALT"),
        ("ALT", "Alanine aminotransferase", "ALT"),
        ("ALT", "ALT (SGPT) level", "ALT"),
        ("ALT", "ALT SGPT", "ALT"),
        ("ALT", "Alanine Aminotransferase (ALT/GPT), IFCC", "ALT"),
        ("ALT", "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma", "ALT"),
        ("DBIL", "Bilirubin (Direct)", "BILDIR"),
        ("CREAT", "S-Creatinine", "CREAT"),
        ("ALT", "谷丙转氨酶(ALT)", "ALT"),
        ("ALT", "ALT谷丙转氨酶", "ALT"),
        ("ALT", "★谷丙转氨酶测定", "ALT"),
        ("TBIL", "总胆红素 TBIL", "BILI"),
        ("TBIL", "Bilirubin, total, serum", "BILI"),
        ("SODIUM", "Sodium [Moles/volume] in Serum or Plasma", "SODIUM"),
        ("ALB", "Albumin [Mass/volume] in Serum or Plasma", "ALB"),
        ("ALB", "血清白蛋白测定", "ALB"),
        ("PLT", "血小板计数", "PLAT"),
        ("CREAT", "Creatinine level", "CREAT"),
        ("CREAT", "Serum creatinine", "CREAT"),
    ],
)
def test_a_name_that_says_the_same_is_not_held(code, name, analyte, catalog):
    assert identified(catalog, code=code, analyte=name, unit="") == (analyte, [])


@pytest.mark.parametrize("key", ["GPTX", "Transaminase 1"])
def test_an_entry_in_the_profile_for_code_or_name_settles_the_doubt(key, catalog):
    assert identified(catalog, {key: "ALT"}, code="GPTX", analyte="Transaminase 1") == ("ALT", [])


def test_loinc_settles_the_doubt_about_a_name(catalog):
    assert identified(catalog, loinc="1742-6", code="ALT", analyte="Transaminase 1") == ("ALT", [])


def test_a_local_code_that_nobody_knows_says_nothing_against_the_name(catalog):
    assert identified(catalog, code="L0815", analyte="ALT") == ("ALT", [])


@pytest.mark.parametrize(
    "cells", [{"loinc": "1742-6", "analyte": "PCT", "unit": "U/L"}, {"code": "ALT", "analyte": "PCT"}]
)
def test_a_name_that_can_only_mean_other_analytes_is_held(cells, catalog):
    assert identified(catalog, **cells) == ("ALT", [(IssueCode.CODE_CONFLICT, "<analyte>")])


# --- codes of LOINC's shape

AGAINST = [(IssueCode.CODE_CONFLICT, "<code>")]


@pytest.mark.parametrize(
    ("code", "name", "analyte"),
    [
        ("1749-1", "Albumin", "ALB"),  # in peritoneal fluid
        ("2955-3", "Sodium", "SODIUM"),  # in urine
        ("2828-2", "Potassium", "K"),  # in urine
        ("26468-9", "WBC", "WBC"),  # in peritoneal fluid
        ("22322-2", "HBsAg", "HBSAG"),  # antibody
        ("1742-6", "AST", "AST"),  # ALT
    ],
)
def test_a_code_of_loincs_shape_speaks_against_another_test(code, name, analyte, catalog):
    assert identified(catalog, code=code, analyte=name) == (analyte, AGAINST)


def test_a_code_of_loincs_shape_in_the_name_column_speaks_against_the_code(catalog):
    assert identified(catalog, code="ALB", analyte="1749-1") == (
        "ALB",
        [(IssueCode.CODE_CONFLICT, "<analyte>")],
    )


@pytest.mark.parametrize(
    "code",
    [
        "1751-7",  # albumin in serum or plasma
        "1749-2",  # not the check digit
        "72000-3",  # not in the catalog
        "ALB-1",
    ],
)
def test_a_code_that_agrees_or_is_not_known_says_nothing_against_the_name(code, catalog):
    assert identified(catalog, code=code, analyte="Albumin") == ("ALB", [])


def test_a_code_of_loincs_shape_alone_names_no_analyte(catalog):
    assert identified(catalog, code="1742-6", analyte="Transaminase 1") == (
        None,
        [(IssueCode.ANALYTE_UNKNOWN, "<analyte>")],
    )


def test_a_profile_may_declare_a_code_of_loincs_shape(catalog):
    assert identified(catalog, {"1749-1": "ALB"}, code="1749-1", analyte="Albumin") == ("ALB", [])


# --- several LOINC codes


def test_two_loinc_codes_of_one_analyte_agree(catalog):
    assert identified(catalog, loinc="1742-6 1743-4", analyte="ALT") == ("ALT", [])


def test_two_loinc_codes_of_two_analytes_are_held(catalog):
    assert identified(catalog, loinc="1742-6 1920-8", analyte="ALT", unit="U/L") == (
        "ALT",
        [(IssueCode.CODE_CONFLICT, "<analyte>")],
    )


def test_a_loinc_code_of_another_specimen_beside_one_of_blood_is_held(catalog):
    assert identified(catalog, loinc="1751-7 1749-1", analyte="Albumin", unit="g/L") == (
        "ALB",
        [(IssueCode.CODE_CONFLICT, "<analyte>")],
    )


# --- names with two meanings


@pytest.mark.parametrize(("unit", "analyte"), [("umol/L", "BILIND"), ("mg/dL", "BILIND"), ("mmol/L", "UREA")])
def test_bu_is_unconjugated_bilirubin_unless_its_unit_is_of_urea(unit, analyte, catalog):
    assert identified(catalog, analyte="Bu", unit=unit) == (analyte, [])


@pytest.mark.parametrize(("loinc", "analyte"), [("3091-6", "UREA"), ("1971-1", "BILIND")])
def test_loinc_says_which_of_its_meanings_bu_has(loinc, analyte, catalog):
    assert identified(catalog, loinc=loinc, analyte="Bu", unit="mg/dL") == (analyte, [])


@pytest.mark.parametrize("name", ["HCO3-", "碳酸氢根", "Bicarbonate", "BICARB"])
def test_bicarbonate_is_an_analyte_of_its_own(name, catalog):
    assert identified(catalog, analyte=name, unit="mmol/L") == ("BICARB", [])


@pytest.mark.parametrize("name", ["CO2", "TCO2", "总二氧化碳", "二氧化碳结合力"])
def test_total_carbon_dioxide_stays_what_it_was(name, catalog):
    assert identified(catalog, analyte=name, unit="mmol/L") == ("CO2", [])
