"""A change is certain only if value and baseline are; across labs or a transplant it is marked (docs/grades.md)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from tests.support.day_reports import IMPOSSIBLE, reported
from tests.support.formulas import EVERY_FORMULA

from hepaflow.catalog.loader import load
from hepaflow.domain.answers.answer import Answer, FormulaVersion
from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.answers.inputs import Input, absent
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.change.classes import CLASSES
from hepaflow.domain.change.differences import ScoreOfDay, result_change, score_change
from hepaflow.domain.change.extremes import (
    Worse,
    result_days,
    score_days,
    since_baseline,
    worse_direction,
)
from hepaflow.domain.change.procedures import Procedure, ProcedureKind
from hepaflow.domain.change.shifts import class_shift, grade_shift
from hepaflow.domain.fold.timeline import fold

BEFORE, DAY = "2024-03-01", "2024-03-22"
MELD = FormulaVersion("MELD_ORIG")
HELD = AnswerReason(ReasonKind.HELD, "BILI")
CENSORED = AnswerReason(ReasonKind.CENSORED, "BILI")
MISSING = AnswerReason(ReasonKind.MISSING, "INR")


def known(*sents) -> Input:
    return specimen_days(fold(sents))[0].input_of("ALB")


def alb(text, at=DAY, **more):
    return reported("ALB", text, at, **more)


def said(answer: Answer) -> tuple:
    if answer.value is not None:
        return (answer.value,)
    codes = tuple(reason.code for reason in answer.reasons)
    return codes if answer.low is None and answer.high is None else (answer.low, answer.high, *codes)


def notes(answer: Answer) -> list[str]:
    return [note.code for note in answer.notes]


def change(value, base, **more):
    found = result_change(known(alb(value)), known(alb(base, BEFORE)), **more)
    return said(found.change), said(found.percent)


# results


def test_a_change_is_exact():
    assert change("33", "30") == ((Decimal(3),), (Decimal(10),))
    assert change("27", "30") == ((Decimal(-3),), (Decimal(-10),))
    assert change("30", "30") == ((Decimal(0),), (Decimal(0),))
    in_g_dl = result_change(known(alb("3.3", factor=Fraction(10))), known(alb("30", BEFORE)))
    assert (said(in_g_dl.change), said(in_g_dl.percent)) == ((Decimal(3),), (Decimal(10),))


def test_a_change_has_no_zeros_that_nobody_measured():
    found = result_change(known(alb("33.0")), known(alb("30", BEFORE)))
    assert (str(found.change.value), str(found.percent.value)) == ("3", "10")


@pytest.mark.parametrize(
    ("value", "base", "difference", "percent"),
    [
        ("<20", "30", (-30, -10), (-100, Decimal("-33.333333333333333333"))),
        (">40", "20", (20, None), (100, None)),
        ("30", "<20", (10, 30), (50, None)),
        ("30", ">20", (None, 10), (-100, 50)),
        ("<20", "<20", (-20, 20), (-100, None)),
        (">20", ">20", (None, None), (-100, None)),
    ],
)
def test_a_censored_value_gives_bounds(value, base, difference, percent):
    found = change(value, base)
    codes = ("CENSORED_ALB",) if value == "30" or base[0] not in "<>" else ("CENSORED_ALB", "CENSORED_ALB")
    for answer, bounds in zip(found, (difference, percent), strict=True):
        assert answer == (codes if bounds == (None, None) else (*bounds, *codes))


def test_missing_and_held_leave_the_change_open():
    base = known(alb("30", BEFORE))
    held = known(alb("33"), alb("40", received="2", issues=(IMPOSSIBLE,)))
    assert said(result_change(held, base).change) == ("HELD_ALB",)
    assert said(result_change(base, held).percent) == ("HELD_ALB",)
    assert said(result_change(absent("ALB"), base).change) == ("MISSING_ALB",)
    assert said(result_change(known(alb("33")), absent("ALB")).change) == ("MISSING_ALB",)
    alone = known(alb("33", issues=(IMPOSSIBLE,)))
    assert said(result_change(alone, base).change) == ("HELD_ALB",)


def test_a_baseline_of_zero_has_no_percent_change():
    assert change("33", "0") == ((Decimal(33),), ("NOT_POSITIVE_BASELINE",))


def test_a_change_across_labs_is_marked_or_not_given():
    def found(lab, other, center="CN-01", **more):
        base = known(alb("30", BEFORE, lab=other, center=center))
        return result_change(known(alb("33", lab=lab)), base, **more).change

    assert notes(found("A", "B")) == ["OTHER_LAB_ALB"]
    assert notes(found("", "", center="CN-02")) == ["OTHER_LAB_ALB"]
    assert notes(found("A", "A", center="CN-02")) == []
    assert said(found("A", "B", is_same_lab_needed=True)) == ("OTHER_LAB_ALB",)
    assert said(found("", "", is_same_lab_needed=True)) == (
        "OTHER_LAB_ALB",
    )  # nothing says that it was one lab
    assert said(found("A", "A", is_same_lab_needed=True)) == (Decimal(3),)


# scores


def meld(value=None, low=None, high=None, reasons=(), day=DAY) -> ScoreOfDay:
    numbers = [None if one is None else Decimal(one) for one in (value, low, high)]
    return ScoreOfDay(day, Answer(MELD, *numbers, reasons=reasons))


def score(value, base, procedures=()):
    return score_change(value, base, procedures)


def test_a_score_changes_by_reported_values():
    found = score(meld(18), meld(20, day=BEFORE))
    assert (said(found.change), said(found.percent), notes(found.change)) == ((-2,), (-10,), [])
    open_low = score(meld(low=7, high=9, reasons=(CENSORED,)), meld(20))
    assert said(open_low.change) == (-13, -11, "CENSORED_BILI")
    unbounded = score(meld(low=7, reasons=(CENSORED,)), meld(20))
    assert said(unbounded.change) == (-13, None, "CENSORED_BILI")


def test_an_undetermined_score_has_no_change():
    assert said(score(meld(reasons=(HELD,)), meld(20)).change) == ("HELD_BILI",)
    assert said(score(meld(20), meld(reasons=(HELD,))).change) == ("HELD_BILI",)
    assert said(score(meld(reasons=(CENSORED,)), meld(20)).change) == ("CENSORED_BILI",)


def test_a_negative_score_has_no_percent_change():
    found = score(meld("-2.5"), meld("-2.8"))
    assert (said(found.change), said(found.percent)) == ((Decimal("0.3"),), ("NOT_POSITIVE_BASELINE",))
    assert said(score(meld(20), meld(reasons=(HELD,))).percent) == ("HELD_BILI", "NOT_POSITIVE_BASELINE")


@pytest.mark.parametrize(
    ("day", "is_marked"),
    [
        ("2024-02-29", False), ("2024-03-01", True), ("2024-03-10", True), ("2024-03-22", True), ("2024-03-23", False),
        ("2024-03", True), ("2024-02", False), ("2024-04", False), ("2024", True), ("2023", False), ("", True),
    ],
)  # fmt: skip
def test_a_transplant_between_both_days_is_marked(day, is_marked):
    found = score(meld(10), meld(20, day=BEFORE), (Procedure(ProcedureKind.TRANSPLANT, day),))
    assert notes(found.change) == notes(found.percent) == (["ACROSS_TRANSPLANT"] if is_marked else [])
    assert said(found.change) == (-10,)


def test_procedures_that_nobody_stated_are_unknown():
    assert notes(score(meld(10), meld(20), None).change) == ["UNKNOWN_TRANSPLANT", "UNKNOWN_TIPS"]
    tips = [Procedure(ProcedureKind.TIPS, DAY), Procedure(ProcedureKind.TIPS, DAY)]
    assert notes(score(meld(10), meld(20), tips).change) == ["ACROSS_TIPS"]


# the worst and the best


def days(*texts):
    return result_days([known(alb(text)) for text in texts])


def test_the_worst_albumin_is_the_lowest_and_the_worst_bilirubin_the_highest():
    found = since_baseline("ALB", days("30", "25", "35"))
    assert (said(found.worst), said(found.best)) == ((25,), (35,))
    found = since_baseline("BILI", days("30", "25", "35"))
    assert (said(found.worst), said(found.best)) == ((35,), (25,))


def test_potassium_has_a_highest_and_a_lowest_but_no_worst():
    found = since_baseline("K", days("3", "5"))
    assert (said(found.lowest), said(found.highest), found.worst, found.best) == ((3,), (5,), None, None)


def test_a_doubtful_day_matters_only_if_it_could_be_the_extreme():
    assert said(since_baseline("ALB", days("30", "<20")).worst) == (0, 20, "CENSORED_ALB")
    assert said(since_baseline("ALB", days("30", "<20")).best) == (30,)
    assert said(since_baseline("ALB", days("30", ">20")).best) == (30, None, "CENSORED_ALB")
    held = known(alb("25", issues=(IMPOSSIBLE,)))
    assert said(since_baseline("ALB", result_days([held, known(alb("30"))])).worst) == ("HELD_ALB",)
    assert said(since_baseline("ALB", result_days([held, known(alb("20"))])).worst) == (20,)
    assert said(since_baseline("ALB", result_days([held])).worst) == ("HELD_ALB",)


def test_without_a_day_there_is_no_worst():
    assert said(since_baseline("ALB", result_days([absent("ALB")])).worst) == ("MISSING_ALB",)


def test_a_day_without_an_input_is_not_a_day_of_the_score():
    answers = [meld(18).answer, meld(reasons=(MISSING,)).answer]
    assert said(since_baseline("MELD_ORIG", score_days(answers)).worst) == (18,)
    answers = [meld(18).answer, meld(reasons=(HELD,)).answer]
    assert said(since_baseline("MELD_ORIG", score_days(answers)).worst) == ("HELD_BILI",)


def test_directions_are_stated_for_analytes_and_scores_that_exist():
    names = {*load().analytes, *(formula.version.id for formula in EVERY_FORMULA), "CTCAE"}
    from hepaflow.domain.change.extremes import _DIRECTION

    assert set(_DIRECTION) <= names
    assert [worse_direction(one) for one in ("MELD3", "PLAT", "SODIUM")] == [
        Worse.HIGH,
        Worse.LOW,
        Worse.BOTH,
    ]


# shifts

GRADE = FormulaVersion("CTCAE", 1, "5.0")


def graded(value=None, reasons=()):
    return Answer(GRADE, None if value is None else Decimal(value), reasons=reasons)


def test_a_shift_of_grades_is_from_the_baseline_to_the_highest():
    found = grade_shift(graded(1), [graded(0), graded(3), graded(2)])
    assert (said(found.baseline), said(found.worst)) == ((1,), (3,))


def test_an_undetermined_grade_may_be_the_highest():
    no_baseline = AnswerReason(ReasonKind.MISSING, "BASELINE_ALT")
    assert said(grade_shift(graded(1), [graded(3), graded(reasons=(no_baseline,))]).worst) == (
        "MISSING_BASELINE_ALT",
    )
    assert said(grade_shift(graded(1), [graded(4), graded(reasons=(no_baseline,))]).worst) == (4,)
    bounded = Answer(GRADE, low=Decimal(2), high=Decimal(3), reasons=(CENSORED,))
    assert said(grade_shift(graded(1), [graded(1), bounded]).worst) == (2, 3, "CENSORED_BILI")
    assert said(grade_shift(graded(1), []).worst) == ("MISSING_GRADE",)


def test_a_shift_of_classes():
    def child(value=None, reasons=()):
        return Answer(FormulaVersion("CHILD_PUGH"), value, reasons=reasons)

    def worst(*later):
        return said(class_shift(child("A"), later, "ABC").worst)

    assert worst(child("A"), child("B")) == ("B",)
    assert worst(child("B"), child(reasons=(HELD,))) == ("HELD_BILI",)
    assert worst(child("C"), child(reasons=(HELD,))) == ("C",)
    assert worst(child("B"), child(reasons=(MISSING,))) == ("B",)
    assert worst() == ("MISSING_CLASS",)
    assert said(class_shift(child("A"), (), "ABC").baseline) == ("A",)


def test_classes_of_every_formula_are_in_order_or_have_none():
    """R and nR have patterns, of which none is the worst; CLIF-C AD has risks, and is not computed for a day."""
    with_classes = {formula.version.id for formula in EVERY_FORMULA if formula.grade}
    assert with_classes - set(CLASSES) == {"R_VALUE", "NR_VALUE", "CLIF_C_AD"}
    for formula in EVERY_FORMULA:
        for name in CLASSES.get(formula.version.id, ()):
            assert name in formula.classes.replace("G3a 45, G3b 30, G4 15, G5", "G2 G3a G3b G4 G5")


def test_a_shift_and_an_extreme_have_the_notes_of_the_days_that_may_be_it():
    note, other = AnswerReason(ReasonKind.PRELIMINARY, "ALB"), AnswerReason(ReasonKind.OTHER_LAB, "ALB")
    low, high = (Answer(GRADE, Decimal(one), notes=(why,)) for one, why in ((1, note), (3, other)))
    assert notes(grade_shift(low, [low, high]).worst) == ["OTHER_LAB_ALB"]
    marked = [one._replace(notes=(why,)) for one, why in zip(days("30", "25"), (note, other), strict=True)]
    found = since_baseline("ALB", marked)
    assert (notes(found.worst), notes(found.best)) == (["OTHER_LAB_ALB"], ["PRELIMINARY_ALB"])
    answers = [Answer(GRADE, name, notes=(why,)) for name, why in (("B", note), ("A", other))]
    assert notes(class_shift(Answer(GRADE, "A"), answers, "ABC").worst) == ["PRELIMINARY_ALB"]
    base = known(alb("30", BEFORE, lab="A"))
    (bounds,) = result_days([known(alb("33", lab="B"))], base)
    assert [one.code for one in bounds.notes] == ["OTHER_LAB_ALB"]
