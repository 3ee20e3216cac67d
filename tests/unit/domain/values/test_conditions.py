"""The words by which labs say that a specimen was not as it should be."""

import pytest

from hepaflow.domain.model import Condition
from hepaflow.domain.values.conditions import condition_in, condition_of, names_other_specimen, tells_unusable

HEMOLYZED, LIPEMIC, CLOTTED = Condition.HEMOLYZED, Condition.LIPEMIC, Condition.CLOTTED


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("溶血", HEMOLYZED),
        ("标本溶血", HEMOLYZED),
        ("标本轻度溶血", HEMOLYZED),
        ("溶血(++)", HEMOLYZED),
        ("溶血1+", HEMOLYZED),
        ("Haemolysed", HEMOLYZED),
        ("Specimen slightly hemolyzed", HEMOLYZED),
        ("hemolyzed sample", HEMOLYZED),
        ("ＨＥＭＯＬＹＺＥＤ", HEMOLYZED),
        ("黄疸", Condition.ICTERIC),
        ("脂血", LIPEMIC),
        ("乳糜血", LIPEMIC),
        ("血清呈乳糜状", LIPEMIC),
        ("有凝块", CLOTTED),
        ("标本量不足", Condition.INSUFFICIENT),
        ("QNS", Condition.INSUFFICIENT),
        ("Quantity not sufficient", Condition.INSUFFICIENT),
    ],
)
def test_a_condition_is_known_with_or_without_its_degree(text, condition):
    assert condition_of(text) is condition


@pytest.mark.parametrize(
    "text",
    [
        "未见溶血",
        "无溶血",
        "no hemolysis",
        "not hemolyzed",
        "溶血性贫血",
        "slightly",
        "标本",
        "++",
        "normal",
        "",
    ],
)
def test_its_opposite_or_anything_more_is_not_read_as_a_condition(text):
    assert condition_of(text) is None


@pytest.mark.parametrize(
    ("remark", "condition"),
    [
        ("标本轻度溶血，建议复查", HEMOLYZED),
        ("复查；标本溶血。", HEMOLYZED),
        ("Repeat requested. Specimen hemolyzed!", HEMOLYZED),
        ("结果已复核(脂血)", LIPEMIC),
        ("脂血,溶血", LIPEMIC),
        ("未见溶血，建议复查", None),
        ("患者黄疸病史三年", None),
        ("", None),
    ],
)
def test_the_first_clause_that_names_one_counts(remark, condition):
    assert condition_in(remark) is condition


UNUSABLE = [
    "Control serum", "QC sample", "quality control material", "Cord blood", "Repeated; cord blood sample", "donor specimen", "质控品", "室内质控血清", "脐带血", "供者标本",
    "Wrong patient", "WRONG PATIENT; do not use", "Result cancelled, wrong patient", "Specimen mislabeled - disregard result", "Sample was mislabelled.",
    "Suspected IV fluid contamination", "Possible wrong blood in tube", "These results are invalid", "Sample contaminated with saline", "Please disregard.",
    "标本贴错", "结果作废", "疑输液侧采血", "标本可能污染，请重抽", "患者错误", "Probe verwechselt", "Ergebnis nicht verwertbar", "Verdacht auf Probenverwechslung",
]  # fmt: skip
USABLE = [
    "", "Not mislabeled", "Disregard previous results", "If the specimen is mislabeled, results are not valid for the patient", "Previous result invalid",
    "Corrected result", "Called to the ward", "Patient fasting", "复查无误", "结果已复核", "无污染", "标本无溶血", "Probe nicht kontaminiert", "Wrong patient excluded",
    "QC passed", "Quality control repeated", "质控合格", "no control sample", "cord blood transfusion given", "donor unknown", "compared with control serum",
    "Contamination excluded", "Do not use for screening of donors", "Ignore flag",
]  # fmt: skip


@pytest.mark.parametrize("remark", UNUSABLE)
def test_a_remark_that_the_result_is_not_to_be_used_is_recognized(remark):
    assert tells_unusable(remark)


@pytest.mark.parametrize("remark", USABLE)
def test_another_remark_says_nothing_against_the_result(remark):
    assert not tells_unusable(remark)


OTHER = [
    "specimen: ascites", "Specimen type: Urine", "SAMPLE: ASCITIC FLUID", "urine sample", "ascitic fluid", "Ascites", "(pleural fluid)", "24h urine", "24-hour urine",
    "Urine.", "Sample is urine", "CSF", "measured in ascitic fluid", "Specimen source: peritoneal fluid", "Material: Aszites", "Urinprobe", "Probe: Pleurapunktat",
    "liquide d'ascite", "orina", "líquido ascítico", "标本：腹水", "标本类型：尿", "尿液", "腹水标本", "标本为胸水", "样本: 脑脊液", "24小时尿", "腹腔积液", "送检标本：腹水",
    "specimen - ascites", "specimen: ascites?", "Called to ward; specimen: ascites", "Specimen: ascites. Repeat requested", "Repeated, sample is urine",
    "已电话通知，标本：腹水", "标本类型：尿；已复查", "CALLED TO WARD - SPECIMEN: URINE",
]  # fmt: skip
NOT_OTHER = [
    "", "ascites present", "patient has ascites", "no ascites", "无腹水", "腹水患者", "少量腹水", "repeat on new specimen", "serum", "specimen: serum", "标本：血清", "see urine result",
    "urine pending", "尿素", "无尿", "specimen", "标本", "Diagnosis: ascites", "诊断：腹水", "specimen: not urine", "not a urine sample", "urine sample requested",
    "bile acids", "ascites drained yesterday", "尿液另报", "fluid overload", "Serum, not ascites",
    "ascites; called to ward", "if specimen: ascites", "repeated, new specimen: urine", "called, specimen of urine to follow", "send a specimen, urine", "另送标本：尿",
    "previous specimen: ascites; this is serum",
]  # fmt: skip


@pytest.mark.parametrize("remark", OTHER)
def test_a_remark_that_as_a_whole_names_another_specimen_counts_against_the_result(remark):
    assert names_other_specimen(remark)
    assert tells_unusable(remark)


@pytest.mark.parametrize("remark", NOT_OTHER)
def test_a_remark_that_only_speaks_of_another_specimen_says_nothing(remark):
    assert not tells_unusable(remark)
