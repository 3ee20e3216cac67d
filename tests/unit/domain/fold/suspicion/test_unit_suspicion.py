"""Values that fit only in another unit. Conversions from the AMA Manual of Style, SI table: 1 mg/dL of bilirubin is 17.1 umol/L."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepaflow.catalog.fold_rules import fold_rules
from hepaflow.domain.fold.decisions import NOBODY, Decision, DecisionKind
from hepaflow.domain.fold.measurement import ROW_HOLDS, Measurement, Run, RunObservation
from hepaflow.domain.fold.measurement_state import MeasurementState, Timeline
from hepaflow.domain.fold.suspicion import unit_suspicion
from hepaflow.domain.fold.suspicion.unit_suspicion import suspects, weighed
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Comparator, Conversion, Observation, Raw, Status
from hepaflow.domain.study.fold_rules import NEWEST_VERSION
from hepaflow.domain.values.numbers import shown

RULES = fold_rules(NEWEST_VERSION)

UNITS = {
    "umol/L": Conversion(),
    "mg/dL": Conversion(Fraction("17.1")),
    "/uL": Conversion(Fraction(1, 1000)),
    "log": Conversion(power=True),
}
STEADY = ("22", "25", "28")


def sent(value: str, day: int, unit: str = "umol/L", *, at: str = "", **more) -> RunObservation:
    """A bilirubin of that day of March, in the file of that day unless another `file` is named."""
    way, number = UNITS[unit], Decimal(value)
    report = Observation(
        more.get("analyte", "BILI"),
        Raw(),
        more.get("operator", Comparator.EQ),
        number,
        way,
        shown(number, way),
        "umol/L",
        raw_unit=unit,
        status=more.get("status", Status.FINAL),
    )
    file = more.get("file", day)
    run = Run(more.get("center", "CN-01"), f"{file:064}", 1, f"2024-05-{file:02}T00:00:00.000Z")
    place = Measurement(run.center, "S-1", report.analyte, "SERUM", at or f"2024-03-{day:02}T08:30")
    return RunObservation(place, report, run, 2, more.get("issues", ()))


def course(*values: str, **more) -> list[RunObservation]:
    return [sent(value, day, **more) for day, value in enumerate(values, 1)]


def answers(reports, *decisions: Decision) -> Timeline:
    return weighed(reports, decisions, NOBODY, RULES)


def found(reports, *decisions: Decision) -> dict[str, str]:
    """The numbers that are held, each with the unit in which it would fit."""
    return {
        str(held.sent.observation.number): issue.found
        for answer in answers(reports, *decisions).values()
        for held in answer.held
        for issue in held.sent.issues
        if issue.code is IssueCode.UNIT_SUSPECT
    }


def ruling(kind: DecisionKind, about: RunObservation, number: int = 1) -> Decision:
    return Decision(
        number, kind, about.measurement, "seen", about.run.file_id, about.line, lifts=tuple(ROW_HOLDS)
    )


# what is suspected


def test_a_value_in_another_unit_is_held_and_the_unit_named():
    assert found(course(*STEADY, "1.5")) == {"1.5": "mg/dL"}


def test_a_value_under_another_unit_s_name_is_held_too():
    assert found([*course(*STEADY), sent("25", 4, "mg/dL")]) == {"25": "umol/L"}


def test_the_others_may_have_been_measured_elsewhere_and_in_another_unit():
    elsewhere = course("1.3", "1.5", "1.6", unit="mg/dL", center="LAB-01")
    assert found([*elsewhere, sent("1.5", 4)]) == {"1.5": "mg/dL"}


def test_a_unit_that_only_the_others_use_is_named():
    counts = course("150000", "160000", "140000", unit="/uL", analyte="PLAT")
    assert found([*counts, sent("150000", 4, analyte="PLAT")]) == {"150000": "/uL"}


def test_a_unit_is_named_even_where_nobody_says_in_which_the_others_were():
    reports = [replace(one, observation=one.observation._replace(raw_unit="")) for one in course(*STEADY)]
    assert found([*reports, sent("1.5", 4)]) == {"1.5": "mg/dL"}


# what is not


@pytest.mark.parametrize("value", ["29", "60", "150", "480", "11", "3", "0.7", "0"])
def test_a_rise_or_a_fall_is_not_suspected(value):
    assert found(course(*STEADY, value)) == {}


def test_a_value_between_the_others_is_not_suspected():
    assert found(course("22", "80", "85", "25")) == {}


def test_a_factor_below_ten_may_be_the_course_of_the_disease():
    urea = course("5", "5.5", "6", analyte="UREAN")
    assert found([*urea, sent("15.4", 4, analyte="UREAN")]) == {}  # 5.5 mmol/L are 15.4 mg/dL


def test_two_others_are_too_few():
    assert found(course("22", "25", "1.5")) == {}


def test_others_of_one_day_are_too_few():
    reports = [sent(value, day, at=f"2024-03-01T0{day}:00") for day, value in enumerate(STEADY, 1)]
    assert found([*reports, sent("1.5", 4)]) == {}


def test_the_same_value_sent_again_is_no_further_other():
    again = [sent("25", 1, file=file) for file in (1, 5, 6, 7)]
    assert found([*again, sent("22", 2), sent("1.5", 3)]) == {}


def test_two_clusters_hold_nobody():
    assert found(course("22", "25", "28", "1.3", "1.5", "1.6")) == {}


def test_a_wild_course_holds_nobody():
    assert found(course("22", "25", "110", "1.5")) == {}


def test_others_of_which_one_is_zero_hold_nobody():
    assert found(course("0", "25", "22", "450")) == {}


@pytest.mark.parametrize("operator", [Comparator.LT, Comparator.GE])
def test_a_limit_neither_is_judged_nor_judges(operator):
    assert found([*course(*STEADY), sent("1.5", 4, operator=operator)]) == {}
    assert found([*course("22", "25"), sent("28", 3, operator=operator), sent("1.5", 4)]) == {}


def test_a_finding_without_a_number_is_not_judged():
    silent = sent("1", 4)
    assert (
        found([*course(*STEADY), replace(silent, observation=silent.observation._replace(number=None))]) == {}
    )


def test_a_logarithm_is_not_judged_but_judges():
    assert found([*course(*STEADY), sent("3", 4, "log")]) == {}
    assert found([*course("22", "25"), sent("1.4", 3, "log"), sent("1.5", 4)]) == {"1.5": "mg/dL"}


def test_a_virus_load_runs_over_powers_of_ten_and_is_not_judged():
    assert found(course("2000", "2100", "2200", "2", analyte="HCRNA")) == {}


@pytest.mark.parametrize(
    "held", [{"issues": (Issue(IssueCode.SUBJECT_MISMATCH),)}, {"status": Status.DELETED}]
)
def test_what_does_not_count_does_not_judge(held):
    assert found([*course("22", "25"), sent("28", 3, **held), sent("1.5", 4)]) == {}


# what decisions and later reports make of it


@pytest.mark.parametrize("kind", [DecisionKind.RELEASE, DecisionKind.ACCEPT])
def test_a_released_value_counts(kind):
    slip = sent("1.5", 4)
    answer = answers([*course(*STEADY), slip], ruling(kind, slip))[slip.measurement]
    assert (answer.current, answer.held) == (slip, ())


def test_a_value_that_was_released_is_not_held_when_it_is_sent_again():
    slip, again = sent("1.5", 4), sent("1.5", 4, file=9)
    answer = answers([*course(*STEADY), slip, again], ruling(DecisionKind.RELEASE, slip))[slip.measurement]
    assert (answer.current, answer.again, answer.held) == (slip, (again,), ())


def test_a_slip_that_is_sent_again_stays_held():
    reports = [*course(*STEADY), sent("1.5", 4), sent("1.5", 4, file=9)]
    (answer,) = [one for one in answers(reports).values() if one.held]
    assert (answer.current, len(answer.held)) == (None, 2)


def test_a_value_set_aside_does_not_judge():
    reports = course(*STEADY, "1.5")
    assert found(reports, ruling(DecisionKind.SET_ASIDE, reports[0])) == {}


def test_the_lab_s_correction_settles_a_slip():
    slip, right = sent("1.5", 4), sent("26", 4, file=9, status=Status.CORRECTED)
    answer = answers([*course(*STEADY), slip, right])[slip.measurement]
    assert (answer.current, answer.superseded, answer.held) == (right, (slip,), ())


def test_a_slip_in_a_correction_leaves_the_value_before_it():
    right, slip = sent("26", 4), sent("1.5", 4, file=9, status=Status.CORRECTED)
    answer = answers([*course(*STEADY), right, slip])[slip.measurement]
    assert (answer.current, [held.codes for held in answer.held]) == (right, [(IssueCode.UNIT_SUSPECT,)])


def test_a_slip_that_was_corrected_to_another_is_held_with_it():
    slips = [sent("1.5", 4), sent("1.6", 4, file=9, status=Status.CORRECTED)]
    assert found([*course(*STEADY), *slips]) == {"1.5": "mg/dL", "1.6": "mg/dL"}


def test_a_deletion_takes_a_slip_away():
    slip, deleted = sent("1.5", 4), sent("1.5", 4, file=9, status=Status.DELETED)
    answer = answers([*course(*STEADY), slip, deleted])[slip.measurement]
    assert (answer.voided, answer.withdrawn, answer.held) == (True, (slip, deleted), ())


# whatever the order

VALUES = st.sampled_from(["22", "25", "28", "1.5", "430", "110"])
REPORTS = st.lists(
    st.builds(
        sent,
        VALUES,
        st.integers(1, 6),
        st.sampled_from(["umol/L", "mg/dL"]),
        file=st.integers(1, 9),
        status=st.sampled_from([Status.FINAL, Status.FINAL, Status.CORRECTED, Status.DELETED]),
    ),
    max_size=9,
    unique_by=lambda one: (one.run.file_id, one.measurement),
)


@given(REPORTS, st.randoms(use_true_random=False))
def test_the_answer_does_not_depend_on_the_order(reports, chance):
    reports = [replace(one, line=line) for line, one in enumerate(reports, 2)]
    shuffled = list(reports)
    chance.shuffle(shuffled)
    assert answers(shuffled) == answers(reports)


@given(REPORTS)
def test_nothing_suspected_is_current(reports):
    reports = [replace(one, line=line) for line, one in enumerate(reports, 2)]
    assert suspects(answers(reports), RULES.usual_units) == {}


COURSES = st.lists(
    st.tuples(
        st.sampled_from(["1", "2.5", "4", "4.0004", "4.1", "10", "16", "17.1", "40", "100", "171", "-1", "0", "1000000"]),
        st.sampled_from([*UNITS]),
    ),
    min_size=4,
    max_size=7,
)  # fmt: skip


@given(COURSES)
def test_rounded_values_leave_out_no_course_in_which_an_exact_one_strays(values):
    """The look at rounded values saves time and decides nothing."""
    reports = [
        sent(value, day, unit)
        for day, (value, unit) in enumerate(values, 1)
        if unit != "log" or len(value) < 4
    ]
    by_exact = Timeline({one.measurement: MeasurementState(one) for one in reports})
    quick = suspects(by_exact, RULES.usual_units)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unit_suspicion, "_is_wide", lambda found: len(found) > 3)
        assert suspects(by_exact, RULES.usual_units) == quick
