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
    "UA", "U/A", "U-Status", "CAPD effluent", "Bauchpunktion", "Abdominal tap", "Drain", "JP drains", "T-tube", "Bile", "Kot",
    "Gallenflüssigkeit", "便常规", "体液", "胆汁", "胆汁培养", "膀胱冲洗尿",
    "腹透", "腹膜透析", "腹透常规", "CAPD", "BAL", "BALF", "Bronchoalveolar lavage", "Punktion", "Gelenkpunktion", "Tap", "穿刺", "脓液", "囊肿液",
    "透出液", "UACR", "ACR", "U24", "Körperflüssigkeiten", "Pus", "Ponction d'ascite", "Épanchement pleural", "Versamento pleurico", "Derrame pleural",
    "소변검사", "복수",
]  # fmt: skip
OF_BLOOD = [
    "体液免疫", "利尿钠肽", "尿毒症全套", "肾功能(尿素、尿酸)", "Harnstoff/Harnsäure", "Dialysis panel", "Predialysis", "透析前",
    "Thiopurine metabolites", "Infusion clinic", "Transfusion work-up", "静脉穿刺", "Fluid and electrolytes", "Cystatin C",
    "G-CSF monitoring", "Peritonitis work-up", "Hepatic panel", "胆汁酸", "凝血四项", "measuring",
    "Bile acids", "Bile duct obstruction", "胆汁淤积", "原发性胆汁性胆管炎", "Gallensäuren", "Flüssigkeitshaushalt", "Ascites clinic",
    "泌尿外科", "腹部疾病", "肝穿前检查", "Urologie", "Guanine", "Kotrimoxazol-Spiegel", "Tapering", "Drain placement",
    "血透", "透析", "腹透前检查", "腹透患者随访", "Hämodialyse", "Vor Leberpunktion", "Balance", "Lipase", "Pustular disease", "Tapentadol", "PD", "肝穿刺前",
]  # fmt: skip


@pytest.mark.parametrize("panel", TAPS)
def test_a_panel_of_a_tap_is_not_blood(panel, catalog):
    assert read(catalog, analyte="Albumin", panel=panel) == (None, "", other("<panel>"))


@pytest.mark.parametrize("panel", OF_BLOOD)
def test_a_panel_of_blood_is_no_hindrance(panel, catalog):
    assert read(catalog, analyte="Albumin", panel=panel) == ("ALB", "", [])


@pytest.mark.parametrize(
    "site",
    ["Peritoneal cavity", "Pleural cavity", "腹腔穿刺", "Ascites", "Abdomen", "Bauchhöhle", "Left drain", "Bladder", "腹腔", "膀胱", "Knie"],
)  # fmt: skip
def test_a_body_site_of_a_tap_is_not_blood(site, catalog):
    assert read(catalog, analyte="Albumin", body_site=site) == (None, "", other("<body_site>"))


@pytest.mark.parametrize(
    "site",
    ["Left arm", "Antecubital vein", "右手", "Finger", "", "Central line", "Port", "Fistula", "Arm links"],
)
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


# --- compounds of words for blood and tubes (names of tubes: ISO 6710, and what Chinese laboratory systems print)

COMPOUNDS = {
    "SERUM": "静脉血清,促凝血清,血清(黄),血清/血浆,血 清,Serum (SST),Serum separator tube,空腹血清,Sérum,Suero,血清 红头管",
    "PLASMA": "枸橼酸钠抗凝血浆,枸橼酸钠(抗凝)血浆,肝素(锂)血浆,EDTA血浆,枸橼酸血浆,Citratplasma,Li-Heparin-Plasma,EDTA plasma,Plasma citrate 2.7 mL",
    "BLOOD": "抗凝全血,EDTA抗凝血,EDTA-K2全血,抗凝血,外周血,静脉全血,动脉血,指尖血,血标本,毛细血管血,EDTA-Blut,Vollblut,Kapillarblut,"
    "Arterial blood,Sang total,Peripheral blood",
}  # fmt: skip


@pytest.mark.parametrize(
    ("word", "kind"), [(word, kind) for kind, words in COMPOUNDS.items() for word in words.split(",")]
)
def test_a_compound_for_blood_is_read_by_its_parts(word, kind, catalog):
    assert read(catalog, analyte="ALT", specimen_type=word) == ("ALT", kind, [])


@pytest.mark.parametrize(
    "word",
    [
        "脐血", "脐带血", "供者血", "献血员血清", "质控血清", "混合血清", "小牛血清", "月经血", "门静脉血", "肝静脉血", "血块", "血培养", "干血斑",
        "新生儿足跟血", "Cord blood", "Donor serum", "Pooled serum", "Fetal blood", "Portal vein blood", "Blood bag", "Dried blood spot",
        "Platelet rich plasma", "Fresh frozen plasma", "全血/血浆", "红头管", "SST", "Nabelschnurblut",
    ],
)  # fmt: skip
def test_what_another_word_makes_doubtful_is_held(word, catalog):
    analyte, kind, (issue,) = read(catalog, analyte="ALT", specimen_type=word)
    assert (analyte, kind, issue.code) == ("ALT", "", IssueCode.SPECIMEN_UNKNOWN)


@pytest.mark.parametrize(
    "word", ["胸腹水", "引流液", "血尿", "血性腹水", "血清(腹水)", "静脉血+尿", "骨髓血", "Serum/Urine"]
)
def test_a_compound_with_another_specimen_is_not_blood(word, catalog):
    analyte, kind, (issue,) = read(catalog, analyte="ALT", specimen_type=word)
    assert (analyte, kind, issue.code) == (None, "", IssueCode.SPECIMEN_OTHER)


@pytest.mark.parametrize("dash", ["-", "--", "/", "－"])
def test_a_dash_names_no_specimen(dash, catalog):
    assert read(catalog, analyte="ALT", specimen_type=dash) == ("ALT", "", [])


# --- words of the profile


@pytest.mark.parametrize(("means", "kind"), [("plasma", "PLASMA"), ("serum", "SERUM"), ("blood", "BLOOD")])
def test_a_word_that_the_profile_maps_to_blood_is_understood(means, kind, catalog):
    assert read(catalog, {"Rohr 5": means}, analyte="ALT", specimen_type="rohr 5 ") == (
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
    "word", ["SST gel tube", "红头管", "Red Top Tube", "Lithium heparin (green)", "促凝管(黄)"]
)
def test_an_unknown_word_of_tubes_alone_is_shown(word, catalog):
    assert read(catalog, analyte="ALT", specimen_type=word)[2] == [
        Issue(IssueCode.SPECIMEN_UNKNOWN, 0, "<specimen_type>", word, "ALT")
    ]


@pytest.mark.parametrize("word", ["张三的标本", "Dr Greenfield", "serum of Mr Blood, 1960"])
def test_a_text_with_any_other_word_is_not_shown(word, catalog):
    (issue,) = read(catalog, analyte="ALT", specimen_type=word)[2]
    assert (issue.code, issue.found) == (IssueCode.SPECIMEN_UNKNOWN, "")
