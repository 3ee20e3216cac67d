"""A test that was not done is no value and takes none back: what a table says of it beside results (docs/adr/0078-a-test-that-was-not-done.md)."""

from dataclasses import replace

import pytest
from tests.support.taking_back import ALT, C, D, F, P, X, answer, decide, sent, state

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.places import Places

WAITS = ["None not-done-with-result"]
ACCEPT, ASIDE, RETIRE = DecisionKind.ACCEPT, DecisionKind.SET_ASIDE, DecisionKind.RETIRE


def not_done(**more):
    return sent(X, note=IssueCode.STATED_NOT_DONE, **more)


def decided(*made):
    """Decisions in the order of the journal."""
    return tuple(replace(decision, journal_number=number) for number, decision in enumerate(made, 1))


def test_alone_it_is_no_value_and_voids_nothing():
    found = answer(not_done())
    assert state(found) == (None, [])
    assert (found.withdrawn, found.voided) == ((not_done(),), False)


@pytest.mark.parametrize("specimen", ["S1", ""])
@pytest.mark.parametrize("status", [P, F, C])
def test_a_result_that_comes_later_replaces_it(specimen, status):
    found = answer(not_done(specimen=specimen), sent(status, "45", day=2))
    assert state(found) == ("45", [])
    assert found.superseded == (not_done(specimen=specimen),)


@pytest.mark.parametrize("status", [P, F, C])
@pytest.mark.parametrize(("one", "other"), [("S1", "S1"), ("", ""), ("S1", ""), ("", "S1")])
def test_after_a_result_of_what_may_be_its_specimen_it_waits_and_the_result_stays(status, one, other):
    found = answer(sent(status, "45", specimen=one), not_done(day=2, specimen=other))
    assert state(found) == ("45", WAITS)


def test_a_center_that_may_change_results_unmarked_withdraws_none_so():
    result, told = sent(F, "45"), not_done(day=2)
    told = replace(told, run=replace(told.run, accept_changes=True))
    assert state(answer(result, told)) == ("45", WAITS)


def test_it_says_nothing_about_another_specimen():
    assert state(answer(sent(F, "45", specimen="S2"), not_done(day=2))) == ("45", [])
    two = (sent(F, "45", specimen="S2"), sent(F, "45", day=2, line=3))
    assert state(answer(*two, not_done(day=3, specimen="S3"))) == ("45", [])


def test_a_row_of_the_same_table_is_another_order_unless_both_name_one_specimen():
    assert state(answer(sent(F, "45", specimen=""), not_done(line=3, specimen=""))) == ("45", [])
    assert state(answer(sent(F, "45", specimen=""), not_done(line=3))) == ("45", [])
    assert state(answer(sent(F, "45"), not_done(line=3))) == ("45", WAITS)


def test_messages_of_a_file_are_in_order():
    places = {"places": Places.SEGMENT}
    first, second = 1_000_000, 2_000_000
    result, told = sent(F, "45", line=second, **places), not_done(line=first, **places)
    assert state(answer(told, result)) == ("45", [])
    result, told = sent(F, "45", line=first, **places), not_done(line=second, **places)
    assert state(answer(told, result)) == ("45", WAITS)


def test_a_cumulative_table_that_repeats_both_rows_holds_neither():
    rows = [
        one
        for day in (1, 2, 3)
        for one in (sent(F, "45", day=day, specimen=""), not_done(day=day, line=3, specimen=""))
    ]
    assert state(answer(*rows)) == ("45", [])


def test_a_result_that_is_sent_again_later_stands():
    assert state(answer(sent(F, "45"), not_done(day=2), sent(F, "45", day=3))) == ("45", [])


def test_set_aside_the_result_stands_and_accepted_it_counts_no_more():
    result, told = sent(F, "45"), not_done(day=2)
    assert state(answer(result, told, decisions=(decide(ASIDE, told),))) == ("45", [])
    found = answer(result, told, decisions=(decide(ACCEPT, told),))
    assert state(found) == (None, [])
    assert found.voided is False
    assert set(found.withdrawn) == {result, told}


def test_what_comes_after_an_accepted_one_counts_unless_it_is_the_withdrawn_value():
    result, told = sent(F, "45"), not_done(day=2)
    accepted = (decide(ACCEPT, told),)
    assert state(answer(result, told, sent(F, "46", day=3), decisions=accepted)) == ("46", [])
    again = answer(result, told, sent(F, "45", day=3), decisions=accepted)
    assert state(again) == (None, ["45 reverts-correction"])


def test_the_last_decision_holds():
    result, told = sent(F, "45"), not_done(day=2)
    accept_told, accept_result = decide(ACCEPT, told), decide(ACCEPT, result)
    assert state(answer(result, told, decisions=decided(accept_told, accept_result))) == ("45", [])
    assert state(answer(result, told, decisions=decided(accept_result, accept_told))) == (None, [])
    assert state(answer(result, told, decisions=decided(accept_result))) == ("45", WAITS)
    assert state(answer(result, told, decisions=decided(accept_told, decide(ASIDE, told)))) == ("45", [])


def test_an_accepted_one_withdraws_nothing_of_another_specimen():
    result, told = sent(F, "45", specimen="S2"), not_done(day=2)
    assert state(answer(result, told, decisions=(decide(ACCEPT, told),))) == ("45", [])


def test_a_retired_measurement_and_a_deleted_result_stay_so():
    result, told = sent(F, "45"), not_done(day=3)
    assert answer(result, told, decisions=(decide(RETIRE, result),)).retired
    found = answer(result, sent(D, day=2), told)
    assert (state(found), found.voided) == ((None, []), True)


def test_a_correction_is_held_as_without_it():
    """A row of the same table as the correction, beside the value that it may mean, does not make it certain."""
    elsewhere = ALT._replace(collected_at="2024-03-22T09:30")
    correction = sent(C, "46", day=2, specimen="", of=elsewhere)
    with_it = fold((sent(F, "45", specimen=""), correction, not_done(day=2, line=9, specimen="S9")))
    assert state(with_it[elsewhere]) == (None, ["46 corrects-nothing"])
    assert state(with_it[ALT]) == ("45", WAITS)


def test_it_goes_with_a_result_whose_key_a_correction_changed():
    """The correction gives the same specimen another time; the statement of the old time is about the same result."""
    elsewhere = ALT._replace(collected_at="2024-03-22T09:30")
    correction = sent(C, "46", day=2, of=elsewhere)
    found = fold((sent(F, "45"), correction, not_done(day=3)))
    assert [state(one) for one in found.values()] == [("46", WAITS)]


def test_version_1_of_the_rules_does_not_know_it():
    assert state(answer(sent(F, "45"), not_done(day=2), version=1)) == ("45", [])
