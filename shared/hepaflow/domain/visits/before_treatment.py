"""Answer whether a specimen day is before the treatment, as far as its day and the labels of its draws say so."""

from collections.abc import Iterable

from hepaflow.domain.answers.answer import Answer, FormulaVersion
from hepaflow.domain.answers.inputs import SpecimenDay
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.protocol.rules import DayOneDraws
from hepaflow.domain.visits.draw_ranks import LabelKind, label_kind
from hepaflow.domain.visits.schedule import Schedule

BEFORE_TREATMENT = "BEFORE_TREATMENT"


def before_treatment(schedule: Schedule, day: SpecimenDay, analytes: Iterable[str]) -> Answer:
    """Return "yes" for a day before day 1 and "no" for a day after it; of day 1 what the labels of the draws say.

    Without labels, draws of day 1 are before the treatment if the rule of the baseline counts them as such. Else nobody knows.

    Args:
        schedule: the schedule of the subject.
        day: the specimen day.
        analytes: whose draws of day 1 are looked at.
    """
    rule = schedule.protocol.baseline
    version = FormulaVersion(BEFORE_TREATMENT, 1, rule.day_one if rule else "")
    if schedule.day_one is None:
        return Answer(version, reasons=schedule.why_no_day_one)
    one = schedule.day_one.isoformat()
    if day.day != one:
        return Answer(version, "yes" if day.day < one else "no")
    visit = schedule.visit_on(one)
    kinds = {
        label_kind(schedule, found.sent.visit, visit)
        for analyte in analytes
        for known in day.draws_of(analyte)
        for found in known.candidates
    }
    if kinds == {LabelKind.AFTER_DOSE}:
        return Answer(version, "no")
    is_counted = rule is not None and rule.day_one is DayOneDraws.COUNT
    if kinds == {LabelKind.BEFORE_DOSE} or (is_counted and LabelKind.AFTER_DOSE not in kinds):
        return Answer(version, "yes")
    return Answer(version, reasons=(AnswerReason(ReasonKind.TIME, "DOSE"),))
