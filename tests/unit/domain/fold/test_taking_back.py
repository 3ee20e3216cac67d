"""What a lab takes back stops counting; what it may mean waits; all else goes on counting."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from tests.support.taking_back import ALT, C, D, F, P, X, answer, decide, sent, state

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.issues.places import PER_MESSAGE, Places
from hepaflow.domain.model import Conversion, Status
from hepaflow.domain.study.fold_rules import FIRST_VERSION
from hepaflow.domain.values.statements import WHOLE_ORDER, record_sign

# --- what is taken back


@pytest.mark.parametrize("status", [X, C])
@pytest.mark.parametrize("value", [P, F, C])
def test_value_that_is_taken_back_later_does_not_count(status, value):
    found = answer(sent(value, "450"), sent(status, day=2))
    assert (state(found), found.voided) == ((None, []), True)


def test_final_no_result_takes_back_a_preliminary_value():
    assert state(answer(sent(P, "450"), sent(F, day=2))) == (None, [])


def test_later_message_of_a_file_takes_back_an_earlier_one():
    first = sent(F, "450", line=PER_MESSAGE + 1, places=Places.SEGMENT)
    assert state(answer(first, sent(X, line=2 * PER_MESSAGE + 1, places=Places.SEGMENT))) == (None, [])


def test_cancelled_version_takes_back_the_same_record():
    first = sent(F, "450", specimen="", record="o1", revised="2024-03-22T10:00", places=Places.ENTRY)
    cancelled = sent(X, line=3, specimen="", record="o1", revised="2024-03-22T12:00", places=Places.ENTRY)
    assert state(answer(first, cancelled)) == (None, [])


def test_cancelled_order_takes_back_all_of_its_results():
    order = sent(X, day=2, of=ALT._replace(analyte=WHOLE_ORDER, specimen_type=""))
    ast = ALT._replace(analyte="AST")
    found = fold([sent(F, "450"), sent(F, "90", line=3, of=ast), order])
    assert [state(found[place])[0] for place in (ALT, ast)] == [None, None]


def test_cancelled_order_leaves_other_orders():
    order = sent(X, day=2, specimen="A2", of=ALT._replace(analyte=WHOLE_ORDER))
    assert state(answer(sent(F, "450", specimen="A1"), order)) == ("450", [])


def test_later_final_version_without_a_result_ends_the_final_value_of_its_record():
    first = sent(F, "450", record="o1", revised="2024-03-22T10:00", places=Places.ENTRY)
    later = sent(F, day=2, record="o1", revised="2024-03-22T12:00", places=Places.ENTRY)
    assert state(answer(first, later)) == (None, [])


# --- what is not


@pytest.mark.parametrize("status", [X, C, F])
def test_redraw_counts_beside_the_specimen_that_was_taken_back(status):
    assert state(answer(sent(status, specimen="S1"), sent(F, "45", line=3, specimen="S2"))) == ("45", [])


@pytest.mark.parametrize("status", [X, C, D])
def test_another_tube_of_the_order_counts(status):
    redraw = sent(F, "45", specimen="S2", record=record_sign("A1"), places=Places.SEGMENT)
    spoilt = sent(status, day=2, specimen="S1", record=record_sign("A1"), places=Places.SEGMENT)
    assert state(answer(redraw, spoilt)) == ("45", [])


def test_what_names_the_order_alone_takes_back_its_tube():
    value = sent(F, "45", specimen="S2", record=record_sign("A1"), places=Places.SEGMENT)
    taking = sent(X, day=2, specimen="A1", record=record_sign("A1"), places=Places.SEGMENT)
    assert state(answer(value, taking)) == (None, [])


@pytest.mark.parametrize("day", [1, 2])
def test_redraw_counts_whichever_arrives_first(day):
    assert state(answer(sent(X, day=3 - day, specimen="S1"), sent(F, "45", day=day, specimen="S2"))) == (
        "45",
        [],
    )


@pytest.mark.parametrize("status", [P, F, C])
def test_value_after_the_taking_back_counts(status):
    assert state(answer(sent(X), sent(status, "45", day=2))) == ("45", [])


def test_another_value_after_the_taking_back_counts():
    assert state(answer(sent(F, "450"), sent(X, day=2), sent(F, "45", day=3))) == ("45", [])


def test_value_in_a_later_message_of_the_file_counts():
    cancelled = sent(X, line=PER_MESSAGE + 1, places=Places.SEGMENT)
    assert state(answer(cancelled, sent(F, "45", line=2 * PER_MESSAGE + 1, places=Places.SEGMENT))) == (
        "45",
        [],
    )


def test_row_that_was_not_done_leaves_the_value_of_its_table_where_no_specimen_is_named():
    assert state(answer(sent(X, specimen=""), sent(F, "45", line=3, specimen=""))) == ("45", [])


def test_cancelled_record_leaves_another_record():
    records = (
        sent(X, record="o1", places=Places.ENTRY),
        sent(F, "45", day=1, line=3, record="o2", places=Places.ENTRY),
    )
    assert state(answer(*records)) == ("45", [])


def test_final_no_result_of_unknown_specimen_takes_nothing_back():
    assert state(answer(sent(P, "45", specimen=""), sent(F, day=2, specimen=""))) == ("45", [])


def test_table_that_gives_the_value_again_takes_it_not_back():
    found = answer(
        sent(F, "45", specimen=""), sent(X, day=2, specimen=""), sent(F, "45", day=2, line=3, specimen="")
    )
    assert state(found) == ("45", [])


# --- what is in doubt waits


def test_value_that_comes_back_after_the_taking_back_is_held():
    found = answer(sent(F, "450"), sent(X, day=2), sent(F, "450", day=3))
    assert state(found) == (None, ["450 reverts-correction"])


def test_value_and_taking_back_are_held_where_no_specimen_is_named():
    found = answer(sent(F, "450", specimen=""), sent(X, day=2, specimen=""))
    assert state(found) == (None, ["450 corrects-nothing", "None corrects-nothing"])


def test_rows_of_one_specimen_in_one_table_are_held():
    assert state(answer(sent(F, "450"), sent(X, line=3)))[1] == [
        "450 corrects-nothing",
        "None corrects-nothing",
    ]


def test_final_no_result_after_a_final_value_is_held_as_an_unmarked_change():
    assert state(answer(sent(F, "450"), sent(F, day=2))) == ("450", ["None changed-unmarked"])


@pytest.mark.parametrize("places", [Places.ENTRY, Places.LINE])
@pytest.mark.parametrize("status", [F, C])
def test_final_version_without_a_result_and_the_value_of_its_record_are_held(status, places):
    found = answer(
        sent(status, "450", record="o1", places=places), sent(F, day=2, record="o1", places=places)
    )
    assert state(found) == (None, ["450 corrects-nothing", "None corrects-nothing"])


def test_accepted_final_version_without_a_result_withdraws_the_value_of_its_record():
    value = sent(F, "450", record="o1", places=Places.ENTRY)
    later = sent(F, day=2, record="o1", places=Places.ENTRY)
    accept = decide(DecisionKind.ACCEPT, later, IssueCode.CORRECTS_NOTHING)
    assert state(answer(value, later, decisions=(accept,))) == (None, [])


def test_value_after_a_final_no_result_counts():
    assert state(answer(sent(F), sent(F, "45", day=2))) == ("45", [])


def test_final_no_result_before_and_after_a_value_leaves_it():
    assert state(answer(sent(F), sent(F, "45", day=2), sent(F, day=3)))[0] == "45"


def test_value_after_a_final_version_without_a_result_counts():
    later = sent(F, "45", day=2, record="o1", places=Places.ENTRY)
    assert state(answer(sent(F, record="o1", places=Places.ENTRY), later)) == ("45", [])


def test_final_no_result_below_the_order_of_a_final_value_is_an_unmarked_change():
    first = sent(F, "450", record="A1", places=Places.SEGMENT)
    assert state(answer(first, sent(F, day=2, record="A1", places=Places.SEGMENT)))[1] == [
        "None changed-unmarked"
    ]


def test_accepted_taking_back_withdraws_the_value():
    value, taking = sent(F, "450", specimen=""), sent(X, day=2, specimen="")
    accept = decide(DecisionKind.ACCEPT, taking, IssueCode.CORRECTS_NOTHING)
    assert state(answer(value, taking, decisions=(accept,))) == (None, [])


def test_accepted_value_stays_and_the_taking_back_no_longer_waits():
    value, taking = sent(F, "450", specimen=""), sent(X, day=2, specimen="")
    accept = decide(DecisionKind.ACCEPT, value, IssueCode.CORRECTS_NOTHING)
    assert state(answer(value, taking, decisions=(accept,))) == ("450", [])


def test_value_accepted_before_the_taking_back_came_is_held():
    value, taking = sent(F, "450", specimen=""), sent(X, day=2, specimen="")
    assert state(answer(value, taking, decisions=(decide(DecisionKind.ACCEPT, value),)))[0] is None


def test_taking_back_that_is_set_aside_takes_nothing_back():
    taking = sent(X, day=2)
    assert state(answer(sent(F, "450"), taking, decisions=(decide(DecisionKind.SET_ASIDE, taking),))) == (
        "450",
        [],
    )


# --- final as sent before


def test_final_as_sent_makes_a_preliminary_value_final():
    found = answer(sent(P, "45"), sent(F, day=2, note=IssueCode.FINAL_AS_SENT))
    assert found.current is not None
    assert (found.current.observation.status, found.current.observation.number) == (F, Decimal(45))


def test_final_as_sent_leaves_a_later_final_value():
    found = answer(sent(P, "45"), sent(F, "50", day=2), sent(F, day=3, note=IssueCode.FINAL_AS_SENT))
    assert state(found)[0] == "50"


def test_final_as_sent_is_about_the_last_preliminary_value():
    values = sent(P, "45", revised="2024-03-22T10:00"), sent(P, "50", day=2, revised="2024-03-22T11:00")
    found = answer(*values, sent(F, day=3, note=IssueCode.FINAL_AS_SENT))
    assert state(found) == ("50", [])
    assert found.current is not None
    assert found.current.observation.status is F


def test_final_as_sent_without_a_preliminary_value_changes_nothing():
    assert state(answer(sent(F, "45"), sent(F, day=2, note=IssueCode.FINAL_AS_SENT))) == ("45", [])


def test_final_as_sent_that_is_in_doubt_waits():
    confirming = sent(F, day=2, note=IssueCode.FINAL_AS_SENT)
    doubted = confirming.observation._replace(
        issues=(*confirming.observation.issues, Issue(IssueCode.ORDER_CANCELLED))
    )
    found = answer(sent(P, "45"), replace(confirming, observation=doubted))
    assert [held.codes for held in found.held] == [
        (IssueCode.CORRECTS_NOTHING,),
        (IssueCode.ORDER_CANCELLED,),
    ]


# --- a value below a cancelled order, and a record that denies another one of its specimen


def below_cancelled(one: RunObservation) -> RunObservation:
    doubted = one.observation._replace(issues=(Issue(IssueCode.ORDER_CANCELLED),))
    return replace(one, observation=doubted)


BELOW = below_cancelled(sent(F, "45", day=2, places=Places.SEGMENT))


def test_value_repeated_below_its_cancelled_order_waits_with_the_earlier_one():
    found = answer(sent(F, "45", places=Places.SEGMENT), BELOW)
    assert state(found) == (None, ["45 corrects-nothing", "45 order-cancelled"])


def test_value_after_the_cancelled_order_counts():
    assert state(answer(BELOW, sent(F, "45", day=3, places=Places.SEGMENT)))[0] == "45"


@pytest.mark.parametrize("cells", [{"specimen": "S2"}, {"specimen": ""}])
def test_value_of_another_order_counts_beside_a_cancelled_one(cells):
    assert state(answer(sent(F, "54", places=Places.SEGMENT, **cells), BELOW))[0] == "54"


def test_earlier_value_counts_again_if_the_one_below_the_cancelled_order_is_set_aside():
    aside = replace(decide(DecisionKind.SET_ASIDE, BELOW), measurement=ALT)
    assert state(answer(sent(F, "45", places=Places.SEGMENT), BELOW, decisions=(aside,))) == ("45", [])


# --- a cancelled order that lists some of its tests

AST = ALT._replace(analyte="AST")


def in_message(one: RunObservation, order: str = "A1") -> RunObservation:
    record = record_sign(order)
    report = one.observation._replace(record=record)
    return replace(one, observation=report, run=replace(one.run, places=Places.SEGMENT))


def listed(one: RunObservation) -> RunObservation:
    report = one.observation
    issues = (*report.issues, Issue(IssueCode.BELOW_CANCELLED_ORDER))
    return in_message(replace(one, observation=report._replace(issues=issues)))


CANCELLED_ALT = listed(sent(X, day=2))


def test_test_that_its_cancelled_order_does_not_list_waits():
    found = fold([in_message(sent(F, "450")), in_message(sent(F, "90", line=3, of=AST)), CANCELLED_ALT])
    assert state(found[ALT]) == (None, [])
    assert state(found[AST]) == (None, ["90 order-cancelled"])


def test_value_below_a_cancelled_order_holds_the_other_tests_of_the_order():
    below = in_message(below_cancelled(sent(F, "450", day=2)))
    found = fold([in_message(sent(F, "90", of=AST)), below])
    assert state(found[AST]) == (None, ["90 order-cancelled"])


def test_test_that_its_cancelled_order_does_not_list_waits_without_a_time_of_collection():
    undated = replace(CANCELLED_ALT, measurement=ALT._replace(collected_at=""))
    found = fold([in_message(sent(F, "450")), in_message(sent(F, "90", line=3, of=AST)), undated])
    assert [state(found[place]) for place in (ALT, AST)] == [(None, []), (None, ["90 order-cancelled"])]


def test_number_of_the_order_finds_results_without_a_tube():
    value = replace(sent(F, "90", of=AST, specimen="A1"), run=CANCELLED_ALT.run)
    value = replace(value, run=replace(value.run, file_id="file-1", received="2024-05-01T00:00:00.000Z"))
    assert state(fold([value, CANCELLED_ALT])[AST]) == (None, ["90 order-cancelled"])


def test_release_lets_a_test_of_a_cancelled_order_count():
    value = in_message(sent(F, "90", of=AST))
    released = decide(DecisionKind.RELEASE, value, IssueCode.ORDER_CANCELLED)
    assert state(fold([value, CANCELLED_ALT], [released])[AST]) == ("90", [])


@pytest.mark.parametrize(
    "value",
    [
        in_message(sent(F, "90", of=AST), "A2"),
        in_message(sent(F, "90", day=3, of=AST)),
        in_message(sent(F, "90", of=AST._replace(subject="CN01-0002"))),
        in_message(sent(F, "90", of=AST._replace(center="CN-02"))),
        sent(F, "90", of=AST),
        in_message(sent(F, "90", day=2, line=3, of=AST)),
    ],
    ids=["other order, one tube", "sent later", "other subject", "other center", "table", "in its message"],
)
def test_value_beside_a_cancelled_order_counts(value):
    assert state(fold([value, CANCELLED_ALT])[value.measurement]) == ("90", [])


def test_test_that_the_message_gives_again_counts():
    again = in_message(sent(F, "90", day=2, line=3, of=AST))
    assert state(fold([in_message(sent(F, "90", of=AST)), again, CANCELLED_ALT])[AST])[0] == "90"


def test_cancelled_order_that_lists_some_tests_changes_nothing_in_version_1():
    value = in_message(sent(F, "90", of=AST))
    assert state(fold([value, CANCELLED_ALT], version=FIRST_VERSION)[AST]) == ("90", [])


def records(status: Status, number: str | None, record: str, **more: Any) -> RunObservation:
    return sent(status, number, record=record, places=Places.ENTRY, **more)


@pytest.mark.parametrize("status", [F, C])
def test_record_that_denies_the_result_of_its_specimen_waits_with_the_value(status):
    found = answer(records(F, "45", "o1"), records(status, None, "o2", day=2))
    assert state(found) == (None, ["45 corrects-nothing", "None corrects-nothing"])


@pytest.mark.parametrize(
    ("status", "more"),
    [(X, {}), (F, {"specimen": "S2"}), (F, {"specimen": ""}), (F, {"revised": "2024-03-22T09:00"})],
    ids=["cancelled twin", "another specimen", "no specimen", "revised before"],
)
def test_record_that_may_deny_another_one_leaves_the_value(status, more):
    value = records(F, "45", "o1", revised="2024-03-22T10:00")
    assert state(answer(value, records(status, None, "o2", day=2, **more)))[0] == "45"


def test_value_of_another_record_after_the_denial_counts():
    assert state(answer(records(F, None, "o2"), records(F, "45", "o1", day=2))) == ("45", [])


# --- deletions


def test_deletion_that_names_a_superseded_value_is_held_with_the_correction():
    found = answer(sent(F, "54"), sent(C, "45", day=2), sent(D, "54", day=3))
    assert state(found) == (None, ["45 corrects-nothing", "54 corrects-nothing", "54 corrects-nothing"])


def test_deletion_that_names_the_current_value_voids_it():
    assert state(answer(sent(F, "54"), sent(C, "45", day=2), sent(D, "45", day=3))) == (None, [])


def test_deletion_of_another_specimen_is_held_with_the_value():
    found = answer(sent(F, "54", specimen="S1"), sent(D, day=2, specimen="S2"))
    assert state(found) == (None, ["54 corrects-nothing", "None corrects-nothing"])


def test_deleted_record_leaves_another_record():
    found = answer(
        sent(F, "54", record="o1", places=Places.ENTRY), sent(D, day=2, record="o2", places=Places.ENTRY)
    )
    assert state(found) == ("54", [])


# --- two records, two units

MG = Conversion(Fraction(10_000_000, 113_118))  # creatinine: umol/L of one mg/dL at 113.118 g/mol


def test_two_records_at_one_time_are_a_conflict():
    found = answer(
        sent(F, "45", record="o1", revised="2024-03-22T10:00", places=Places.ENTRY),
        sent(F, "450", line=3, record="o2", revised="2024-03-22T10:05", places=Places.ENTRY),
    )
    assert state(found) == (None, ["45 conflict", "450 conflict"])


def test_later_version_of_one_record_counts():
    found = answer(
        sent(F, "45", record="o1", revised="2024-03-22T10:00", places=Places.ENTRY),
        sent(F, "450", line=3, record="o1", revised="2024-03-22T10:05", places=Places.ENTRY),
    )
    assert state(found) == ("450", [])


def test_one_result_in_two_units_counts_once_in_the_more_exact_one():
    found = answer(sent(F, "1.2", conversion=MG), sent(F, "106", line=3))
    assert (state(found), len(found.again)) == (("106", []), 1)


def test_repeat_in_another_unit_that_is_another_value_is_a_conflict():
    assert state(answer(sent(F, "1.2", conversion=MG), sent(F, "150", line=3)))[0] is None


def test_near_values_in_one_unit_are_a_conflict():
    assert state(answer(sent(F, "106"), sent(F, "106.4", line=3)))[0] is None


def test_near_values_of_two_specimens_are_a_conflict():
    found = answer(sent(F, "1.2", conversion=MG), sent(F, "106", line=3, specimen="S2"))
    assert state(found)[0] is None


def test_either_unit_sent_again_is_a_repetition():
    found = answer(
        sent(F, "1.2", conversion=MG), sent(F, "106", line=3), sent(F, "1.2", day=2, conversion=MG)
    )
    assert state(found) == ("106", [])


# --- version 1


def test_version_1_sees_nothing_that_is_taken_back():
    value, taking = sent(F, "450"), sent(X, day=2)
    assert answer(value, taking, version=FIRST_VERSION) == answer(value, version=FIRST_VERSION)


@pytest.mark.parametrize("status", [X, C, F])
def test_nothing_counts_of_a_measurement_that_was_only_taken_back(status):
    found = answer(sent(status), sent(status, day=2))
    assert state(found) == (None, [])


def test_final_value_after_a_final_no_result_of_its_specimen_counts():
    assert state(answer(sent(F), sent(F, "45", day=2))) == ("45", [])


def test_final_no_result_beside_a_held_value_does_not_count():
    value = sent(F, "450")
    doubtful = value.observation._replace(issues=(Issue(IssueCode.VALUE_IMPOSSIBLE),))
    found = answer(replace(value, observation=doubtful), sent(F, day=2))
    assert state(found) == (None, ["450 value-impossible"])


def test_taking_back_waits_for_nothing_that_another_one_took_back():
    """Of two cancellations beside a value in one bundle one is decided: the value is gone, wherever the other one stands."""
    value = sent(F, "45", line=4, places=Places.ENTRY)
    before, after = (sent(X, line=line, places=Places.ENTRY) for line in (2, 6))
    release = decide(DecisionKind.RELEASE, after, IssueCode.CORRECTS_NOTHING)
    release = replace(release, measurement=ALT)
    assert state(answer(before, value, after, decisions=(release,))) == (None, [])


def test_confirmation_is_of_the_order_that_it_names():
    """The confirmed value has no order number, but its confirmation has: cancelling that order takes both back."""
    value = sent(P, "45", specimen="", places=Places.SEGMENT)
    confirming = sent(F, day=2, specimen="", record="o1", places=Places.SEGMENT, note=IssueCode.FINAL_AS_SENT)
    cancelled = sent(X, day=3, specimen="", record="o1", places=Places.SEGMENT)
    found = answer(value, confirming, cancelled)
    assert confirming.line in [one.line for one in found.withdrawn]
    assert state(found)[0] is None


# --- a correction that cannot be read

UNREAD = IssueCode.CORRECTION_UNREAD


def unread(day: int = 2, **more: Any) -> RunObservation:
    return sent(C, day=day, note=UNREAD, **more)


@pytest.mark.parametrize("note", [UNREAD, IssueCode.CORRECTION_UNIT])
@pytest.mark.parametrize("value", [P, F, C])
def test_correction_that_cannot_be_read_holds_the_earlier_value(value, note):
    found = answer(sent(value, "450"), sent(C, day=2, note=note))
    assert state(found) == (None, ["450 corrects-nothing", f"None {note}"])


def test_correction_that_cannot_be_read_holds_what_it_corrects_in_one_table_and_without_a_specimen_id():
    assert state(answer(sent(F, "450", specimen=""), unread(1, line=3, specimen="")))[0] is None


def test_original_that_arrives_after_its_unread_correction_is_held():
    assert state(answer(unread(1), sent(F, "450", day=2)))[0] is None


def test_correction_that_can_be_read_counts_after_one_that_cannot():
    found = answer(sent(F, "450"), unread(), sent(C, "460", day=3))
    assert state(found) == ("460", [f"None {UNREAD}"])


def test_correction_that_cannot_be_read_leaves_another_specimen():
    assert state(answer(sent(F, "450", specimen="A1"), unread(specimen="A2")))[0] == "450"


def test_released_correction_without_a_value_takes_the_earlier_one_back():
    correction = unread()
    decision = decide(DecisionKind.RELEASE, correction, UNREAD)
    assert state(answer(sent(F, "450"), correction, decisions=(decision,))) == (None, [])


def test_correction_that_is_set_aside_holds_nothing():
    correction = unread()
    decision = decide(DecisionKind.SET_ASIDE, correction)
    assert state(answer(sent(F, "450"), correction, decisions=(decision,))) == ("450", [])
