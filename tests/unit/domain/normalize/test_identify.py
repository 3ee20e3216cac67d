"""Which analyte a row is about; what is of another specimen, unknown or ambiguous is never taken for a blood analyte."""

from datetime import date

import pytest
from tests.support.profiles import EVERY_FIELD, made_profile

from hepaflow.domain.analytes.specimen_words import tells_other_specimen
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Field
from hepaflow.domain.normalize.cells import Cells
from hepaflow.domain.normalize.identify import identify
from hepaflow.domain.normalize.specimen_kind import specimen_type
from hepaflow.domain.profile.on_date import rules_on


def rules(analytes=None):
    return rules_on(made_profile(columns=EVERY_FIELD, analytes=analytes or {}), date(2024, 7, 1))


def identified(catalog, analytes=None, **cells) -> tuple[str | None, list[IssueCode]]:
    """Return the analyte code and what was noted, a skip included."""
    row = Cells({Field(name): text for name, text in cells.items()}, EVERY_FIELD)
    analyte = identify(row, rules(analytes), catalog)
    skipped = [row.skipped.code] if row.skipped else []
    return (analyte.code if analyte else None), [*skipped, *(issue.code for issue in row.issues)]


# --- look-alikes


@pytest.mark.parametrize(
    ("name", "analyte"),
    [
        ("prealbumin", "PREALB"),
        ("前白蛋白", "PREALB"),
        ("A/G", "ALBGLOB"),
        ("糖化血红蛋白", "HBA1CHGB"),
        ("异常凝血酶原", "PIVKAII"),
        ("凝血酶时间", "TT"),
        ("PT-INR", "INR"),
        ("PT%", "PTAC"),
        ("PT对照", "PTC"),
        ("NEUT%", "NEUTLE"),
        ("NEUT#", "NEUT"),
        ("尿素", "UREA"),
        ("尿素氮", "UREAN"),
        ("尿酸", "URATE"),
    ],
)
def test_a_name_is_the_analyte_it_names_not_the_one_it_resembles(name, analyte, catalog):
    assert identified(catalog, analyte=name, unit="g/L") == (analyte, [])


@pytest.mark.parametrize(
    "name",
    [
        "RDW-SD", "PDW", "TIBC", "Transferrin", "Pyruvate", "CPK-MB", "CK-MB", "GRA#", "ionized calcium", "iCa", "离子钙", "direct LDL",
        "微量白蛋白", "glycated albumin", "糖化白蛋白", "HBsAb", "HBeAb", "anti-HCV", "anti-HBs", "乙肝表面抗体",
        "alpha-2 globulin", "α2球蛋白", "免疫球蛋白", "factor II", "凝血因子II", "Troponin", "HbA2", "CA125", "CA15-3",
        "Anti-Xa", "ALT/AST", "AST/ALT", "白蛋白校正钙", "Corrected calcium", "Creatinine clearance", "肌酐清除率",
        "Lp(a)", "VLDL", "ApoA1", "AFP-L3", "Fibrinogen degradation products", "FDP", "Reticulocytes", "Pancreatic amylase",
        "Total globulin ratio", "线粒体谷草转氨酶", "AST(线粒体)", "Band neutrophils", "Atypical lymphocytes", "Plateletcrit", "P-LCR",
    ],
)  # fmt: skip
def test_what_only_resembles_an_analyte_is_unknown(name, catalog):
    assert identified(catalog, analyte=name, unit="g/L") == (None, [IssueCode.ANALYTE_UNKNOWN])


# --- other specimens


@pytest.mark.parametrize(
    "cells",
    [
        {"analyte": "尿肌酐"},
        {"analyte": "尿蛋白"},
        {"analyte": "尿微量白蛋白"},
        {"analyte": "Urine creatinine"},
        {"analyte": "Creatinine, urine"},
        {"analyte": "Ascitic fluid albumin"},
        {"analyte": "腹水白蛋白"},
        {"code": "尿肌酐"},
        {"analyte": "Creatinine", "specimen_type": "urine"},
        {"analyte": "Creatinine", "specimen_type": "尿液"},
        {"analyte": "Creatinine", "specimen_type": "随机尿"},
        {"analyte": "Creatinine", "specimen_type": "24 h urine"},
        {"analyte": "白蛋白", "specimen_type": "腹水"},
        {"analyte": "白蛋白", "specimen_type": "左侧胸腔积液引流"},
        {"analyte": "Creatinine", "panel": "URINALYSIS"},
        {"analyte": "肌酐", "panel": "尿常规"},
        {"analyte": "白蛋白", "panel": "腹水常规"},
        {"loinc": "2160-0", "analyte": "Creatinine", "specimen_type": "urine"},
        {"code": "CREAT", "analyte": "尿肌酐"},
    ],
)
def test_a_result_of_urine_or_fluid_is_never_taken_for_a_blood_analyte(cells, catalog):
    assert identified(catalog, unit="mg/dL", **cells) == (None, [IssueCode.SPECIMEN_OTHER])


