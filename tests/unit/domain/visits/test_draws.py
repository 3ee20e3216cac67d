"""What a draw is: planned, drawn again, unscheduled; label, nominal visit and window are three things."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from tests.support.day_reports import IMPOSSIBLE, reported
from tests.support.visit_plans import entry, planned, schedule

from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Status
from hepaflow.domain.visits.draws import Draw, draws_of
from hepaflow.domain.visits.schedule import schedule_of
from hepaflow.domain.visits.subject_days import subject_days


def drawn(*sents, **rules) -> tuple[Draw, ...]:
    return draws_of(fold(sents), schedule(**rules))


def names(draw: Draw) -> tuple[str, str, str]:
    return draw.label, draw.nominal.name if draw.nominal else "", draw.window.name if draw.window else ""


@pytest.mark.parametrize(
    ("day", "label", "names_of_visits", "kind"),
    [
        ("2024-03-10", "V2", ("V2", "BASELINE", "BASELINE"), "planned"),
        ("2024-03-10", "", ("", "", "BASELINE"), "planned"),
        ("2024-03-24", "v2", ("v2", "BASELINE", "WEEK 2"), "planned"),
        ("2024-05-01", "WEEK 2", ("WEEK 2", "WEEK 2", ""), "planned"),
        ("2024-03-10", "UNS", ("UNS", "", "BASELINE"), "unscheduled"),
        ("2024-05-01", "", ("", "", ""), "unscheduled"),
        ("2024-05-01", "VISIT NINE", ("VISIT NINE", "", ""), "unscheduled"),
        ("2024-03", "WEEK 2", ("WEEK 2", "WEEK 2", ""), "planned"),
        ("2024-03", "", ("", "", ""), "unplaced"),
    ],
)
def test_the_label_and_the_window_of_a_draw_are_kept_apart(day, label, names_of_visits, kind):
    (draw,) = drawn(reported("ALB", "30", day, visit=label))
    assert (names(draw), draw.kind) == (names_of_visits, kind)


def test_a_draw_has_its_study_day():
    days = ("2024-03-09", "2024-03-10", "2024-03-24", "2024-03")
    found = drawn(*(reported("ALB", "30", day) for day in days))
    assert {draw.collected_at: draw.study_day for draw in found} == dict(
        zip(days, (-1, 1, 15, None), strict=True)
    )


def test_without_day_one_only_the_label_is_known():
    found = draws_of(fold([reported("ALB", "30", visit="V2")]), schedule_of(planned(), ()))
    assert (names(found[0]), found[0].kind, found[0].study_day) == (("V2", "BASELINE", ""), "planned", None)


def test_a_later_value_of_the_same_specimen_is_a_rerun():
    sents = [
        reported("ALB", "30", specimen="A1"),
        reported("ALB", "31", specimen="A1", received="2", status=Status.CORRECTED),
        reported("BILI", "20", specimen="A1"),
    ]
    (draw,) = drawn(*sents)
    assert (draw.analytes, draw.rerun, draw.held) == (("ALB", "BILI"), ("ALB",), ())


def test_the_same_value_sent_again_is_no_rerun():
    (draw,) = drawn(reported("ALB", "30"), reported("ALB", "30", received="2"))
    assert draw.rerun == ()


def test_a_held_change_is_a_rerun_that_is_open():
    (draw,) = drawn(reported("ALB", "30"), reported("ALB", "31", received="2"))
    assert (draw.rerun, draw.held) == (("ALB",), ("ALB",))


def test_a_held_observation_alone_is_no_rerun():
    (draw,) = drawn(reported("ALB", "30", specimen="A1", issues=(IMPOSSIBLE,)))
    assert (draw.specimen, draw.analytes, draw.rerun, draw.held) == ("A1", ("ALB",), (), ("ALB",))


def test_another_specimen_for_the_visit_is_a_redraw():
    sents = [
        reported("ALB", "30", "2024-03-22T08:00", specimen="A1"),
        reported("INR", "1.2", "2024-03-22T08:00", specimen="A2"),  # another tube of the same draw
        reported("ALB", "31", "2024-03-24T08:00", specimen="A3"),
        reported("ALB", "31", "2024-03-24T08:00", specimen="B1", center="LAB"),  # its part of the same blood
    ]
    assert {draw.specimen: draw.kind for draw in drawn(*sents)} == {
        "A1": "planned", "A2": "planned", "A3": "redraw", "B1": "planned",
    }  # fmt: skip


def test_an_unscheduled_draw_makes_no_redraw():
    sents = [reported("ALB", "30", "2024-03-22", visit="UNS"), reported("ALB", "31", "2024-03-24")]
    assert [draw.kind for draw in drawn(*sents)] == ["unscheduled", "planned"]


def test_what_nothing_counts_of_is_no_draw():
    assert drawn(reported("ALB", "30"), reported("ALB", "30", received="2", status=Status.DELETED)) == ()


def test_a_held_statement_without_a_value_is_no_draw():
    doubt = (Issue(IssueCode.TAKEN_BACK), Issue(IssueCode.SPECIMEN_UNKNOWN))
    cancelled = reported("[order]", None, status=Status.NOT_DONE, issues=doubt)
    assert [state.held != () for state in fold([cancelled]).values()] == [True]
    assert drawn(cancelled) == ()


def test_a_window_is_compared_with_the_day_at_the_center():
    late = replace(reported("ALB", "30", "2024-03-10T16:30", center="CN-01"), offset="+00:00")
    plan = schedule_of(
        planned(), (entry(),), {"CN-01": (ZoneInfo("Asia/Shanghai"),)}
    )  # 11 March, half past midnight
    (draw,) = draws_of(fold([late]), plan)
    assert (draw.study_day, draw.window, draw.collected_at) == (2, None, "2024-03-10T16:30")
    assert subject_days(fold([late]), plan).days[0].day == "2024-03-11"
