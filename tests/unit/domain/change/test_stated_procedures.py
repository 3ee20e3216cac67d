"""A MELD change across a transplant or a TIPS has the flag; without a statement that there was none it has one, too."""

from decimal import Decimal

import pytest
from tests.support.day_reports import IMPOSSIBLE, reported

from hepaflow.domain.answers.answer import Answer, FormulaVersion
from hepaflow.domain.change.differences import ScoreOfDay, score_change
from hepaflow.domain.change.stated_procedures import stated_procedures
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.model import Status

FIRST, LAST = "2024-03-01", "2024-03-22"
MELD = Answer(FormulaVersion("MELD_ORIG"), Decimal(20))
NO_TIPS = reported("TIPS", "0", LAST)
NO_TRANSPLANT = reported("TRANSPL", "0", LAST)


def notes(*sents) -> list[str]:
    change = score_change(
        ScoreOfDay(LAST, MELD), ScoreOfDay(FIRST, MELD), stated_procedures(fold(sents), LAST)
    )
    return [note.code for note in change.change.notes]


def test_silence_is_no_statement_that_there_was_none():
    assert notes() == ["UNKNOWN_TRANSPLANT", "UNKNOWN_TIPS"]
    assert notes(NO_TIPS) == ["UNKNOWN_TRANSPLANT"]


def test_no_procedure_up_to_the_day_leaves_no_flag():
    assert notes(NO_TIPS, NO_TRANSPLANT) == []


@pytest.mark.parametrize("day", ["2024-03-21", "2024-03"])
def test_no_procedure_up_to_an_earlier_day_says_nothing_of_the_days_after(day):
    assert notes(reported("TIPS", "0", day), NO_TRANSPLANT) == ["UNKNOWN_TIPS"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-02-29", []), ("2024-03-01", ["ACROSS_TIPS"]), ("2024-03-22T10:00", ["ACROSS_TIPS"]), ("2024-03", ["ACROSS_TIPS"]),
        ("2024-03-23", []),
    ],
)  # fmt: skip
def test_a_procedure_between_both_days_is_flagged(day, expected):
    assert (
        notes(reported("TIPS", "1", day), reported("TIPS", "0", "2024-03-22T09:00"), NO_TRANSPLANT)
        == expected
    )


def test_the_flag_names_the_statement():
    sent = reported("TRANSPL", "1", "2024-03-10")
    (found,) = (one for one in stated_procedures(fold([sent, NO_TIPS]), LAST) if one.is_stated)
    assert (found.day, found.place, found.row) == ("2024-03-10", sent.measurement, sent.row)


def test_a_held_statement_may_count():
    held = reported("TIPS", "1", "2024-03-10", issues=(IMPOSSIBLE,))
    assert notes(held, NO_TIPS, NO_TRANSPLANT) == ["ACROSS_TIPS"]


def test_a_held_no_proves_nothing():
    held = reported("TIPS", "0", LAST, issues=(IMPOSSIBLE,))
    assert notes(held, NO_TRANSPLANT) == ["UNKNOWN_TIPS"]


def test_a_held_deletion_that_may_mean_the_no_leaves_it_open():
    deletion = reported("TIPS", "0", "2024-03-22T09:00", status=Status.DELETED, received="2")
    assert notes(reported("TIPS", "0", "2024-03-22T11:00"), deletion, NO_TRANSPLANT) == ["UNKNOWN_TIPS"]


def test_a_deleted_statement_is_as_if_it_had_not_been_made():
    sents = [
        reported("TIPS", "1", "2024-03-10"),
        reported("TIPS", "1", "2024-03-10", status=Status.DELETED, received="2"),
    ]
    assert notes(*sents, NO_TIPS, NO_TRANSPLANT) == []
    assert notes(
        NO_TIPS, reported("TIPS", "0", LAST, status=Status.DELETED, received="2"), NO_TRANSPLANT
    ) == ["UNKNOWN_TIPS"]
