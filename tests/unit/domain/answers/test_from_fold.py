"""What a timeline says of the inputs of a day: the draw that counts, and what open holds could make of it (docs/scores.md)."""

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.support.day_reports import IMPOSSIBLE, decided, reported

from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.answers.inputs import Input, PossibleInput, PossibleValues, SpecimenDay, possible_values
from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Comparator, Conversion, Status

TAKEN_BACK = Issue(IssueCode.TAKEN_BACK)


def days(*sents, decisions=(), **more) -> tuple[SpecimenDay, ...]:
    return specimen_days(fold(sents, decisions), **more)


def alb(*sents, decisions=(), **more) -> Input:
    (day,) = days(*sents, decisions=decisions, **more)
    return day.input_of("ALB")


def texts(found: Input) -> list[str]:
    return [one.sent.observation.raw.value for one in found.candidates]


def codes(found: Input) -> list[str]:
    return [reason.code for reason in found.reasons]


# one observation


def test_a_result_alone_is_the_input():
    found = alb(sent := reported("ALB", "30"))
    assert (found.candidates[0].sent, found.may_be_absent, found.reasons) == (sent, False, ())


def test_days_are_in_order_and_a_partial_date_gives_possible_ones():
    sents = [
        reported("ALB", "30", at) for at in ("2024-03-23", "2024-03-22T08:30", "2024-03", "2024-03-22T09:00")
    ]
    assert [(day.subject, day.day) for day in days(*sents) if not day.is_partial] == [
        ("CN01-0001", "2024-03-22"),
        ("CN01-0001", "2024-03-23"),
    ]
    possible = [day for day in days(*sents) if day.is_partial]
    assert [day.day[8:] for day in possible] == [f"{n:02}" for n in range(1, 32) if n not in (22, 23)]
    assert {(*codes(day.input_of("ALB")), day.input_of("ALB").may_be_absent) for day in possible} == {
        ("PARTIAL_DATE_ALB", True)
    }


def test_an_analyte_that_was_not_reported_is_missing():
    (day,) = days(reported("ALB", "30"))
    found = day.input_of("BILI")
    assert (found.candidates, found.may_be_absent, codes(found)) == ((), True, ["MISSING_BILI"])


@pytest.mark.parametrize("analyte", ["ASCITES", "HE", "DIALYSIS"])
def test_what_nobody_stated_is_unknown(analyte):
    (day,) = days(reported("ALB", "30"))
    assert codes(day.input_of(analyte)) == [f"UNKNOWN_{analyte}"]


def test_a_result_that_the_lab_deleted_is_missing_and_named():
    found = alb(reported("ALB", "30"), reported("ALB", "30", status=Status.DELETED, received="2"))
    assert (texts(found), codes(found)) == ([], ["MISSING_ALB"])
    assert found.reasons[0].measurement == reported("ALB", "30").measurement


def test_a_censored_result_says_so():
    assert codes(alb(sent := reported("ALB", "<30"))) == ["CENSORED_ALB"]
    assert alb(sent).reasons[0].row == sent.row


def test_a_finding_is_not_a_number():
    assert codes(alb(reported("ALB", "NEGATIVE"))) == ["NOT_A_NUMBER_ALB"]


# holds


def test_a_held_result_alone_may_be_absent():
    found = alb(reported("ALB", "3", issues=(IMPOSSIBLE,)))
    assert (texts(found), found.may_be_absent, codes(found)) == (["3"], True, ["HELD_ALB"])


def test_a_held_change_is_beside_the_current_result():
    found = alb(reported("ALB", "30"), reported("ALB", "31", received="2"))
    assert (texts(found), found.may_be_absent, codes(found)) == (["30", "31"], False, ["HELD_ALB"])


def test_a_decided_hold_is_not_an_uncertainty():
    first, second = reported("ALB", "30"), reported("ALB", "31", received="2")
    found = alb(first, second, decisions=[decided(1, DecisionKind.ACCEPT, second)])
    assert (texts(found), codes(found)) == (["31"], [])


def test_two_values_of_one_file_are_a_conflict():
    found = alb(reported("ALB", "30", line="2"), reported("ALB", "31", line="3"))
    assert (texts(found), found.may_be_absent) == (["30", "31"], True)
    assert codes(found) == ["CONFLICT_ALB", "CONFLICT_ALB"]


def test_a_correction_in_a_unit_that_cannot_be_read_is_named():
    unread = Issue(IssueCode.CORRECTION_UNIT)
    found = alb(
        reported("ALB", "30"),
        reported("ALB", None, received="2", status=Status.CORRECTED, issues=(unread,)),
    )
    assert found.may_be_absent
    assert "UNIT_REFUSED_ALB" in codes(found)


