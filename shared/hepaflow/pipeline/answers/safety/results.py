"""Compare the results of a subject with their baselines: change on each day, worst and best after it."""

from collections.abc import Iterator

from hepaflow.domain.answers.answer import Answer
from hepaflow.domain.answers.inputs import Input
from hepaflow.domain.change.after_baseline import LaterDay, LaterDays
from hepaflow.domain.change.differences import result_change
from hepaflow.domain.change.extremes import EXTREME, in_doubt, result_days
from hepaflow.domain.grades.bounds import Bounds
from hepaflow.pipeline.answers.safety.basis import SafetyAnswer, SafetyBasis, SafetyKind, each_source_once
from hepaflow.pipeline.answers.safety.extremes import extreme_answers


def result_changes(basis: SafetyBasis) -> Iterator[SafetyAnswer]:
    """Yield the change of each result after its baseline, in order of analytes and days."""
    same_lab = basis.course.protocol.same_lab
    for analyte in _numbers(basis):
        base = basis.baselines[analyte]
        for later, known in _measured(basis.later[analyte], analyte):
            if later.day.is_partial:
                continue
            change = result_change(known, base, is_same_lab_needed=analyte in same_lab)
            told = {"change": change.change, "percent_change": change.percent}
            sources = each_source_once([*known.candidates, *base.candidates])
            yield SafetyAnswer(SafetyKind.CHANGE, analyte, "", later.day.day, told, sources=sources)


def result_extremes(basis: SafetyBasis) -> Iterator[SafetyAnswer]:
    """Yield the worst and the best result of each analyte after its baseline; the highest and lowest where both are worse.

    All draws of a day are among them, and those of the baseline day after the dose.
    """
    for analyte in _numbers(basis):
        reasons = basis.later[analyte].reasons
        if reasons:
            told = {"worst": Answer(EXTREME, reasons=reasons)}
            yield SafetyAnswer(SafetyKind.SINCE_BASELINE, analyte, "", None, told)
            continue
        days = [
            (later.day.day, _bounds(basis, analyte, later, known), known.candidates)
            for later, counted in _measured(basis.later[analyte], analyte, of_same_day=True)
            for known in (counted, *later.day.others.get(analyte, ()))
        ]
        yield from extreme_answers(analyte, days)


def _bounds(basis: SafetyBasis, analyte: str, later: LaterDay, known: Input) -> Bounds:
    """Return what a draw of a day may be; a transplant or a TIPS since the baseline is a note."""
    (found,) = result_days([known], basis.baselines[analyte])
    notes = basis.across(basis.first_day(analyte), later.day.day)
    return in_doubt(found._replace(notes=(*found.notes, *notes)), later.doubt)


def _measured(after: LaterDays, analyte: str, *, of_same_day: bool = False) -> list[tuple[LaterDay, Input]]:
    """Return the days after the baseline that have, or may have, a result of the analyte; with the draws of its own day, if asked."""
    days = (*after.same_day, *after.days) if of_same_day else after.days
    found = ((later, later.day.inputs.get(analyte)) for later in days)
    return [(later, known) for later, known in found if known is not None and known.candidates]


def _numbers(basis: SafetyBasis) -> list[str]:
    """Return the analytes that were ever reported as a number; of findings alone there is no change."""
    return [
        analyte
        for analyte in basis.later
        if any(
            found.sent.observation.number is not None
            for day in basis.course.days.days
            if analyte in day.inputs
            for found in day.inputs[analyte].candidates
        )
    ]
