"""From which specimen a result is: what is not blood is never stored, and the cell that says so is named."""

from datetime import date

import pytest
from tests.support.profiles import EVERY_FIELD, made_profile

from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Field
from hepaflow.domain.normalize.cells import Cells
from hepaflow.domain.normalize.identify import identify
from hepaflow.domain.normalize.specimen_kind import specimen_type
from hepaflow.domain.profile.on_date import rules_on


def rules(specimens=None, analytes=None):
    declared = {"columns": EVERY_FIELD, "specimens": specimens or {}, "analytes": analytes or {}}
    return rules_on(made_profile(**declared), date(2024, 7, 1))


def read(catalog, specimens=None, analytes=None, **cells) -> tuple[str | None, str, list[Issue]]:
    """Return the analyte code, the specimen type and the issues; a skip is one of them."""
    row = Cells({Field(name): text for name, text in cells.items()}, EVERY_FIELD)
    analyte = identify(row, rules(specimens, analytes), catalog)
    kind = specimen_type(row, rules(specimens, analytes), catalog)
    skipped = [row.skipped] if row.skipped else []
    return (analyte.code if analyte else None), kind, [*skipped, *row.issues]


def other(column: str, found: str = "") -> list[Issue]:
    return [Issue(IssueCode.SPECIMEN_OTHER, 0, column, found)]


TAPS = [
    "Paracentesis", "Paracentesis fluid", "腹穿液", "腹穿液生化", "胸腔穿刺液", "Effusion", "Pleural effusion analysis", "Dialysate", "腹膜透析液",
    "SAAG", "Thoracentesis", "Aszites", "Pleurapunktat", "Liquide d'ascite", "Líquido ascítico", "Urinstatus", "Harnstatus", "orina",
    "Bone marrow", "关节液", "浆膜腔积液", "大便常规", "体液常规",
]  # fmt: skip
OF_BLOOD = [
    "体液免疫", "利尿钠肽", "尿毒症全套", "肾功能(尿素、尿酸)", "Harnstoff/Harnsäure", "Dialysis panel", "Predialysis", "透析前",
    "Thiopurine metabolites", "Infusion clinic", "Transfusion work-up", "静脉穿刺", "Fluid and electrolytes", "Cystatin C",
    "G-CSF monitoring", "Peritonitis work-up", "Hepatic panel", "胆汁酸", "凝血四项", "measuring",
]  # fmt: skip


@pytest.mark.parametrize("panel", TAPS)
def test_a_panel_of_a_tap_is_not_blood(panel, catalog):
    assert read(catalog, analyte="Albumin", panel=panel) == (None, "", other("<panel>"))


@pytest.mark.parametrize("panel", OF_BLOOD)
def test_a_panel_of_blood_is_no_hindrance(panel, catalog):
    assert read(catalog, analyte="Albumin", panel=panel) == ("ALB", "", [])


@pytest.mark.parametrize("site", ["Peritoneal cavity", "Pleural cavity", "腹腔穿刺", "Ascites"])
def test_a_body_site_of_a_tap_is_not_blood(site, catalog):
    assert read(catalog, analyte="Albumin", body_site=site) == (None, "", other("<body_site>"))


@pytest.mark.parametrize("site", ["Left arm", "Antecubital vein", "右手", "Finger", ""])
def test_a_body_site_of_a_venipuncture_is_no_hindrance(site, catalog):
    assert read(catalog, analyte="Albumin", body_site=site) == ("ALB", "", [])


@pytest.mark.parametrize(
    "cells", [{"panel": "SAAG"}, {"panel": "腹水白蛋白梯度"}, {"body_site": "Peritoneum, peritoneal fluid"}]
)
def test_the_rows_own_specimen_wins_over_panel_and_body_site(cells, catalog):
    assert read(catalog, analyte="Albumin", specimen_type="Serum", **cells) == ("ALB", "SERUM", [])


def test_a_name_of_a_fluid_is_not_blood_even_beside_serum(catalog):
    assert read(catalog, analyte="腹水白蛋白", specimen_type="Serum")[2] == other("<analyte>", "腹水白蛋白")


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"specimen_type": "urine", "panel": "Urinalysis"}, "<specimen_type>"),
        ({"panel": "Urinalysis", "code": "UCR"}, "<panel>"),
        ({"code": "尿肌酐"}, "<code>"),
    ],
)
def test_the_column_that_is_the_cause_is_named(cells, column, catalog):
    (issue,) = read(catalog, analyte="Creatinine", **cells)[2]
    assert (issue.code, issue.column) == (IssueCode.SPECIMEN_OTHER, column)


# --- words of the profile


@pytest.mark.parametrize(("means", "kind"), [("plasma", "PLASMA"), ("serum", "SERUM"), ("blood", "BLOOD")])
def test_a_word_that_the_profile_maps_to_blood_is_understood(means, kind, catalog):
    assert read(catalog, {"Citratplasma": means}, analyte="ALT", specimen_type="citratplasma ") == (
        "ALT",
        kind,
        [],
    )


def test_a_word_that_the_profile_maps_to_other_is_not_blood(catalog):
    assert read(catalog, {"Rohr 7": "other"}, analyte="ALT", specimen_type="Rohr 7") == (
        None, "", other("<specimen_type>"),
    )  # fmt: skip


@pytest.mark.parametrize("word", ["urine", "尿液"])
def test_rows_of_an_ignored_specimen_are_skipped_and_rows_of_blood_are_not(word, catalog):
    assert read(catalog, {word: "ignore"}, analyte="Creatinine", specimen_type=word)[2] == [
        Issue(IssueCode.ANALYTE_NOT_WANTED, 0, "<specimen_type>", word)
    ]
    assert read(catalog, {word: "ignore"}, analyte="Creatinine", specimen_type="Serum") == (
        "CREAT",
        "SERUM",
        [],
    )


def test_a_declared_blood_for_rows_without_a_specimen_does_not_clear_a_panel_of_urine(catalog):
    assert read(catalog, {"": "blood"}, analyte="Creatinine", panel="尿常规") == (
        None,
        "BLOOD",
        other("<panel>"),
    )


@pytest.mark.parametrize("word", ["Urine", "腹水", "Pleural fluid"])
def test_a_profile_cannot_map_a_word_for_another_specimen_to_blood(word):
    with pytest.raises(ValueError, match="the word itself says that the specimen is not blood"):
        rules({word: "serum"})


def test_a_word_cannot_have_two_meanings():
    with pytest.raises(ValueError, match="keep one meaning"):
        rules({"Rohr": "serum", "ROHR": "plasma"})


# --- what may be shown (law 7)


@pytest.mark.parametrize(
    "word", ["Citratplasma", "EDTA抗凝血", "Red Top Tube", "Lithium heparin plasma (green)"]
)
def test_an_unknown_word_of_tubes_alone_is_shown(word, catalog):
    assert read(catalog, analyte="ALT", specimen_type=word)[2] == [
        Issue(IssueCode.SPECIMEN_UNKNOWN, 0, "<specimen_type>", word, "ALT")
    ]


@pytest.mark.parametrize("word", ["张三的标本", "Dr Greenfield", "serum of Mr Blood, 1960"])
def test_a_text_with_any_other_word_is_not_shown(word, catalog):
    (issue,) = read(catalog, analyte="ALT", specimen_type=word)[2]
    assert (issue.code, issue.found) == (IssueCode.SPECIMEN_UNKNOWN, "")
