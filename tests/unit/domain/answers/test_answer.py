"""An answer is one of three things, and never nothing without a reason (docs/scores.md)."""

from decimal import Decimal

import pytest

from hepaflow.domain.answers.answer import Answer, FormulaVersion, Truth
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind

MELD = FormulaVersion("MELD_ORIG")
HELD_ALB = AnswerReason(ReasonKind.HELD, "ALB")


@pytest.mark.parametrize(
    ("answer", "truth"),
    [
        (Answer(MELD, Decimal(20)), Truth.CERTAIN),
        (Answer(MELD, "B"), Truth.CERTAIN),
        (Answer(MELD, low=Decimal(7), high=Decimal(9), reasons=(HELD_ALB,)), Truth.INTERVAL),
        (Answer(MELD, low=Decimal(7), reasons=(HELD_ALB,)), Truth.INTERVAL),
        (Answer(MELD, high=Decimal(7), reasons=(HELD_ALB,)), Truth.INTERVAL),
        (Answer(MELD, reasons=(HELD_ALB,)), Truth.UNDETERMINED),
    ],
)
def test_an_answer_is_one_of_three(answer, truth):
    assert answer.truth is truth


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"low": Decimal(7), "high": Decimal(9)},
        {"value": Decimal(7), "reasons": (HELD_ALB,)},
        {"value": Decimal(7), "low": Decimal(7)},
        {"value": "B", "high": Decimal(7)},
        {"low": Decimal(9), "high": Decimal(7), "reasons": (HELD_ALB,)},
        {"low": Decimal(7), "high": Decimal(7), "reasons": (HELD_ALB,)},
    ],
)
def test_an_answer_that_says_nothing_or_two_things_is_refused(said):
    with pytest.raises(ValueError, match=r"an answer|a certain|an interval"):
        Answer(MELD, **said)


def test_a_reason_has_a_code_that_names_the_input():
    assert HELD_ALB.code == "HELD_ALB"
