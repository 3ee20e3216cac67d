"""What labs write around a name is no part of it, and what changes the test is."""

import pytest

from hepaflow.domain.analytes.resolve import analytes_named, meanings_of


@pytest.mark.parametrize(
    ("name", "unit", "analyte"),
    [
        ("血清丙氨酸氨基转移酶测定", "U/L", "ALT"),
        ("★谷丙转氨酶", "U/L", "ALT"),
        ("【谷丙转氨酶】", "U/L", "ALT"),
        ("谷丙转氨酶[HR]", "U/L", "ALT"),
        ("1.谷丙转氨酶", "U/L", "ALT"),
        ("谷丙转氨酶(ALT)*", "U/L", "ALT"),
        ("ALT/GPT", "U/L", "ALT"),
        ("TBIL总胆红素", "umol/L", "BILI"),
        ("谷丙转氨酶 ALT", "U/L", "ALT"),
        ("AST (GOT) - ASAT", "U/L", "AST"),
        ("肌酐(苦味酸法)", "umol/L", "CREAT"),
        ("总胆红素(血清)", "umol/L", "BILI"),
        ("胆碱酯酶活性", "U/L", "CHOLINES"),
        ("凝血酶原时间(秒)", "s", "PT"),
        ("PT(INR)", "", "INR"),
        ("乙型肝炎病毒脱氧核糖核酸定量", "IU/mL", "HBDNA"),
        ("丙型肝炎病毒核糖核酸", "IU/mL", "HCRNA"),
        ("HBV-DNA(高敏)", "IU/mL", "HBDNA"),
        ("高灵敏度乙肝病毒DNA", "IU/mL", "HBDNA"),
        ("嗜中性粒细胞数目", "10^9/L", "NEUT"),
        ("嗜中性粒细胞百分率", "%", "NEUTLE"),
        ("谷丙轉氨酶", "U/L", "ALT"),
        ("鹼性磷酸脢", "U/L", "ALP"),
        ("Hématocrite", "%", "HCT"),
        ("3B045-0000-023-272-01", "U/L", "ALT"),
        ("3B045000002327201", "U/L", "ALT"),
        ("Alanine aminotransferase enzyme activity in serum", "U/L", "ALT"),
        ("Glucose [Moles/volume] in Serum or Plasma", "mmol/L", "GLUC"),
        ("Haemoglobin mass concentration in blood", "g/L", "HGB"),
        ("Leukocytes [#/volume] in Blood by Automated count", "10*9/L", "WBC"),
        ("Serum creatinine level", "umol/L", "CREAT"),
        ("Albumin sérica", "g/L", "ALB"),
        ("Cholesterol, HDL", "mmol/L", "HDL"),
        ("Cholesterol, LDL, Calculated", "mmol/L", "LDL"),
        ("胆红素，间接", "umol/L", "BILIND"),
        ("钙（总）", "mmol/L", "CA"),
        ("Bilirubine conjuguée [Moles/Volume] Sérum/Plasma ; Numérique", "umol/L", "BILDIR"),
        ("Creatinine substance concentration in plasma by colorimetric method", "umol/L", "CREAT"),
    ],
)
def test_the_name_is_found_within_what_stands_around_it(name, unit, analyte, catalog):
    assert analytes_named(name, unit, catalog) == {analyte}


@pytest.mark.parametrize(
    "name",
    [
        "尿白蛋白测定",  # another specimen
        "葡萄糖(尿试纸法)",
        "供者血小板计数",  # another person
        "血浆血红蛋白",  # free hemoglobin
        "血清凝血酶原时间",  # the prothrombin that clotting left over
        "Hemoglobin in plasma",
        "Albumin enzyme activity in serum",  # no enzyme
        "ALT mass concentration in serum",
        "ALT/AST",  # a ratio
        "HBV-DNA定性",
        "Lp(a)",
        "Amylase, Pancreatic",
        "Calcium, Ionized",
        "钙(离子)",
        "Albumin [Mass/volume] in Serum by electrophoresis method",
        "肌酸激酶(免疫抑制法)",  # of the MB fraction
        "白细胞(镜检法)",
        "Calcium substance concentration in serum adjusted for albumin",
        "3B045-0000-001-272-01",  # urine
        "3B045-1299-023-272-01",  # a further kind
        "测定",
        "",
        "ALT " * 40,
    ],
)
def test_what_changes_the_test_stays_in_the_name(name, catalog):
    assert meanings_of(name, catalog) == frozenset()


def test_a_condition_on_the_unit_holds_within_the_name(catalog):
    assert analytes_named("TG测定", "ng/mL", catalog) == frozenset()  # thyroglobulin
    assert analytes_named("TG测定", "mmol/L", catalog) == {"TRIG"}
