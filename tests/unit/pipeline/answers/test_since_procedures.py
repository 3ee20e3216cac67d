"""The worst and the best since the baseline, and shifts, have a note if a transplant or a TIPS was, or may have been, in between."""

import pytest
from tests.support.day_reports import reported
from tests.support.safety_bases import answers, basis, panel

from hepaflow.pipeline.answers.safety.grades import grade_shifts, grades_by_day
from hepaflow.pipeline.answers.safety.results import result_extremes
from hepaflow.pipeline.answers.safety.scores import class_shifts, score_courses, score_extremes

BASE, EARLY, LATE = "2024-03-08", "2024-03-24", "2024-04-07"
NO_TRANSPLANT, NO_TIPS = reported("TRANSPL", "0", LATE), reported("TIPS", "0", LATE)
SILENT = ["UNKNOWN_TRANSPLANT", "UNKNOWN_TIPS"]


def since(*statements):
    """Return what is told of a course whose lowest ALT is of the early day, and whose highest ALT and lowest AST/ALT are of the late one."""
    told = basis(panel(BASE), panel(EARLY, "20"), panel(LATE, "300"), statements)
    courses = score_courses(told)
    shifts = grade_shifts(told, grades_by_day(told))
    return {
        "worst ALT": answers(result_extremes(told), "ALT", "worst"),
        "best ALT": answers(result_extremes(told), "ALT", "best"),
        "lowest ratio": answers(score_extremes(told, courses), "AST_ALT", "lowest"),
        "grade": answers(shifts, "ALT", "worst_grade"),
        "class": answers(class_shifts(told, courses), "FIB4", "worst_class"),
    }


def codes(found):
    (answer,) = found
    return [note.code for note in answer.notes]


def test_procedure_between_baseline_and_worst_day_is_a_note():
    told = since(reported("TRANSPL", "1", "2024-04-01"), NO_TIPS)
    assert codes(told["worst ALT"]) == codes(told["grade"]) == ["ACROSS_TRANSPLANT"]
    assert codes(told["lowest ratio"]) == ["ACROSS_TRANSPLANT"]


def test_extreme_before_the_procedure_has_no_note_of_it():
    told = since(reported("TIPS", "1", "2024-04-01"), NO_TRANSPLANT)
    assert (
        codes(told["best ALT"]) == codes(told["class"]) == ["UNKNOWN_TIPS"]
    )  # the statement of 1 April does not say that there was none before


@pytest.mark.parametrize("name", ["worst ALT", "best ALT", "lowest ratio", "grade", "class"])
def test_silence_is_a_note_and_a_later_no_is_none(name):
    assert codes(since()[name]) == SILENT
    assert codes(since(NO_TIPS, NO_TRANSPLANT)[name]) == []