@pytest.mark.parametrize("name", ["尿肌酐", "Urine creatinine"])
def test_a_profile_cannot_make_a_urine_result_a_blood_one(name, catalog):
    assert identified(catalog, {name: "CREAT"}, analyte=name) == (None, [IssueCode.SPECIMEN_OTHER])


@pytest.mark.parametrize(
    ("name", "analyte"),
    [("Ascites severity", "ASCITES"), ("腹水情况", "ASCITES"), ("Dialysis during the past week", "DIALYSIS")],
)
def test_a_center_may_declare_its_own_name_for_a_grade(name, analyte, catalog):
    assert identified(catalog, {name: analyte}, analyte=name) == (analyte, [])


@pytest.mark.parametrize("cells", [{"specimen_type": "腹水"}, {"panel": "腹水常规"}])
def test_a_cell_of_a_fluid_panel_is_no_grade(cells, catalog):
    assert identified(catalog, analyte="腹水", **cells) == (None, [IssueCode.SPECIMEN_OTHER])


@pytest.mark.parametrize("panel", ["肾功能(尿素、肌酐、尿酸)", "Liver function", "measuring"])
def test_a_panel_of_blood_is_no_hindrance(panel, catalog):
    assert identified(catalog, analyte="Creatinine", panel=panel) == ("CREAT", [])


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Urin-Kreatinin", True),
        ("Uringlukose", True),
        ("24hUrine", True),
        ("CSF protein", True),
        ("faeces", True),
        ("粪便常规", True),
        ("血尿素", False),
        ("measuring", False),
        ("during", False),
        ("胆汁酸", False),
        ("", False),
    ],
)
def test_words_for_urine_and_fluids_are_found_within_a_text(text, other):
    assert tells_other_specimen(text) is other


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", ""),
        ("Serum", "SERUM"),
        ("血浆", "PLASMA"),
        ("ＷＢ", "BLOOD"),
        ("ser/plas", "SERUM"),
        ("尿液", ""),
    ],
)
def test_a_specimen_type_is_told_in_one_wording(text, kind, catalog):
    assert specimen_type(Cells({Field.SPECIMEN_TYPE: text}, EVERY_FIELD), rules(), catalog) == kind


def test_an_unheard_specimen_type_is_held_and_not_repeated(catalog):
    row = Cells({Field.SPECIMEN_TYPE: "张三的标本"}, EVERY_FIELD)
    assert (specimen_type(row, rules(), catalog), row.issues) == (
        "",
        [Issue(IssueCode.SPECIMEN_UNKNOWN, 0, "<specimen_type>")],
    )


# --- LOINC


def test_an_unknown_loinc_code_never_falls_back_on_the_name_beside_it(catalog):
    """2161-8 is creatinine in urine (LOINC 2.67)."""
    assert identified(catalog, loinc="2161-8", analyte="Creatinine") == (None, [IssueCode.LOINC_UNKNOWN])


@pytest.mark.parametrize("dash", ["-", "—", "N/A"])
def test_a_dash_in_the_loinc_column_names_nothing(dash, catalog):
    assert identified(catalog, loinc=dash, analyte="Creatinine") == ("CREAT", [])


def test_an_unknown_loinc_code_is_repeated_at_its_own_column(catalog):
    row = Cells({Field.LOINC: "2161-8", Field.ANALYTE: "Creatinine"}, EVERY_FIELD)
    identify(row, rules(), catalog)
    assert row.issues == [Issue(IssueCode.LOINC_UNKNOWN, 0, "<loinc>", "2161-8")]


def test_a_center_may_declare_a_loinc_code_that_the_catalog_does_not_know(catalog):
    assert identified(catalog, {"76485-2": "ALT"}, loinc="76485-2") == ("ALT", [])


# --- order and conflict


