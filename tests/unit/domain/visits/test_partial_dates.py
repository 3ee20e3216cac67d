"""A partial date may be any of its days: what it could change is not certain."""

from datetime import date

import pytest
from tests.support.day_reports import reported
from tests.support.visit_plans import entry, seen

from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Status
from hepaflow.domain.visits.completeness import CellState, completeness
from hepaflow.domain.visits.subject_days import baseline_day, visit_day

ONE = ("ALB",)


def week_2(found, inputs=ONE):
    """Return the choice of visit 3: target 24 March, window 21 to 27 March."""
    return visit_day(found, found.schedule.protocol.visits[2], inputs)


def told(choice):
    return choice.day.day if choice.day else None


def codes(choice):
    return [reason.code for reason in choice.reasons]


def cells(*sents, today=date(2024, 6, 30), **more):
    found = completeness(seen(*sents), fold(sents), entry(**more), today)
    return {(cell.visit, cell.analyte): cell for cell in found}


def cell_codes(cell):
    return [reason.code for reason in cell.reasons]


def test_another_day_does_not_fill_in_for_a_partial_date():
    choice = week_2(seen(reported("ALB", "30", "2024-03-22"), reported("ALB", "40", "2024-03")))
    assert (told(choice), codes(choice)) == (None, ["PARTIAL_DATE_ALB"])
    assert [day.day for day in choice.candidates][:3] == ["2024-03-24", "2024-03-23", "2024-03-25"]
    assert choice.candidates[-1].day == "2024-03-22"


def test_a_partial_date_may_be_the_baseline():
    choice = baseline_day(seen(reported("ALB", "30", "2024-03-05"), reported("ALB", "40", "2024-03")))
    assert (told(choice), codes(choice)) == (None, ["PARTIAL_DATE_ALB"])


def test_a_partial_date_alone_may_be_of_a_visit():
    choice = week_2(seen(reported("ALB", "30", "2024-03")))
    assert (told(choice), codes(choice), choice.is_certain) == (None, ["PARTIAL_DATE_ALB"], False)


@pytest.mark.parametrize("at", ["2024-05", "2023", "2025-01"])
def test_a_partial_date_outside_of_the_window_changes_nothing(at):
    found = seen(reported("ALB", "30", "2024-03-22"), reported("ALB", "40", at))
    assert (told(week_2(found)), told(baseline_day(found))) == ("2024-03-22", None)
    assert week_2(found).is_certain
    assert baseline_day(found).is_certain


def test_the_day_is_certain_but_not_its_value_if_the_partial_date_may_be_that_day():
    found = seen(reported("ALB", "30", "2024-03-24T08:30"), reported("ALB", "40", "2024-03"))
    choice = week_2(found)
    assert told(choice) == "2024-03-24"
    known = choice.day.input_of("ALB")
    assert {one.sent.observation.raw.value for one in known.candidates} == {"30", "40"}
    assert not known.may_be_absent
    assert "PARTIAL_DATE_ALB" in [reason.code for reason in known.reasons]


def test_a_partial_date_may_complete_a_day():
    found = seen(reported("ALB", "30", "2024-03-24"), reported("BILI", "9", "2024-03"))
    choice = week_2(found, ("ALB", "BILI"))
    assert (told(choice), codes(choice)) == (None, ["PARTIAL_DATE_BILI"])


def test_a_draw_that_the_label_names_counts_before_a_partial_date():
    label = {"visit": "WEEK 2"}
    found = seen(reported("ALB", "30", "2024-03-24T08:30", **label), reported("ALB", "40", "2024-03"))
    (candidate,) = week_2(found).day.input_of("ALB").candidates
    assert candidate.sent.observation.raw.value == "30"


def test_days_that_only_a_partial_date_may_mean_are_not_listed():
    found = seen(reported("ALB", "30", "2024-03-22"), reported("ALB", "40", "2024-02"))
    assert [day.day for day in found.listed] == ["2024-03-22"]
    assert len(found.days) == 1 + 29


def test_a_partial_date_that_the_lab_took_back_is_no_doubt():
    gone = Issue(IssueCode.TAKEN_BACK)
    deletion = reported("ALB", None, "2024-03", status=Status.DELETED, issues=(gone,), received="2")
    found = seen(reported("ALB", "30", "2024-03-22"), reported("ALB", "40", "2024-03"), deletion)
    assert told(week_2(found)) == "2024-03-22"


# completeness


def test_a_cell_names_a_partial_date_that_may_be_of_the_visit():
    known = cells(reported("ALB", "40", "2024-03"))
    for visit in (2, 3):
        assert (known[visit, "ALB"].state, cell_codes(known[visit, "ALB"])) == (
            CellState.MISSING,
            ["PARTIAL_DATE_ALB"],
        )
    assert cell_codes(known[1, "ALB"]) == ["PARTIAL_DATE_ALB"]  # 11 February to 6 March
    assert cell_codes(known[4, "ALB"]) == []  # from 4 April on
    assert cell_codes(known[3, "BILI"]) == []


def test_a_certain_result_is_received_whatever_a_partial_date_means():
    known = cells(reported("ALB", "30", "2024-03-22"), reported("ALB", "40", "2024-03", received="2"))
    assert (known[3, "ALB"].state, known[3, "ALB"].received_on) == (CellState.RECEIVED, date(2024, 5, 1))
    assert cell_codes(known[3, "ALB"]) == []


def test_a_partial_date_received_before_makes_the_receipt_uncertain():
    known = cells(
        reported("ALB", "30", "2024-03-22", received="3"), reported("ALB", "40", "2024-03", received="2")
    )
    assert (known[3, "ALB"].state, known[3, "ALB"].received_on) == (CellState.RECEIVED, date(2024, 5, 3))
    assert cell_codes(known[3, "ALB"]) == ["PARTIAL_DATE_ALB"]


def test_not_done_of_a_partial_date_leaves_the_cell_with_a_reason():
    told = {"status": Status.NOT_DONE, "issues": (Issue(IssueCode.TAKEN_BACK),)}
    known = cells(reported("ALB", None, "2024-03", **told))
    assert (known[3, "ALB"].state, cell_codes(known[3, "ALB"])) == (CellState.MISSING, ["PARTIAL_DATE_ALB"])
    known = cells(reported("ALB", None, "2024-03-22", **told))
    assert (known[3, "ALB"].state, cell_codes(known[3, "ALB"])) == (CellState.NOT_DONE, ["STATED_ALB"])


def test_a_partial_date_may_be_the_last_specimen_of_a_discontinued_subject():
    sents = reported("ALB", "30", "2024-03-10"), reported("BILI", "9", "2024-04")
    cell = cells(*sents, status="discontinued")[4, "ALB"]  # target day 7 April
    assert (cell.state, cell_codes(cell)) == (CellState.MISSING, ["PARTIAL_DATE_BILI"])
    cell = cells(sents[0], status="discontinued")[4, "ALB"]
    assert (cell.state, cell_codes(cell)) == (CellState.NOT_APPLICABLE, [])
    cell = cells(sents[0], reported("BILI", "9", "2024-05"), status="discontinued")[4, "ALB"]
    assert (cell.state, cell_codes(cell)) == (CellState.MISSING, [])
