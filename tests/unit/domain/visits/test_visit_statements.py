"""What an EDC states of visits decides which results are awaited: expected on a day, not expected, not done, withdrawn."""

from datetime import date

import pytest
from tests.support.day_reports import IMPOSSIBLE, reported
from tests.support.visit_plans import entry, planned, schedule

from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Status
from hepaflow.domain.visits.completeness import VisitCell, completeness
from hepaflow.domain.visits.draws import draws_of
from hepaflow.domain.visits.schedule import schedule_of
from hepaflow.domain.visits.subject_days import subject_days, visit_day

# day 1 is 10 March; WEEK 2: target 24 March, window 21 to 27 March; INFUSION 2: target 7 April, window 4 to 10 April
NO, YES = "0", "1"


def said(item, text, at="2024-03-24", **more):
    return reported(item, text, at, specimen_type="", **more)


def cell(visit, *sents, on="2024-12-01", subject=None) -> VisitCell:
    subject = subject or entry()
    states = fold(sents)
    found = subject_days(states, schedule_of(planned(), (subject,)))
    told = completeness(found, states, subject, date.fromisoformat(on))
    return next(one for one in told if (one.visit, one.analyte) == (visit, "ALB"))


def state(visit, *sents, **more):
    one = cell(visit, *sents, **more)
    return one.state.value, [reason.code for reason in one.reasons]


def test_a_draw_that_was_not_done_is_not_done():
    assert state(3, said("DRAWDONE", NO)) == ("not-done", ["STATED_DRAWDONE"])
    assert state(4, said("DRAWDONE", NO)) == ("missing", [])


def test_the_reason_leads_to_the_statement():
    sent = said("DRAWDONE", NO)
    (reason,) = cell(3, sent).reasons
    assert (reason.measurement, reason.row) == (sent.measurement, sent.row)


def test_the_label_names_the_visit_before_the_day_does():
    assert state(3, said("DRAWDONE", NO, "2024-04-07", visit="WEEK 2"))[0] == "not-done"
    assert state(4, said("DRAWDONE", NO, "2024-04-07", visit="WEEK 2"))[0] == "missing"
    assert state(3, said("DRAWDONE", NO, "2024-03-24", visit="nobody's label"))[0] == "not-done"


def test_a_draw_that_was_done_is_awaited():
    assert state(3, said("DRAWDONE", YES)) == ("missing", [])
    assert state(3, said("DRAWDONE", NO), said("DRAWDONE", YES, "2024-03-26"))[0] == "missing"


def test_a_result_outweighs_what_is_stated():
    result = reported("ALB", "30", "2024-03-24T08:30")
    for item, text in (("DRAWDONE", NO), ("DRAWEXP", NO), ("WITHDRWN", YES)):
        assert state(3, said(item, text), result)[0] == "received"


def test_no_draw_is_expected_where_the_edc_says_so():
    assert state(3, said("DRAWEXP", NO)) == ("not-applicable", ["STATED_DRAWEXP"])
    assert state(3, said("DRAWEXP", NO), said("DRAWEXP", YES, "2024-03-26")) == (
        "missing",
        ["STATED_DRAWEXP"],
    )


@pytest.mark.parametrize(
    ("on", "found"),
    [
        ("2024-03-25", "not-due"),  # the window has begun; the draw is expected on the day after
        ("2024-03-26", "expected"),
        ("2024-04-09", "expected"),  # 14 days after it; 10 April by the schedule
        ("2024-04-10", "late"),
        ("2024-05-07", "late"),
        ("2024-05-08", "missing"),
    ],
)
def test_an_expected_day_stands_in_for_the_window(on, found):
    one = cell(3, said("DRAWEXP", YES, "2024-03-26", visit="WEEK 2"), on=on)
    assert (one.state, one.due_on) == (found, date(2024, 4, 9))
    assert [reason.code for reason in one.reasons] == ["STATED_DRAWEXP"]


@pytest.mark.parametrize("day", ["2024-03-20", "2024-03-28", "2042-03-26", "2024-03"])
def test_a_day_outside_of_the_window_moves_nothing_and_is_named(day):
    one = cell(3, said("DRAWEXP", YES, day, visit="WEEK 2"), on="2024-03-21")
    assert (one.state, one.due_on) == ("expected", date(2024, 4, 10))
    assert [reason.code for reason in one.reasons] == ["STATED_DRAWEXP"]


def test_the_last_expected_day_counts():
    two = (said("DRAWEXP", YES, day, visit="WEEK 2") for day in ("2024-03-26", "2024-03-22"))
    assert cell(3, *two).due_on == date(2024, 4, 9)


@pytest.mark.parametrize(("on", "found"), [("2024-03-26", "not-due"), ("2024-03-27", "expected")])
def test_a_draw_may_be_expected_on_the_last_day_of_the_window(on, found):
    assert state(3, said("DRAWEXP", YES, "2024-03-27"), on=on)[0] == found


def test_a_no_of_the_same_day_does_not_take_a_withdrawal_back():
    """It says "not up to this day": a withdrawal of an earlier day does not count (docs/visits.md)."""
    yes, no = said("WITHDRWN", YES, "2024-03-20"), said("WITHDRWN", NO, "2024-03-20", center="CN-02")
    assert state(3, yes, no)[0] == "not-applicable"
    assert state(3, yes, said("WITHDRWN", NO, "2024-03-21", center="CN-02"))[0] == "missing"


