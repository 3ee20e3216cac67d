"""Compute all scores of a visit or of the baseline, each of the one day that has all its results."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from hepaflow.domain.answers.answer import Answer
from hepaflow.domain.answers.inputs import STATED, SpecimenDay
from hepaflow.domain.answers.reasons import AnswerReason
from hepaflow.domain.clinical.pairing import NO_STATEMENTS, PAIRED, ClinicalStatements, paired
from hepaflow.domain.protocol.rules import ScoreRules
from hepaflow.domain.scores.certainty import Score
from hepaflow.domain.scores.formulas.formula import Formula
from hepaflow.domain.scores.formulas.quantities import AGE, DIALYSIS, FEMALE, MELD_NA_READING
from hepaflow.domain.scores.of_day import formulas_of, scores_of_day
from hepaflow.domain.scores.subject_facts import SubjectFacts
from hepaflow.domain.scores.whole_day import if_whole
from hepaflow.domain.visits.day_choice import DayChoice

ChooseDay = Callable[[tuple[str, ...]], DayChoice]  # from the analytes that the day has to have
_NO_RESULTS: Final = (STATED | {AGE.about, FEMALE.about, MELD_NA_READING.about}) - {DIALYSIS.about}
_BESIDE: Final = PAIRED | {"ALB"}  # what statements of nearby days say something about


class VisitScore(NamedTuple):
    """A score of a visit, and the day that it is of.

    Attributes:
        choice: the day; undetermined or none with its reasons.
        score: of that day. It is certain only if every day that may be chosen gives the same.
    """

    choice: DayChoice
    score: Score


@lru_cache(64)
def needed_results(formula: Formula) -> tuple[str, ...]:
    """Return the analytes of which a day has to have results, sorted, as of `is_whole`.

    A grade may be of another day, or unknown. Dialysis is named beside creatinine, which is not needed under it.
    """
    return tuple(sorted({one.about for one in formula.quantities if one.about not in _NO_RESULTS}))


def scores_of_visit(
    choose: ChooseDay, facts: SubjectFacts, rules: ScoreRules, statements: ClinicalStatements = NO_STATEMENTS
) -> tuple[VisitScore, ...]:
    """Return the scores of a visit, or of the baseline.

    Args:
        choose: gives the day; `visit_day` or `baseline_day` of a subject and visit.
        facts: what the register says of the subject.
        rules: what the study definition chooses.
        statements: the grades and treatments that may be paired with the day.
    """
    chosen: dict[tuple[str, ...], DayChoice] = {}  # several scores need the same results
    choices: list[tuple[Formula, DayChoice]] = []
    for formula in formulas_of(rules):
        needed = needed_results(formula)
        if needed not in chosen:
            chosen[needed] = choose(needed)
        choices.append((formula, chosen[needed]))
    certain = _of_certain_days(choices, facts, rules, statements)
    return tuple(
        VisitScore(
            choice,
            certain.get(formula.version.id) or _of_open_days(formula, choice, facts, rules, statements),
        )
        for formula, choice in choices
    )


def _of_certain_days(
    choices: list[tuple[Formula, DayChoice]],
    facts: SubjectFacts,
    rules: ScoreRules,
    statements: ClinicalStatements,
) -> dict[str, Score]:
    """Return by id of the formula the scores whose day is certain; those of one day are computed together."""
    by_day: dict[int, tuple[SpecimenDay, list[Formula]]] = {}
    for formula, choice in choices:
        if choice.day is not None:
            by_day.setdefault(id(choice.day), (choice.day, []))[1].append(formula)
    computed = [
        scores_of_day(paired(day, statements), facts, rules, formulas) for day, formulas in by_day.values()
    ]
    return {score.formula.version.id: score for scores in computed for score in scores}


def _of_open_days(
    formula: Formula,
    choice: DayChoice,
    facts: SubjectFacts,
    rules: ScoreRules,
    statements: ClinicalStatements,
) -> Score:
    """Return the score of a visit without a certain day: a value only if every day that may be chosen gives it."""
    needed = needed_results(formula)
    days = [known for day in choice.candidates for known in if_whole(day, needed)]
    if any(quantity.about in _BESIDE for quantity in formula.quantities):
        days = [paired(day, statements) for day in days]
    scores = [scores_of_day(day, facts, rules, (formula,))[0] for day in days]
    points = tuple(known for score in scores for known in score.points)
    value = _same([score.value for score in scores], choice, formula)
    grades = [score.grade for score in scores if score.grade is not None]
    grade = _same(grades, choice, formula) if formula.grade else None
    unrounded = {score.unrounded for score in scores}
    known = unrounded.pop() if value.value is not None and len(unrounded) == 1 else None
    return Score(formula, value, known, grade, points)


def _same(answers: list[Answer], choice: DayChoice, formula: Formula) -> Answer:
    """Return the one value that all days give; else nothing is determined."""
    values = {answer.value for answer in answers}
    if not choice.may_be_none and len(values) == 1 and None not in values:
        notes = dict.fromkeys(note for answer in answers for note in answer.notes)
        return Answer(formula.version, values.pop(), notes=tuple(notes))
    reasons = dict.fromkeys((*choice.reasons, *_reasons(answers)))
    return Answer(formula.version, reasons=tuple(reasons))


def _reasons(answers: list[Answer]) -> Iterator[AnswerReason]:
    for answer in answers:
        yield from answer.reasons
