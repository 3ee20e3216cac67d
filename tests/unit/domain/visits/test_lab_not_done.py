"""What a table says of a test that was not done is an answer of completeness, as far as nothing speaks against it."""

from dataclasses import replace
from datetime import date

import pytest
from tests.support.day_reports import IMPOSSIBLE, decided, reported
from tests.support.visit_plans import entry, planned

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.omission import Newest, marked
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Status
from hepaflow.domain.visits.completeness import completeness
from hepaflow.domain.visits.draws import draws_of
from hepaflow.domain.visits.schedule import schedule_of
from hepaflow.domain.visits.subject_days import subject_days, visit_day

# day 1 is 10 March; WEEK 2: target 24 March, window 21 to 27 March; INFUSION 2: target 7 April, window 4 to 10 April
TOLD = Issue(IssueCode.STATED_NOT_DONE)


def not_done(at="2024-03-22", *, issues=(), **more):
    return reported("ALB", None, at, status=Status.NOT_DONE, issues=(TOLD, *issues), **more)


def cell(*sents, decisions=(), visit=3, subject=None, newest=None):
    subject = subject or entry()
    states = marked(fold(sents, decisions), newest or {})
    found = subject_days(states, schedule_of(planned(), (subject,)))
    told = completeness(found, states, subject, date(2024, 12, 1))
    return next(one for one in told if (one.visit, one.analyte) == (visit, "ALB"))


def state(*sents, **more):
    one = cell(*sents, **more)
    return one.state.value, [reason.code for reason in one.reasons]


def test_it_is_not_done_and_leads_to_the_row():
    sent = not_done()
    one = cell(sent)
    (reason,) = one.reasons
    assert (one.state.value, reason.code) == ("not-done", "STATED_ALB")
    assert (reason.measurement, reason.row) == (sent.measurement, sent.row)
    assert state(sent, visit=4) == ("missing", [])


def test_a_result_of_the_visit_outweighs_it():
    assert state(not_done(), reported("ALB", "40", "2024-03-24"))[0] == "received"
    assert state(not_done(specimen="S1"), reported("ALB", "40", "2024-03-22", specimen="S2"))[0] == "received"
    assert state(not_done(), reported("ALB", "40", "2024-03-22", received="2"))[0] == "received"


def test_beside_an_earlier_result_it_leaves_the_answer_open():
    result, told = reported("ALB", "40", "2024-03-22"), not_done(received="2")
    assert state(result, told) == ("received", ["HELD_ALB"])
    states = fold((result, told))
    found = subject_days(states, schedule_of(planned(), (entry(),)))
    (day,) = found.days
    assert (day.input_of("ALB").may_be_absent, len(day.input_of("ALB").candidates)) == (True, 1)
    accept = decided(1, DecisionKind.ACCEPT, told)
    assert state(result, told, decisions=(accept,)) == ("not-done", ["STATED_ALB"])


def test_a_held_one_leaves_the_cell_as_it_is_and_says_so():
    assert state(not_done(issues=(IMPOSSIBLE,))) == ("missing", ["HELD_ALB"])


@pytest.mark.parametrize("kind", [DecisionKind.SET_ASIDE, DecisionKind.RETIRE])
def test_set_aside_or_retired_it_states_nothing(kind):
    sent = not_done()
    assert state(sent, decisions=(decided(1, kind, sent),)) == ("missing", [])


def test_a_lab_that_deletes_it_states_nothing():
    deleted = reported("ALB", None, "2024-03-22", status=Status.DELETED, received="2")
    assert state(not_done(), deleted) == ("missing", [])
    assert state(deleted, not_done(received="3"))[0] == "not-done"


def test_a_result_that_came_after_it_and_was_deleted_leaves_it_unknown():
    result = reported("ALB", "40", "2024-03-22", received="2")
    deleted = reported("ALB", None, "2024-03-22", status=Status.DELETED, received="3")
    assert state(not_done(), result, deleted) == ("missing", [])


def test_a_cumulative_file_that_omits_it_leaves_it_open():
    sent = not_done()
    sent = replace(sent, run=replace(sent.run, cumulative=True))
    center = sent.measurement.center
    same = Newest(1, sent.run.file_id, sent.run.received)
    later = Newest(2, "another", "2024-09-01")
    assert state(sent, newest={center: (same,)})[0] == "not-done"
    assert state(sent, newest={center: (later,)}) == ("missing", ["STATED_ALB"])
    assert state(not_done(), newest={center: (later,)})[0] == "not-done"


def test_it_is_no_draw_and_no_specimen_day_of_a_visit():
    states = fold((not_done(),))
    found = subject_days(states, schedule_of(planned(), (entry(),)))
    assert draws_of(states, found.schedule) == ()
    assert visit_day(found, found.schedule.protocol.visits[2]).day is None


def test_it_does_not_show_that_a_discontinued_subject_was_there():
    gone = entry(status="discontinued")
    assert state(not_done("2024-04-07"), subject=gone) == ("not-applicable", [])
    assert state(not_done("2024-04-07"), subject=gone, visit=4)[0] == "not-done"
    assert state(reported("ALB", "40", "2024-04-07"), subject=gone)[0] == "missing"


def test_a_month_that_may_be_of_the_visit_leaves_the_cell_open():
    assert state(not_done("2024-03")) == ("missing", ["PARTIAL_DATE_ALB"])


def test_a_deleted_result_that_is_sent_again_after_it_leaves_it_unknown():
    """The result stays deleted, and the last that the lab said is a result."""
    result = reported("ALB", "40", "2024-03-22")
    deleted = reported("ALB", "40", "2024-03-22", status=Status.DELETED, received="2")
    again = reported("ALB", "40", "2024-03-22", received="4")
    assert state(result, deleted, not_done(received="3"))[0] == "not-done"
    assert state(result, deleted, not_done(received="3"), again) == ("missing", [])
    assert state(result, deleted, not_done(received="3"), again, not_done(received="5"))[0] == "not-done"
    both = (not_done(received="4"), again)  # a cumulative file gives both again, of two orders
    assert state(result, deleted, not_done(received="3"), *both)[0] == "not-done"
