"""One result in two units is the same number, as exactly as both are printed; anything else is two results."""

from fractions import Fraction

import pytest
from tests.support.taking_back import C, F, X, answer, sent, state

from hepaflow.domain.fold.repeats import is_one_result
from hepaflow.domain.model import Comparator, Conversion

MG_PER_DL = Conversion(Fraction("88.4"))  # creatinine to umol/L: AMA Manual of Style, SI conversion table


def one(number, conversion=Conversion(), operator=Comparator.EQ):  # noqa: B008 a frozen value
    return sent(F, number, conversion=conversion).observation._replace(operator=operator)


@pytest.mark.parametrize(
    ("mg", "umol", "is_one"),
    [
        ("1.2", "106", True),  # 1.15 to 1.25 mg/dL are 101.7 to 110.5 umol/L
        ("1.2", "101", False),
        ("1.2", "111", True),  # 1.25 mg/dL are 110.5 umol/L: it can be printed as 1.2 and as 111
        ("1.3", "110", True),  # likewise as 1.3 and as 110
        ("1.20", "106", True),
        ("1.20", "108", False),  # 1.195 to 1.205 mg/dL are 105.6 to 106.5 umol/L
    ],
)
def test_two_units_are_one_result_if_the_printed_numbers_can_be_the_same(mg, umol, is_one):
    assert is_one_result(one(mg, MG_PER_DL), one(umol)) is is_one


def test_two_numbers_in_one_unit_are_not_compared_by_rounding():
    assert not is_one_result(one("1.2"), one("1.2"))


def test_result_below_a_limit_is_not_the_number_itself():
    assert not is_one_result(one("1.2", MG_PER_DL, Comparator.LT), one("106"))


def test_more_exact_of_two_units_counts_beside_a_row_without_a_number():
    found = answer(
        sent(F, "1.2", conversion=MG_PER_DL), sent(F, "106", line=3), sent(X, line=4, specimen="S2")
    )
    assert state(found) == ("106", [])


@pytest.mark.parametrize("status", [F, C])
def test_final_without_a_result_of_another_specimen_leaves_the_later_value(status):
    assert state(answer(sent(F, specimen="S1"), sent(status, "45", day=2, specimen="S2"))) == ("45", [])