def test_a_held_deletion_may_take_the_result_away():
    found = alb(reported("ALB", "30"), reported("ALB", "31", status=Status.DELETED, received="2"))
    assert (texts(found), found.may_be_absent) == (["30"], True)


def test_a_held_deletion_of_another_time_may_mean_the_result():
    found = alb(
        reported("ALB", "30"),
        reported("ALB", "30", "2024-03-22T09:30", status=Status.DELETED, received="2"),
    )
    assert (texts(found), found.may_be_absent, codes(found)) == (["30"], True, ["HELD_ALB"])


def test_a_held_deletion_of_the_next_day_may_mean_the_result():
    sents = (
        reported("ALB", "30"),
        reported("ALB", "30", "2024-03-23T07:30", status=Status.DELETED, received="2"),
    )
    assert [day.input_of("ALB").may_be_absent for day in days(*sents)] == [True, True]


def test_a_held_deletion_of_the_day_before_may_mean_the_result():
    """Within 24 hours, before or after (fold.md)."""
    sents = (
        reported("ALB", "30"),
        reported("ALB", "30", "2024-03-21T09:30", status=Status.DELETED, received="2"),
    )
    assert [day.input_of("ALB").may_be_absent for day in days(*sents)][-1]


def test_a_result_that_may_be_another_subjects_may_be_absent():
    """The other subject's result waits as `moved-suspect`: of the two, one counts."""
    (place, state), other = next(iter(fold([reported("ALB", "30")]).items())), reported("ALB", "30", line="9")
    (day,) = specimen_days({place: state._replace(contested=(other,))})
    found = day.input_of("ALB")
    assert (texts(found), found.may_be_absent, codes(found)) == (["30"], True, ["HELD_ALB"])


def test_a_held_deletion_means_no_other_center_and_no_other_week():
    sents = (
        reported("ALB", "30"),
        reported("ALB", "30", "2024-03-22T09:30", status=Status.DELETED, received="2"),
        reported("ALB", "40", "2024-03-29T08:30"),
        reported("ALB", "20", "2024-03-22T08:00", center="CN-02"),
    )
    found = {day.day: day.input_of("ALB") for day in days(*sents)}
    assert (texts(found["2024-03-22"]), codes(found["2024-03-22"])) == (["20"], [])
    assert codes(found["2024-03-29"]) == []


def test_a_held_deletion_means_a_result_of_its_specimen_in_any_week():
    sents = (
        reported("ALB", "30", specimen="A1"),
        reported("ALB", "31", "2024-04-22T09:30", specimen="A1", status=Status.DELETED, received="2"),
    )
    assert next(codes(day.input_of("ALB")) for day in days(*sents)) == ["HELD_ALB"]


def test_a_held_taking_back_without_a_day_may_mean_any_result_of_the_center():
    doubt = Issue(IssueCode.CORRECTS_NOTHING)
    sents = (
        reported("ALB", "30"),
        reported("ALB", None, "2024", status=Status.CORRECTED, received="2", issues=(TAKEN_BACK, doubt)),
    )
    assert codes(alb(*sents)) == ["HELD_ALB"]
    assert alb(*sents).may_be_absent


# several draws


def test_of_several_draws_the_earliest_counts_never_the_least():
    sents = [
        reported("ALB", "30", "2024-03-22T14:00"),
        reported("ALB", "35", "2024-03-22T08:00"),
        reported("ALB", "25", "2024-03-22T20:00"),
    ]
    assert texts(alb(*sents)) == ["35"]


def test_draws_that_do_not_count_are_kept_beside_the_one_that_does():
    held = reported("ALB", "20", "2024-03-22T21:00", issues=(IMPOSSIBLE,))
    (day,) = days(reported("ALB", "33", "2024-03-22T14:00"), reported("ALB", "30", "2024-03-22T08:00"), held)
    counted, *others = day.draws_of("ALB")
    assert (texts(counted), [texts(one) for one in others]) == (["30"], [["33"], ["20"]])
    assert [(one.may_be_absent, codes(one)) for one in others] == [(False, []), (True, ["HELD_ALB"])]


def test_the_draw_that_the_visit_names_counts_first():
    sents = [
        reported("ALB", "35", "2024-03-22T08:00"),
        reported("ALB", "30", "2024-03-22T14:00", visit="WEEK 4"),
    ]
    found = alb(*sents, rank=lambda sent, _: 0 if sent.visit == "WEEK 4" else 1)
    assert (texts(found), codes(found)) == (["30"], [])


def test_a_later_draw_counts_if_the_hold_of_the_first_is_set_aside():
    sents = [
        reported("ALB", "3", "2024-03-22T08:00", issues=(IMPOSSIBLE,)),
        reported("ALB", "30", "2024-03-22T14:00"),
        reported("ALB", "31", "2024-03-22T20:00"),
    ]
    found = alb(*sents)
    assert (texts(found), found.may_be_absent, codes(found)) == (["3", "30"], False, ["HELD_ALB"])


