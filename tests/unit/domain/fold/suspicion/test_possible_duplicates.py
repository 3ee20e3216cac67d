"""One result under two keys: what is held, what is not, and what decisions and corrections make of it."""

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.support.possible_duplicates import DATE, TIME, answers, ruling, sent

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.measurement import Run, RunObservation, run_observations
from hepaflow.domain.fold.measurement_state import MeasurementState, Timeline
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Comparator, Conversion, Finding, Moment, Panel, Precision, Status


def found(*reports: RunObservation, **more) -> dict[tuple[int, str], str]:
    """Where what is held stands (file and collection), and what it repeats."""
    return {
        (int(held.sent.run.file_id), place.collected_at): held.found[IssueCode.POSSIBLE_DUPLICATE]
        for place, answer in answers(*reports, **more).items()
        for held in answer.held
        if IssueCode.POSSIBLE_DUPLICATE in held.codes
    }


def of(report: RunObservation, known: Timeline) -> MeasurementState:
    return known[report.measurement]


# what is held


@pytest.mark.parametrize(
    ("first", "second"),
    [(DATE, TIME), (TIME, DATE), (TIME, f"{TIME}:15"), ("2024-03-22T08", TIME), (f"{TIME}:15", DATE)],
)
def test_the_same_moment_less_precisely_is_one(first, second):
    assert found(sent(first), sent(second, file=2)) == {(2, second): first}


@pytest.mark.parametrize(("first", "second"), [("SERUM", ""), ("", "SERUM")])
def test_a_specimen_type_that_only_one_says_makes_no_other(first, second):
    named = f"{TIME} {first}".strip()
    assert found(sent(TIME, kind=first), sent(TIME, kind=second, file=2)) == {(2, TIME): named}


def test_moment_and_specimen_type_may_both_be_less_precise():
    assert found(sent(DATE, kind="SERUM"), sent(TIME, file=2)) == {(2, TIME): f"{DATE} SERUM"}


def test_one_specimen_at_two_times_of_a_day_is_one():
    late = sent("2024-03-22T16:30", file=2, specimen="B7")
    assert found(sent(TIME, specimen="B7"), late) == {(2, "2024-03-22T16:30"): TIME}


def test_every_specimen_that_was_named_for_it_speaks():
    named, again = sent(TIME, specimen="B8", file=2), sent(TIME, specimen="B7", file=3)
    assert found(sent(DATE, specimen="B7"), named) == {}
    assert set(found(sent(DATE, specimen="B7"), named, again).values()) == {DATE}


def test_a_specimen_id_that_identifies_and_that_only_one_says_makes_no_other():
    named = sent(TIME, specimen="B7", identifies=True)
    assert found(named, sent(TIME, file=2)) == {(2, TIME): f"{TIME} B7"}


def test_one_value_in_two_units_is_one():
    other = sent(
        TIME, "0.75", file=2, conversion=Conversion(Fraction(60))
    )  # 1 ukat/L is 60 U/L by definition
    assert found(sent(DATE), other) == {(2, TIME): DATE}


def test_the_earlier_one_counts():
    early, late = sent(DATE), sent(TIME, file=2)
    known = answers(late, early)
    assert (of(early, known).current, of(late, known).current) == (early, None)


@pytest.mark.parametrize(
    ("early", "late"),
    [
        (sent(DATE, line=2), sent(TIME, line=3)),
        (sent(TIME, line=2), sent(DATE, line=3)),
        (
            replace(sent(TIME, line=2), run=Run("CN-01", "b", 1, "2024-05-01")),
            replace(sent(DATE, line=3), run=Run("CN-01", "a", 1, "2024-05-01")),
        ),
        (
            replace(sent(TIME), run=Run("CN-01", "a", 1, "2024-05-01")),
            replace(sent(DATE), run=Run("CN-01", "b", 1, "2024-05-01")),
        ),
    ],
)
def test_what_came_in_one_moment_is_ordered_by_line_then_by_file(early, late):
    known = answers(late, early)
    assert (of(early, known).current, of(late, known).current) == (early, None)


def test_of_three_exactly_one_counts():
    three = sent(DATE), sent(TIME, file=2), sent(TIME, kind="SERUM", file=3)
    assert found(*three) == {(2, TIME): DATE, (3, TIME): DATE}


def test_what_is_sent_again_waits_with_it():
    early, late = sent(DATE), sent(TIME, file=2)
    again = sent(TIME, file=3)
    answer = of(late, answers(early, late, again))
    assert ([held.sent.line for held in answer.held], answer.again) == ([2, 2], ())
    assert found(early, late, again) == {(2, TIME): DATE, (3, TIME): DATE}


