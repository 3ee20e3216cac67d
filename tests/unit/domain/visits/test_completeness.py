"""What of the planned results is there, by subject and by center."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from tests.support.day_reports import IMPOSSIBLE, decided, reported
from tests.support.visit_plans import SAME_DAY_ONE, entry, planned

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Status
from hepaflow.domain.protocol.masked_parts import is_masked, masked_analytes, masked_visits
from hepaflow.domain.visits.center_counts import Point, counts_by_center, trend, visible_cells
from hepaflow.domain.visits.completeness import CellState, VisitCell, completeness
from hepaflow.domain.visits.masking import mask_of, shows_arm
from hepaflow.domain.visits.schedule import schedule_of
from hepaflow.domain.visits.subject_days import subject_days

WEEK_2 = date(2024, 3, 24)  # its window ends on 27 March; late from 11 April on, missing from 9 May on


def cells(
    *sents, on: str = "2024-03-24", subject=None, decisions=(), **rules
) -> dict[tuple[int, str], VisitCell]:
    subject = subject or entry()
    states = fold(sents, decisions)
    found = subject_days(states, schedule_of(planned(**rules), (subject,)))
    told = completeness(found, states, subject, date.fromisoformat(on))
    return {(cell.visit, cell.analyte): cell for cell in told}


def week_2(*sents, **more) -> VisitCell:
    return cells(*sents, **more)[3, "ALB"]


def test_there_is_a_cell_for_each_visit_and_required_analyte():
    assert list(cells()) == [
        (1, "ALB"),
        (1, "HBDNA"),
        (2, "ALB"),
        (2, "BILI"),
        (3, "ALB"),
        (3, "BILI"),
        (4, "ALB"),
    ]


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2024-03-20", "not-due"),
        ("2024-03-21", "expected"),
        ("2024-04-10", "expected"),
        ("2024-04-11", "late"),
        ("2024-05-08", "late"),
        ("2024-05-09", "missing"),
    ],
)
def test_a_result_that_is_not_there_is_not_due_then_expected_then_late_then_missing(on, state):
    cell = week_2(on=on)
    assert (cell.state, cell.due_on, cell.received_on) == (state, date(2024, 4, 10), None)


def test_without_a_rule_nothing_is_late():
    assert week_2(on="2024-03-27", results_due=None).reasons == ()
    cell = week_2(on="2025-03-24", results_due=None)
    assert (cell.state, [why.code for why in cell.reasons]) == ("expected", ["MISSING_RESULTS_DUE_RULE"])


def test_a_result_of_the_window_is_received_on_the_day_of_its_first_report():
    sents = [
        reported("ALB", "30", "2024-03-22", received="9"),
        reported("ALB", "30", "2024-03-25", received="7"),
        reported("ALB", "30", "2024-03-28", received="2"),  # outside
    ]
    cell = week_2(*sents, on="2025-03-24")
    assert (cell.state, cell.received_on, cell.reasons) == ("received", date(2024, 5, 7), ())


@pytest.mark.parametrize(
    ("first", "then", "day"),
    [
        ("30", Status.CORRECTED, 7),
        ("30", Status.FINAL, 7),  # a final value after a preliminary one
        (None, Status.FINAL, 20),  # that it was not done was no result
    ],
)
def test_a_correction_is_not_the_first_report(first, then, day):
    """A result that came in time stays in time: the share of the week before must not fall because of a correction."""
    if first is None:
        told = reported(
            "ALB",
            None,
            "2024-03-22",
            received="7",
            status=Status.NOT_DONE,
            issues=(Issue(IssueCode.TAKEN_BACK),),
        )
    else:
        told = reported("ALB", first, "2024-03-22", received="7", status=Status.PRELIMINARY)
    cell = week_2(told, reported("ALB", "31", "2024-03-22", received="20", status=then), on="2025-03-24")
    assert (cell.state, cell.received_on) == ("received", date(2024, 5, day))


def test_a_held_result_is_received_and_says_that_it_waits():
    held = reported("ALB", "30", "2024-03-22", issues=(IMPOSSIBLE,))
    cell = week_2(held)
    assert (cell.state, [why.code for why in cell.reasons]) == ("received", ["HELD_ALB"])
    assert week_2(held, reported("ALB", "31", "2024-03-24", received="2")).reasons == ()


def test_a_deleted_result_is_not_there():
    gone = [
        reported("ALB", "30", "2024-03-22"),
        reported("ALB", "30", "2024-03-22", received="2", status=Status.DELETED),
    ]
    assert week_2(*gone).state == "expected"


def test_what_the_lab_did_not_do_is_not_done():
    not_done = reported(
        "ALB", None, "2024-03-22", status=Status.NOT_DONE, issues=(Issue(IssueCode.TAKEN_BACK),)
    )
    found = cells(not_done, on="2025-03-24")
    assert [found[at].state for at in ((3, "ALB"), (2, "ALB"), (3, "BILI"))] == [
        "not-done",
        "missing",
        "missing",
    ]
    done = reported("ALB", "30", "2024-03-22", received="2")
    assert week_2(not_done, done, on="2025-03-24").state == "received"


NOT_DONE = reported("ALB", None, "2024-03-22", status=Status.NOT_DONE, issues=(Issue(IssueCode.TAKEN_BACK),))


def without_value(text, status=Status.FINAL, **more):
    """A row with a text in place of its result, as HL7 and FHIR send it."""
    sent = reported("ALB", None, "2024-03-22", status=status, issues=(Issue(IssueCode.TAKEN_BACK),), **more)
    raw = sent.observation.raw._replace(value=text)
    return replace(sent, observation=sent.observation._replace(raw=raw))


@pytest.mark.parametrize(
    ("text", "status", "state"),
    [
        ("CANCELLED", Status.FINAL, "not-done"),
        ("not performed", Status.FINAL, "not-done"),  # the data-absent-reason of FHIR
        ("溶血", Status.FINAL, "not-done"),
        ("TNP", Status.CORRECTED, "not-done"),
        ("N/A", Status.CORRECTED, "missing"),  # a result was withdrawn; that says nothing about another one
        ('""', Status.CORRECTED, "missing"),
        ("", Status.NOT_DONE, "not-done"),
        ("CANCELLED; pending", Status.FINAL, "missing"),  # a result is still to come
        ("请重抽", Status.FINAL, "missing"),
        ("取消(请重抽)", Status.CORRECTED, "missing"),
    ],
)
def test_a_text_in_place_of_the_result_says_that_it_was_not_done(text, status, state):
    cell = week_2(without_value(text, status), on="2025-03-24")
    assert cell.state == state
    assert [why.code for why in cell.reasons] == (["STATED_ALB"] if state == "not-done" else [])


def test_the_reason_leads_to_the_row_of_the_lab():
    sent = without_value("CANCELLED")
    (why,) = week_2(sent, on="2025-03-24").reasons
    assert (why.measurement, why.row) == (sent.measurement, sent.row)


def test_a_text_in_place_of_the_result_does_not_outweigh_a_result():
    other = without_value("CANCELLED", received="2", specimen="B")
    assert (
        week_2(reported("ALB", "30", "2024-03-22", specimen="A"), other, on="2025-03-24").state == "received"
    )


@pytest.mark.parametrize("kind", [DecisionKind.SET_ASIDE, DecisionKind.RETIRE])
def test_a_text_that_a_decision_took_away_says_nothing(kind):
    sent = without_value("CANCELLED")
    cell = week_2(sent, on="2025-03-24", decisions=(decided(1, kind, sent),))
    assert (cell.state, cell.reasons) == ("missing", ())


@pytest.mark.parametrize("kind", [DecisionKind.SET_ASIDE, DecisionKind.RETIRE])
def test_what_a_decision_took_away_is_not_done_no_more(kind):
    cell = week_2(NOT_DONE, on="2025-03-24", decisions=(decided(1, kind, NOT_DONE),))
    assert (cell.state, cell.reasons) == ("missing", ())


def test_a_held_statement_that_it_was_not_done_is_the_reason():
    issues = (Issue(IssueCode.TAKEN_BACK), IMPOSSIBLE)
    held = reported("ALB", None, "2024-03-22", status=Status.NOT_DONE, issues=issues)
    cell = week_2(held, on="2025-03-24")
    assert (cell.state, [why.code for why in cell.reasons]) == ("missing", ["HELD_ALB"])


def test_a_result_that_was_deleted_later_is_not_not_done():
    value = reported("ALB", "30", "2024-03-22", received="2")
    gone = reported("ALB", "30", "2024-03-22", received="3", status=Status.DELETED)
    assert week_2(NOT_DONE, value, gone, on="2025-03-24").state == "missing"


def statement(text, status, received, line="2", **more):
    return without_value(text, status, received=received, line=line, specimen="A", **more)


@pytest.mark.parametrize("first", [("", Status.NOT_DONE), ("CANCELLED", Status.FINAL)])
@pytest.mark.parametrize("text", ['""', "N/A"])
def test_a_result_that_was_corrected_to_none_later_is_not_not_done(first, text):
    value = reported("ALB", "30", "2024-03-22", received="2", specimen="A")
    gone = statement(text, Status.CORRECTED, "3")
    assert week_2(statement(*first, "1"), value, gone, on="2025-03-24").state == "missing"


@pytest.mark.parametrize(("text", "status"), [('""', Status.CORRECTED), ("", Status.DELETED)])
def test_the_messages_of_one_file_are_in_order(text, status):
    value = reported("ALB", "30", "2024-03-22", specimen="A", line="2000001")
    statements = [statement("", Status.NOT_DONE, "1", "1000001"), statement(text, status, "1", "3000001")]
    sents = [
        replace(sent, run=replace(sent.run, places=Places.SEGMENT))
        for sent in (statements[0], value, statements[1])
    ]
    assert week_2(*sents, on="2025-03-24").state == "missing"


def test_the_lab_s_own_times_order_statements_that_arrive_the_other_way_round():
    value = reported("ALB", "30", "2024-03-22", received="1", specimen="A")
    gone, before = statement("", Status.DELETED, "2"), statement("", Status.NOT_DONE, "3")
    dated = [
        replace(sent, observation=sent.observation._replace(revised_at=f"2024-03-22T{hour}:00:00Z"))
        for sent, hour in ((gone, "12"), (before, "10"))
    ]
    assert week_2(value, *dated, on="2025-03-24").state == "missing"


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({"consent_withdrawn": "2024-03-24"}, "not-applicable"),
        ({"consent_withdrawn": "2024-03-25"}, "missing"),
        ({"death": "2024-03-24"}, "not-applicable"),
        ({"death": "2024-02"}, "not-applicable"),
        ({"death": "2024-03-25"}, "missing"),
        ({"death": "2024-04"}, "missing"),
        ({"status": "screen-failed"}, "not-applicable"),
        ({"status": "discontinued"}, "not-applicable"),
        ({"status": "completed"}, "missing"),
    ],
    ids=str,
)
def test_after_the_end_of_the_subject_s_part_nothing_is_due(more, state):
    assert week_2(on="2025-03-24", subject=entry(**more)).state == state


def test_a_discontinued_subject_took_part_up_to_the_last_specimen():
    found = cells(reported("BILI", "20", "2024-03-25"), on="2025-03-24", subject=entry(status="discontinued"))
    assert (found[3, "ALB"].state, found[4, "ALB"].state) == ("missing", "not-applicable")


def test_a_specimen_of_the_target_day_shows_that_a_discontinued_subject_took_part():
    found = cells(reported("BILI", "20", "2024-03-24"), on="2025-03-24", subject=entry(status="discontinued"))
    assert found[3, "ALB"].state == "missing"


def test_a_death_that_may_be_before_the_visit_is_said():
    cell = week_2(on="2025-03-24", subject=entry(death="2024-03"))
    assert (cell.state, [why.code for why in cell.reasons]) == ("missing", ["TIME_DEATH"])
    assert week_2(on="2024-03-01", subject=entry(death="2024-03")).reasons == cell.reasons


def test_a_result_that_was_received_counts_also_after_a_withdrawal():
    left = entry(consent_withdrawn="2024-03-23")
    assert week_2(reported("ALB", "30", "2024-03-22"), subject=left).state == "received"


def test_without_day_one_nothing_is_due():
    cell = week_2(on="2030-01-01", subject=entry(baseline=None))
    assert (cell.state, cell.due_on, [why.code for why in cell.reasons]) == (
        "not-due",
        None,
        ["MISSING_DAY_ONE"],
    )


def test_a_subject_in_error_has_no_cells():
    assert cells(subject=entry(status="entered-in-error")) == {}


def test_a_visit_belongs_to_the_center_that_has_the_subject_on_its_target_day():
    moved = entry(transfers=[{"center": "CN-02", "from": WEEK_2.isoformat()}])
    found = cells(subject=moved)
    assert [found[visit, "ALB"].centers for visit in (2, 3, 4)] == [
        ("CN-01",),
        ("CN-01", "CN-02"),
        ("CN-02",),
    ]


def test_states_are_counted_by_center():
    moved = entry(transfers=[{"center": "CN-02", "from": "2024-03-11"}])
    sents = [reported("ALB", "30", "2024-03-10"), reported("ALB", "30", "2024-03-24", received="2")]
    assert counts_by_center(cells(*sents, subject=moved).values()) == {
        "CN-01": Counter({CellState.RECEIVED: 1, CellState.EXPECTED: 1, CellState.LATE: 2}),
        "CN-02": Counter({CellState.RECEIVED: 1, CellState.EXPECTED: 1, CellState.NOT_DUE: 1}),
    }


def test_the_trend_counts_what_was_due_and_received_by_each_day():
    sents = [
        reported("ALB", "30", "2024-03-10", received="20"),  # due on 24 March, received on 20 May
        reported("ALB", "30", "2024-03-24", received="3"),  # due on 10 April, received on 3 May
    ]
    found = cells(*sents, on="2024-05-31").values()
    days = [date(2024, 3, 23), date(2024, 3, 24), date(2024, 4, 10), date(2024, 5, 3), date(2024, 5, 20)]
    assert trend(found, days) == (
        Point(days[0], 2, 0),  # the two of the screening
        Point(days[1], 4, 0),
        Point(days[2], 6, 0),
        Point(days[3], 7, 1),
        Point(days[4], 7, 2),
    )


def test_the_trend_leaves_out_what_is_not_applicable():
    found = cells(on="2024-05-31", subject=entry(consent_withdrawn="2024-03-11")).values()
    assert trend(found, [date(2024, 5, 31)]) == (Point(date(2024, 5, 31), 4, 0),)


# masking

MASKED = {
    "masking": {"roles": ["monitor", "center"], "analytes": ["HBDNA"], "visits": [4]},
    "reference_date": SAME_DAY_ONE,
}


def masked_from(role):
    return mask_of([planned(**MASKED)], {role})


@pytest.mark.parametrize(
    ("roles", "masked"),
    [
        ({"monitor"}, True),
        ({"monitor", "center"}, True),
        ({"monitor", "data-manager"}, False),
        ({"statistician"}, False),
        (set(), False),
    ],
)
def test_a_caller_is_masked_if_each_of_his_roles_is(roles, masked):
    assert is_masked(planned(**MASKED).protocol, roles) == masked
    assert not is_masked(planned().protocol, roles)


def test_masked_roles_see_neither_the_masked_visits_nor_their_counts():
    protocol = planned(**MASKED).protocol
    every = tuple(cells(**MASKED).values())
    shown = visible_cells(every, protocol, masked_from("monitor"))
    assert {(cell.visit, cell.analyte) for cell in every} - {(cell.visit, cell.analyte) for cell in shown} == {
        (1, "HBDNA"), (4, "ALB"),
    }  # fmt: skip
    assert visible_cells(every, protocol, masked_from("data-manager")) == every


def test_masked_roles_see_no_state_where_day_1_may_show_the_arm():
    rules = {"masking": MASKED["masking"]}
    mask = mask_of([planned(**rules)], {"monitor"})
    assert visible_cells(cells(**rules).values(), planned(**rules).protocol, mask) == ()


def test_nothing_of_what_masked_roles_see_depends_on_a_draw_that_one_arm_has():
    protocol = planned(**MASKED).protocol
    treated = cells(reported("ALB", "30", "2024-04-07"), on="2025-01-01", **MASKED).values()
    control = cells(on="2025-01-01", **MASKED).values()
    assert tuple(treated) != tuple(control)
    monitor = masked_from("monitor")
    assert visible_cells(treated, protocol, monitor) == visible_cells(control, protocol, monitor)


def test_a_day_that_may_lie_in_a_masked_window_could_show_the_arm():
    plan = schedule_of(planned(**MASKED), (entry(),))
    days = ("2024-04-04", "2024-04-07T08:00", "2024-04-11", "2024-04", "2024")
    assert [shows_arm(plan, day) for day in days] == [True, True, False, True, True]
    assert not shows_arm(schedule_of(planned(), (entry(),)), "2024-04-07")
    assert shows_arm(schedule_of(planned(**MASKED), ()), "2024-04-11")  # nobody knows without day 1


def test_without_masking_nothing_is_masked():
    protocol = planned().protocol
    assert (masked_visits(protocol), masked_analytes(protocol)) == (frozenset(), frozenset())
