"""The words by which labs say that a specimen was not as it should be."""

import pytest

from hepaflow.domain.model import Condition
from hepaflow.domain.values.conditions import condition_in, condition_of

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