def test_to_send_the_earlier_one_again_changes_nothing():
    early, late = sent(DATE), sent(TIME, file=2)
    assert found(early, late, sent(DATE, file=3, status=Status.CORRECTED)) == {(2, TIME): DATE}


# what is not


@pytest.mark.parametrize(
    "other",
    [
        sent("2024-03-22T16:30", file=2),
        sent("2024-03-23", file=2),
        sent("2024-03", file=2),  # a month has many draws
        sent(DATE, "46", file=2),
        sent(DATE, file=2, operator=Comparator.LT),
        sent(DATE, file=2, analyte="AST"),
        sent(DATE, file=2, center="CN-02"),
        sent(DATE, file=2, subject="S-2"),
        sent(TIME, file=2, kind="BLOOD"),
        sent(DATE, file=2, kind="SERUM", specimen="B8"),
        sent(TIME, file=2, kind="SERUM", specimen="B8", identifies=True),
    ],
)
def test_what_differs_is_another_one(other):
    one = sent(TIME, kind="SERUM", specimen="B7", identifies=True)
    assert found(one, other) == {}


def test_a_finding_is_not_a_number():
    positive = sent(DATE, file=2)
    positive = replace(
        positive, observation=positive.observation._replace(number=None, finding=Finding.POSITIVE)
    )
    assert found(sent(TIME), positive) == {}


def test_where_another_value_of_the_draw_differs_both_stand():
    potassium = sent(DATE, analyte="K"), sent(TIME, analyte="K", file=2)
    sodium = sent(DATE, "140", analyte="SODIUM"), sent(TIME, "138", analyte="SODIUM", file=2)
    assert found(*potassium, *sodium) == {}
    assert found(*potassium, *sodium, sent(TIME, "140", analyte="SODIUM", file=3, status=Status.CORRECTED))


def test_a_specimen_type_that_only_one_says_does_where_another_value_of_the_draw_differs():
    potassium = sent(TIME, analyte="K"), sent(TIME, analyte="K", kind="SERUM", file=2)
    sodium = sent(TIME, "140", analyte="SODIUM"), sent(TIME, "138", analyte="SODIUM", kind="SERUM", file=2)
    assert found(*potassium, *sodium) == {}


def test_what_differs_from_a_repetition_is_no_other_one():
    potassium = [sent(at, analyte="K", file=file) for file, at in enumerate((DATE, TIME, f"{TIME}:15"), 1)]
    sodium = sent(TIME, "140", analyte="SODIUM"), sent(f"{TIME}:15", "138", analyte="SODIUM", file=3)
    assert found(*potassium, *sodium) == {(2, TIME): DATE}


def test_one_date_repeats_one_of_two_times():
    times = sent(TIME, file=2), sent("2024-03-22T16:30", file=3)
    assert found(sent(DATE), *times) == {(2, TIME): DATE}


def test_what_does_not_count_neither_holds_nor_is_held():
    doubtful = sent(DATE, issues=(Issue(IssueCode.SUBJECT_MISMATCH),))
    assert found(doubtful, sent(TIME, file=2)) == {}
    assert found(sent(TIME), replace(doubtful, run=sent(DATE, file=2).run)) == {}


# corrections


def test_a_corrected_value_does_not_come_back_under_another_key():
    late = sent(TIME, file=2)
    right = sent(DATE, "46", file=3, status=Status.CORRECTED)
    assert found(sent(DATE), late, right) == {(2, TIME): DATE}


def test_a_correction_counts_under_the_key_under_which_it_comes():
    right = sent(TIME, "46", file=3, status=Status.CORRECTED)
    known = answers(sent(DATE), sent(TIME, file=2), right)
    assert [answer.current.observation.number for answer in known.values()] == [45, 46]


def test_a_correction_of_one_value_does_not_part_the_others_of_the_draw():
    draws = [
        sent(at, file=file, analyte=name) for file, at in ((1, DATE), (2, TIME)) for name in ("ALT", "AST")
    ]
    for at in (DATE, TIME):
        right = sent(at, "46", file=3, analyte="AST", status=Status.CORRECTED)
        held = [place.analyte for place, answer in answers(*draws, right).items() if answer.held]
        assert "ALT" in held


