"""An answer from a preliminary result, or from a specimen with a condition, says so, whatever it is computed for."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.support.day_reports import reported
from tests.support.graded import graded, one_day

from hepaflow.domain.answers.answer import Truth
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.change.differences import ScoreOfDay, result_change, score_change
from hepaflow.domain.injury.hys_law import Comparison, hys_law
from hepaflow.domain.injury.modified import modified_hys_law
from hepaflow.domain.model import Condition, Status
from hepaflow.domain.protocol.rules import ScoreRules
from hepaflow.domain.scores.of_day import scores_of_day
from hepaflow.domain.scores.of_visit import scores_of_visit
from hepaflow.domain.scores.subject_facts import SubjectFacts
from hepaflow.domain.visits.day_choice import DayChoice

NOBODY = SubjectFacts()


def hemolyzed(*told, **more):
    sent = reported(*told, **more)
    return replace(sent, observation=sent.observation._replace(condition=Condition.HEMOLYZED))


def noted(answer):
    return [note.code for note in answer.notes]


def apri(*sents):
    found = scores_of_day(one_day(*sents), NOBODY, ScoreRules())
    return next(one.value for one in found if one.formula.version.id == "APRI")


PLAT = reported("PLAT", "80")


@pytest.mark.parametrize(
    ("ast", "codes"),
    [
        (reported("AST", "80", upper="40"), []),
        (reported("AST", "80", upper="40", status=Status.PRELIMINARY), ["PRELIMINARY_AST"]),
        (hemolyzed("AST", "80", upper="40"), ["CONDITION_AST"]),
        (
            hemolyzed("AST", "80", upper="40", status=Status.PRELIMINARY),
            ["PRELIMINARY_AST", "CONDITION_AST"],
        ),
    ],
)
def test_a_score_notes_what_the_lab_says_against_its_inputs(ast, codes):
    answer = apri(ast, PLAT)  # 80 / 40 / 80 x 100
    assert (answer.truth, answer.value, noted(answer)) == (Truth.CERTAIN, Decimal("2.50"), codes)


def test_a_note_is_of_inputs_alone_and_names_the_row():
    (note,) = apri(hemolyzed("AST", "80", upper="40"), PLAT, hemolyzed("POTASSIUM", "6.4")).notes
    assert (note.measurement.analyte, note.row[1:]) == ("AST", (2, "AST"))


def test_a_score_that_two_days_give_has_the_notes_of_both():
    days = [
        one_day(ast, PLAT) for ast in (reported("AST", "80", upper="40"), hemolyzed("AST", "80", upper="40"))
    ]

    def choose(inputs):
        if set(inputs) == {"AST", "PLAT"}:
            return DayChoice(None, tuple(days))
        return DayChoice(None, may_be_none=True, reasons=(AnswerReason(ReasonKind.MISSING, "SPECIMEN"),))

    found = scores_of_visit(choose, NOBODY, ScoreRules())
    (apri_of_visit,) = [one.score.value for one in found if one.score.formula.version.id == "APRI"]
    assert (apri_of_visit.value, noted(apri_of_visit)) == (Decimal("2.50"), ["CONDITION_AST"])


def test_a_grade_notes_its_result_and_its_baseline():
    day = one_day(hemolyzed("AST", "80", upper="40"))
    base = one_day(reported("AST", "30", "2024-03-01", upper="40", status=Status.PRELIMINARY))
    found = graded(day, base.inputs)
    assert noted(found.grade) == ["CONDITION_AST", "PRELIMINARY_AST"]
    assert noted(found.by_limits) == ["CONDITION_AST"]


def test_a_grade_without_a_baseline_has_notes_too():
    found = graded(one_day(hemolyzed("PLAT", "20", lower="100")), {}, direction="L")
    assert noted(found.grade) == ["CONDITION_PLAT"]


def test_signs_of_liver_injury_note_their_inputs():
    day = one_day(
        hemolyzed("AST", "200", upper="40"), reported("BILI", "60", upper="20"), reported("ALP", "50", upper="100"),
        reported("ALT", "200", upper="40", status=Status.PRELIMINARY),
    )  # fmt: skip
    sign = hys_law([day], day.input_of("BILI"), Comparison.ABOVE)
    assert (sign.quadrant.value, noted(sign.quadrant)) == (
        "candidate",
        ["PRELIMINARY_ALT", "CONDITION_AST", "ABNORMAL_BASELINE_BILI"],
    )
    tier = modified_hys_law(day, day.input_of("ALT"), day.input_of("BILI")).tier
    assert noted(tier) == ["PRELIMINARY_ALT"]


def test_a_change_notes_both_results():
    now, base = one_day(hemolyzed("AST", "80")), one_day(reported("AST", "40", status=Status.PRELIMINARY))
    change = result_change(now.input_of("AST"), base.input_of("AST"))
    assert (change.change.value, noted(change.change)) == (40, ["CONDITION_AST", "PRELIMINARY_AST"])
    assert noted(change.percent) == ["CONDITION_AST", "PRELIMINARY_AST"]


def test_a_change_of_a_score_has_the_notes_of_both():
    later = apri(hemolyzed("AST", "80", upper="40"), PLAT)
    first = apri(reported("AST", "80", upper="40", status=Status.PRELIMINARY), PLAT)
    change = score_change(ScoreOfDay("2024-03-22", later), ScoreOfDay("2024-03-01", first), ())
    assert noted(change.change) == ["CONDITION_AST", "PRELIMINARY_AST"]