@pytest.mark.parametrize("other", ["2024-03-22", "2024-03-22T08"])
def test_a_draw_of_which_nobody_knows_whether_it_is_the_first(other):
    found = alb(
        reported("ALB", "30", other), reported("ALB", "31"), reported("ALB", "32", "2024-03-22T09:30")
    )
    assert "31" in texts(found)
    assert "30" in texts(found)
    assert "32" not in texts(found)
    assert set(codes(found)) == {"UNORDERED_ALB"}


def test_two_centers_at_one_time_are_not_in_order():
    found = alb(reported("ALB", "30"), reported("ALB", "31", center="CN-02"))
    assert codes(found) == ["UNORDERED_ALB", "UNORDERED_ALB"]


# exact values


def test_a_span_is_exact_and_never_the_rounded_value():
    third = Conversion(Fraction(1, 3))
    report = reported("ALB", "10").observation._replace(conversion=third)
    assert possible_values(report) == PossibleValues(Fraction(10, 3), Fraction(10, 3))


@pytest.mark.parametrize(
    ("operator", "span"),
    [
        (Comparator.LT, PossibleValues(None, Fraction(5), high_included=False)),
        (Comparator.LE, PossibleValues(None, Fraction(5))),
        (Comparator.GT, PossibleValues(Fraction(5), None, low_included=False)),
        (Comparator.GE, PossibleValues(Fraction(5), None)),
    ],
)
def test_an_operator_opens_one_side(operator, span):
    assert possible_values(reported("ALB", f"{operator}5").observation) == span


def test_a_finding_has_no_span():
    found = alb(reported("ALB", "NEGATIVE"))
    assert found.candidates[0].values is None


def test_a_candidate_has_the_upper_limit_of_its_own_range():
    found = alb(reported("ALB", "50", upper="40", factor=Fraction(10)))
    assert (found.candidates[0].values, found.candidates[0].upper_limit) == (
        PossibleValues(Fraction(500), Fraction(500)),
        Fraction(400),
    )
    assert alb(reported("ALB", "50")).candidates[0].upper_limit is None


def test_a_limit_beyond_reach_is_no_limit():
    sent = reported("ALB", "50", upper="40000000")
    sent = replace(sent, observation=sent.observation._replace(conversion=Conversion(power=True)))
    assert PossibleInput(sent.measurement, sent).upper_limit is None


def test_a_held_row_beside_the_result_of_its_file_may_leave_none():
    """Released, the two values of one file conflict, and none of them counts until somebody decides again."""
    held = reported("ALB", "30", line="3", issues=(IMPOSSIBLE,))
    found = alb(reported("ALB", "31", line="2"), held)
    assert (sorted(texts(found)), found.may_be_absent, codes(found)) == (["30", "31"], True, ["HELD_ALB"])
    released = fold([reported("ALB", "31", line="2"), held], [decided(1, DecisionKind.RELEASE, held)])
    assert [state.current for state in released.values()] == [None]


# what a decision about another result could put on hold as of another unit


def course(*values: str, held: tuple[str, ...] = ()) -> dict[str, Input]:
    """The inputs of days in March with these values, and of days in April whose values are held."""
    sents = [reported("BILI", value, f"2024-03-{day:02}") for day, value in enumerate(values, 1)]
    sents += (
        reported("BILI", value, f"2024-04-{day:02}", issues=(IMPOSSIBLE,))
        for day, value in enumerate(held, 1)
    )
    return {day.day[5:]: day.input_of("BILI") for day in days(*sents)}


def test_a_value_far_from_the_rest_depends_on_a_hold_that_would_complete_the_rest():
    """2.7 is five times from the median of three values only if the held 50 counts."""
    found = course("40", "45", "2.7", held=("50",))
    assert (found["03-03"].may_be_absent, codes(found["03-03"])) == (True, ["HELD_BILI"])
    assert [found[day].may_be_absent for day in ("03-01", "03-02")] == [False, False]


def test_a_value_far_from_the_rest_does_not_depend_on_a_hold_that_is_far_away_too():
    assert not course("40", "45", "2.7", held=("500",))["03-03"].may_be_absent


def test_a_course_that_is_wide_without_the_hold_judges_nothing():
    assert not course("10", "45", "2.7", held=("50",))["03-03"].may_be_absent


def test_too_many_holds_are_not_enumerated():
    found = course("40", "41", held=tuple(str(number) for number in range(40, 50)))
    assert found["03-01"].may_be_absent


def test_a_censored_value_judges_nothing_and_is_not_judged():
    found = course("40", "45", "<2.7", held=("50",))
    assert codes(found["03-03"]) == ["CENSORED_BILI"]
    assert not course("40", "45", "2.7", held=("<50",))["03-03"].may_be_absent