@pytest.mark.parametrize(
    ("analytes", "cells", "first"),
    [
        ({"X1": "AST"}, {"loinc": "1742-6", "code": "X1", "analyte": "ALP"}, "AST"),
        ({}, {"loinc": "1742-6", "code": "AST", "analyte": "ALP"}, "ALT"),
        ({}, {"code": "AST", "analyte": "ALP"}, "AST"),
        ({"谷丙x": "ALT"}, {"code": "AST", "analyte": "谷丙x"}, "ALT"),
        ({"1742-6": "ALP"}, {"loinc": "1742-6", "analyte": "ALT"}, "ALP"),
        ({"X1": "AST", "X2": "ALT"}, {"code": "X1", "analyte": "X2"}, "AST"),
    ],
)
def test_profile_then_loinc_then_code_then_name_and_disagreement_is_held(analytes, cells, first, catalog):
    assert identified(catalog, analytes, **cells) == (first, [IssueCode.CODE_CONFLICT])


@pytest.mark.parametrize(
    ("analytes", "cells"),
    [
        ({}, {"loinc": "1742-6", "code": "GPT", "analyte": "谷丙转氨酶"}),
        ({"X1": "ALT"}, {"loinc": "1742-6", "code": "X1", "analyte": "谷丙转氨酶(ALT)"}),
        ({}, {"code": "L0815", "analyte": "ALT"}),  # a code that nobody knows says nothing against the name
        ({}, {"loinc": "1742-6", "code": "ALT", "analyte": "Transaminase 1"}),
        ({"ALT": "ALT"}, {"code": "ALT", "analyte": "Transaminase 1"}),
    ],
)
def test_cells_that_agree_or_say_nothing_are_no_conflict(analytes, cells, catalog):
    assert identified(catalog, analytes, **cells) == ("ALT", [])


def test_the_centers_own_meaning_of_a_name_wins_over_the_catalogs(catalog):
    assert identified(catalog, {"ALT": "AST"}, analyte="alt") == ("AST", [])


# --- ambiguous names


@pytest.mark.parametrize(
    ("analytes", "cells"),
    [
        ({}, {"analyte": "PCT", "unit": "ng/mL"}),
        ({}, {"analyte": "PCT", "loinc": "33959-8"}),
        ({}, {"analyte": "PCT", "code": "降钙素原"}),
        ({"PCT": "PCT"}, {"analyte": "PCT"}),
    ],
)
def test_unit_loinc_code_or_profile_settle_an_ambiguous_name(analytes, cells, catalog):
    assert identified(catalog, analytes, **cells) == ("PCT", [])


@pytest.mark.parametrize(
    "cells",
    [
        {"analyte": "PCT"},
        {"analyte": "PCT", "unit": "%"},
        {"analyte": "TB(TB)"},
        {"analyte": "FBG", "unit": "mg/dL"},
        {"code": "L0815", "analyte": "K"},
    ],
)
def test_an_ambiguous_name_is_ambiguous_until_something_settles_it(cells, catalog):
    assert identified(catalog, **cells) == (None, [IssueCode.ANALYTE_AMBIGUOUS])


# --- nothing, and what is not wanted


def test_a_row_that_names_nothing_has_no_analyte(catalog):
    assert identified(catalog, analyte=" ", code="") == (None, [IssueCode.ANALYTE_MISSING])


@pytest.mark.parametrize("cells", [{"analyte": "UALB"}, {"code": "ualb", "analyte": "ALT"}])
def test_a_declared_name_is_skipped_whatever_stands_beside_it(cells, catalog):
    assert identified(catalog, {"UALB": "ignore"}, **cells) == (None, [IssueCode.ANALYTE_NOT_WANTED])


@pytest.mark.parametrize(
    "cells",
    [
        {"analyte": "Reticulocytes"},
        {"analyte": "尿肌酐"},
        {"analyte": "Creatinine", "specimen_type": "urine"},
        {"analyte": "Creatinine", "loinc": "2161-8"},
    ],
)
def test_a_star_skips_what_the_catalog_does_not_know_and_other_specimens(cells, catalog):
    assert identified(catalog, {"*": "ignore"}, **cells) == (None, [IssueCode.ANALYTE_NOT_WANTED])


@pytest.mark.parametrize(
    ("cells", "code"), [({"analyte": "PCT"}, IssueCode.ANALYTE_AMBIGUOUS), ({}, IssueCode.ANALYTE_MISSING)]
)
def test_a_star_never_skips_what_may_be_wanted(cells, code, catalog):
    assert identified(catalog, {"*": "ignore"}, **cells) == (None, [code])


def test_a_star_takes_nothing_that_is_known(catalog):
    assert identified(catalog, {"*": "ignore"}, analyte="ALT") == ("ALT", [])