def test_after_a_withdrawal_no_visit_is_awaited():
    left = said("WITHDRWN", YES, "2024-03-25")
    assert state(3, left) == ("missing", [])  # its target day was the day before
    assert state(4, left) == ("not-applicable", ["STATED_WITHDRWN"])
    assert state(4, said("WITHDRWN", YES, "2024-04-08"))[0] == "missing"
    assert state(4, said("WITHDRWN", YES, "2024-04-07"))[0] == "not-applicable"


def test_a_withdrawal_names_the_first_visit_that_is_not_awaited():
    left = said("WITHDRWN", YES, "2024-03-25", visit="WEEK 2")
    assert [state(visit, left)[0] for visit in (2, 3, 4)] == ["missing", "not-applicable", "not-applicable"]


def test_somebody_who_has_not_withdrawn_later_has_not_withdrawn():
    left, stayed = said("WITHDRWN", YES, "2024-03-25"), said("WITHDRWN", NO, "2024-04-01")
    assert state(4, left, stayed)[0] == "missing"
    assert state(4, left, said("WITHDRWN", NO, "2024-03-01"))[0] == "not-applicable"


def test_a_withdrawal_of_a_month_is_clear_after_it():
    left = said("WITHDRWN", YES, "2024-04")
    assert state(4, left) == ("missing", ["TIME_WITHDRWN"])
    assert state(4, said("WITHDRWN", YES, "2024-03"))[0] == "not-applicable"
    assert state(3, left) == ("missing", [])


def test_a_statement_that_waits_changes_nothing_and_is_named():
    assert state(3, said("DRAWDONE", NO, issues=(IMPOSSIBLE,))) == ("missing", ["HELD_DRAWDONE"])
    assert state(4, said("WITHDRWN", YES, issues=(IMPOSSIBLE,))) == ("missing", ["HELD_WITHDRWN"])
    assert state(2, said("WITHDRWN", YES, issues=(IMPOSSIBLE,))) == ("missing", [])
    changed = (said("DRAWDONE", NO), said("DRAWDONE", YES, received="2"))
    assert state(3, *changed) == ("not-done", ["STATED_DRAWDONE", "HELD_DRAWDONE"])


def test_a_corrected_statement_counts():
    corrected = said("DRAWDONE", YES, received="2", status=Status.CORRECTED)
    assert state(3, said("DRAWDONE", NO), corrected) == ("missing", [])


def test_a_word_that_is_neither_yes_nor_no_says_nothing():
    assert state(3, said("DRAWDONE", "2")) == ("missing", [])
    assert state(3, said("DRAWDONE", "<1")) == ("missing", [])


def test_an_unplaced_statement_is_of_no_visit():
    assert state(3, said("DRAWDONE", NO, "2024-03")) == ("missing", [])
    assert state(3, said("DRAWDONE", NO, "2024-03", visit="WEEK 2"))[0] == "not-done"


def test_the_register_goes_before():
    subject = entry(death="2024-03-01")
    assert state(4, said("WITHDRWN", YES), subject=subject) == ("not-applicable", [])


def test_a_statement_is_neither_a_draw_nor_a_specimen_day():
    states = fold((said("DRAWDONE", NO), said("DRAWEXP", YES), said("WITHDRWN", NO)))
    found = subject_days(states, schedule())
    visit = found.schedule.protocol.visits[2]
    assert (found.days, draws_of(states, found.schedule)) == ((), ())
    assert visit_day(found, visit).day is None


HEMOLYZED = reported("ALB", None, "2024-03-22", status=Status.NOT_DONE, issues=(Issue(IssueCode.TAKEN_BACK),))


@pytest.mark.parametrize("item", ["DRAWDONE", "DRAWEXP"])
def test_result_of_a_redraw_is_awaited_though_the_lab_could_not_measure_the_first_draw(item):
    assert state(3, HEMOLYZED, said(item, YES, "2024-03-25")) == ("missing", [f"STATED_{item}"])
    assert state(3, HEMOLYZED, said(item, YES, "2024-03-25"), on="2024-03-26")[0] == "expected"


@pytest.mark.parametrize(
    "statement",
    [
        ("DRAWDONE", YES, "2024-03-22"),  # the draw that was not measured
        ("DRAWDONE", YES, "2024-03-21"),
        ("DRAWDONE", NO, "2024-03-25"),
        ("DRAWDONE", YES, "2024-04-07"),  # of the next visit
    ],
)
def test_no_other_statement_of_the_edc_changes_what_the_lab_says(statement):
    assert state(3, HEMOLYZED, said(*statement)) == ("not-done", ["STATED_ALB"])


def test_the_redraw_that_the_lab_could_not_measure_either_was_not_done():
    again = reported("ALB", None, "2024-03-25", status=Status.NOT_DONE, issues=(Issue(IssueCode.TAKEN_BACK),))
    assert state(3, HEMOLYZED, again, said("DRAWDONE", YES, "2024-03-25"))[0] == "not-done"