def test_a_value_that_was_corrected_stays_superseded():
    """46 came first to the day; to the minute it came as the correction of 45, which is known to be wrong."""
    wrong, again = sent(TIME, file=2), sent(TIME, file=3)
    right = sent(TIME, "46", file=4, status=Status.CORRECTED)
    answer = of(wrong, answers(sent(DATE, "46"), wrong, again, right))
    assert (answer.current, answer.superseded, answer.again) == (None, (wrong,), (again,))
    assert [held.sent.run for held in answer.held] == [right.run]


def test_an_unmarked_change_waits_for_its_own_reason_beside_it():
    changed = sent(TIME, "47", file=3)
    answer = of(changed, answers(sent(DATE), sent(TIME, file=2), changed))
    assert [held.codes for held in answer.held] == [
        (IssueCode.POSSIBLE_DUPLICATE,),
        (IssueCode.CHANGED_UNMARKED,),
    ]


def test_a_change_that_a_profile_accepts_is_noted_only_where_it_counts():
    late, changed = sent(TIME, "44", file=2), sent(TIME, file=3)
    changed = replace(changed, run=replace(changed.run, accept_changes=True))
    assert of(late, answers(late, changed)).noted == (changed,)
    assert of(late, answers(sent(DATE), late, changed)).noted == ()


# decisions


@pytest.mark.parametrize("kind", [DecisionKind.RELEASE, DecisionKind.ACCEPT])
def test_once_released_both_count(kind):
    early, late, again = sent(DATE), sent(TIME, file=2), sent(TIME, file=3)
    for one in (late, again):
        known = answers(early, late, again, decisions=(ruling(kind, one),))
        assert [answer.current is None for answer in known.values()] == [False, False]


def test_what_was_released_holds_what_repeats_it():
    early, late = sent(DATE, "44"), sent(TIME, file=2)
    seconds = sent(f"{TIME}:15", file=3)
    assert found(early, late, seconds, decisions=(ruling(DecisionKind.RELEASE, late),)) == {
        (3, f"{TIME}:15"): TIME
    }


@pytest.mark.parametrize(
    "decision",
    [
        ruling(DecisionKind.SET_ASIDE, sent(DATE)),
        ruling(DecisionKind.RETIRE, sent(DATE)),
        ruling(DecisionKind.MOVE_SUBJECT, sent(DATE), to="S-2"),
    ],
)
def test_where_the_earlier_one_does_not_count_the_later_does(decision):
    late = sent(TIME, file=2)
    assert of(late, answers(sent(DATE), late, decisions=(decision,))).current == late


def test_where_the_lab_deletes_the_earlier_one_the_later_counts():
    late, deleted = sent(TIME, file=2), sent(DATE, file=3, status=Status.DELETED)
    assert of(late, answers(sent(DATE), late, deleted)).current == late


# beside what is suspected of another unit


def bilirubin(value: str, day: int, time: str = "", file: int = 1) -> RunObservation:
    report = sent(DATE, value, analyte="BILI").observation._replace(unit="umol/L", raw_unit="umol/L")
    known = sent(f"2024-03-{day:02}{time}", value, analyte="BILI", file=file)
    return replace(known, observation=report, line=day)


def test_a_value_under_two_keys_is_one_other_only():
    course = bilirubin("22", 1), bilirubin("25", 2), bilirubin("25", 2, "T08:30", file=2), bilirubin("1.5", 4)
    assert [held.codes for answer in answers(*course).values() for held in answer.held] == [
        (IssueCode.POSSIBLE_DUPLICATE,)
    ]


def test_what_repeats_a_slip_is_a_slip():
    course = bilirubin("22", 1), bilirubin("25", 2), bilirubin("28", 3)
    slips = bilirubin("1.5", 4), bilirubin("1.5", 4, "T08:30", file=2)
    assert [held.codes for answer in answers(*course, *slips).values() for held in answer.held] == [
        (IssueCode.UNIT_SUSPECT,),
        (IssueCode.UNIT_SUSPECT,),
    ]


def test_a_report_knows_its_specimen_also_where_it_does_not_identify():
    panel = Panel(
        "S-1", Moment(TIME, Precision.MINUTE), "B7", lines=[2], observations=[sent(TIME).observation]
    )
    (report,) = run_observations(panel, sent(TIME).run)
    assert (report.specimen, report.measurement.specimen) == ("B7", "")


def test_result_without_an_offset_is_not_compared_by_its_instant():
    here = replace(sent("2024-03-22T08:30"), offset="+08:00")
    same = replace(sent("2024-03-22T00:30", file=2), offset="+00:00")
    other = sent("2024-03-21T16:30", file=3)
    assert set(found(here, same, other)) == {(2, "2024-03-22T00:30")}
