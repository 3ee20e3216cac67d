"""Flags as labs print them, and when one fits the flag that we compute."""

import pytest

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Flag
from hepaflow.domain.values.flags import agrees, combined, flag_of, parse_flag


@pytest.mark.parametrize(
    ("cell", "flag"),
    [
        # the codes of HL7 table 0078
        ("L", Flag.LOW),
        ("H", Flag.HIGH),
        ("LL", Flag.CRITICAL_LOW),
        ("HH", Flag.CRITICAL_HIGH),
        ("N", Flag.NORMAL),
        ("A", Flag.ABNORMAL),
        ("AA", Flag.CRITICAL),
        # words and signs of hospital systems (exports of hospital systems, collected for this project)
        ("h", Flag.HIGH),
        ("↑", Flag.HIGH),
        ("↓", Flag.LOW),
        ("↑↑", Flag.CRITICAL_HIGH),
        ("↓↓↓", Flag.CRITICAL_LOW),
        ("高", Flag.HIGH),
        ("偏高", Flag.HIGH),
        ("低", Flag.LOW),
        ("偏低", Flag.LOW),
        ("正常", Flag.NORMAL),
        ("异常", Flag.ABNORMAL),
        ("危急值", Flag.CRITICAL),
        ("NORMAL", Flag.NORMAL),
        ("High", Flag.HIGH),
        ("low", Flag.LOW),
        ("ABNORMAL", Flag.ABNORMAL),
        ("critical high", Flag.CRITICAL_HIGH),
        ("*", Flag.ABNORMAL),
        # several signs of one meaning
        ("H*", Flag.HIGH),
        ("(H)", Flag.HIGH),
        ("偏高↑", Flag.HIGH),
        ("危急值↓", Flag.CRITICAL_LOW),
        ("↑ HH", Flag.CRITICAL_HIGH),
        ("异常 ↑", Flag.HIGH),
        ("* *", Flag.ABNORMAL),
    ],
)  # fmt: skip
def test_a_flag_is_read(cell, flag):
    assert parse_flag(cell) is flag


@pytest.mark.parametrize("cell", ["", "  ", "-", "---", "/", "<", ">"])
def test_a_cell_that_says_nothing_about_the_range_is_no_flag(cell):
    assert parse_flag(cell) is None


@pytest.mark.parametrize("cell", ["x", "↓↑", "N↑", "H L", "张伟", "1", "↑?"])
def test_an_unknown_flag_is_refused_without_its_text(cell):
    with pytest.raises(Refused) as refusal:
        parse_flag(cell)
    assert (refusal.value.issue.code, refusal.value.issue.found) == (IssueCode.FLAG_UNKNOWN, "")


def test_no_text_is_no_flag():
    assert flag_of("") is None


def test_normal_and_high_contradict_each_other():
    assert combined([Flag.NORMAL, Flag.HIGH]) is None


@pytest.mark.parametrize(
    ("lab", "computed"),
    [
        (None, Flag.HIGH),
        (Flag.HIGH, None),
        (None, None),
        (Flag.NORMAL, Flag.NORMAL),
        (Flag.HIGH, Flag.HIGH),
        (Flag.CRITICAL_HIGH, Flag.HIGH),
        (Flag.CRITICAL_LOW, Flag.LOW),
        (Flag.ABNORMAL, Flag.LOW),
        (Flag.ABNORMAL, Flag.HIGH),
        (Flag.CRITICAL, Flag.LOW),
    ],
)
def test_flags_that_agree(lab, computed):
    assert agrees(lab, computed)


@pytest.mark.parametrize(
    ("lab", "computed"),
    [
        (Flag.NORMAL, Flag.HIGH),
        (Flag.HIGH, Flag.NORMAL),
        (Flag.HIGH, Flag.LOW),
        (Flag.CRITICAL_LOW, Flag.HIGH),
        (Flag.ABNORMAL, Flag.NORMAL),
        (Flag.CRITICAL, Flag.NORMAL),
    ],
)
def test_flags_that_do_not_agree(lab, computed):
    assert not agrees(lab, computed)
