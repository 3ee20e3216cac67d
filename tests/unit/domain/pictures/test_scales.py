"""Axes hold every number, end at round numbers, and have few ticks."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepaflow.domain.pictures.scales import linear_scale, log_scale

numbers = st.lists(st.decimals("1e-30", "1e30", allow_nan=False).filter(lambda one: one > 0), max_size=5)


def decimals(*texts):
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("shown", "low", "high", "ticks"),
    [
        ([], "0.5", "5", "0.5 1 2 5"),
        (["0.18", "20"], "0.1", "20", "0.1 0.2 0.5 1 2 5 10 20"),
        (["0.0049", "63"], "0.002", "100", "0.01 0.1 1 10 100"),
    ],
)
def test_a_log_axis_ends_at_one_two_or_five_times_a_power_of_ten(shown, low, high, ticks):
    scale = log_scale(decimals(*shown), Decimal("0.5"), Decimal(5))
    assert (scale.low, scale.high) == (Decimal(low), Decimal(high))
    assert list(scale.ticks) == decimals(*ticks.split())


@pytest.mark.parametrize(
    ("shown", "ticks"),
    [
        ([], "20 25 30 35 40 45"),
        (["19.9", "55"], "10 20 30 40 50 60"),
        (["27", "44.99"], "25 30 35 40 45"),
    ],
)
def test_a_linear_axis_has_equal_steps(shown, ticks):
    least = ("25", "45") if shown != [] else ("20", "44")
    scale = linear_scale(decimals(*shown), *decimals(*least))
    assert list(scale.ticks) == decimals(*ticks.split())
    assert (scale.low, scale.high) == (scale.ticks[0], scale.ticks[-1])


@given(numbers)
def test_every_number_lies_on_both_axes_and_ticks_are_few(shown):
    for scale in (log_scale(shown, Decimal(1), Decimal(10)), linear_scale(shown, Decimal(0), Decimal(1))):
        assert all(scale.low <= one <= scale.high for one in shown)
        assert 2 <= len(scale.ticks) <= 10
        assert list(scale.ticks) == sorted(set(scale.ticks))
        assert all(scale.low <= one <= scale.high for one in scale.ticks)
