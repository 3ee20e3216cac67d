"""Find the specimen day of a visit, and that of the baseline, for one subject."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from hepaflow.domain.analytes.visit_items import VISIT_ITEMS
from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.answers.inputs import SpecimenDay
from hepaflow.domain.answers.possible_days import possible_days
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.clinical.pairing import NO_STATEMENTS, ClinicalStatements, clinical_statements
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.protocol.planned_visits import PlannedVisit
from hepaflow.domain.protocol.rules import DayOneDraws, Tie
from hepaflow.domain.protocol.study_days import days_after_day_one
from hepaflow.domain.visits.after_dose import NONE_AFTER_DOSE, DrawsAfterDose, draws_after_dose
from hepaflow.domain.visits.day_choice import CandidateDay, DayChoice, choose
from hepaflow.domain.visits.draw_ranks import LabelKind, draw_rank, label_kinds
from hepaflow.domain.visits.schedule import Schedule

_Timeline = Mapping[Measurement, MeasurementState]


@dataclass(frozen=True, slots=True)
class SubjectDays:
    """The specimen days of a subject, as visits and the baseline see them.

    Attributes:
        schedule: the schedule of the subject.
        days: every day with a report, in order; also those that only a partial date may mean.
        day_one: the reference date without the draws that are no baseline; None: no such draw, or no such date.
        after_dose: the draws of the reference date after the dose, where others of it may be the baseline.
        by_visit: by number of a visit, the days of its window.
        statements: the grades and treatments that may be paired with a day.
    """

    schedule: Schedule
    days: tuple[SpecimenDay, ...]
    day_one: CandidateDay | None = None
    after_dose: DrawsAfterDose = NONE_AFTER_DOSE
    by_visit: Mapping[int, tuple[SpecimenDay, ...]] = field(default_factory=dict)
    statements: ClinicalStatements = NO_STATEMENTS

    @property
    def listed(self) -> tuple[SpecimenDay, ...]:
        """Return the days that have answers of their own: without those that only a partial date may mean."""
        return tuple(day for day in self.days if not day.is_partial)


def subject_days(timeline: _Timeline, schedule: Schedule) -> SubjectDays:
    """Return the specimen days of one subject.

    Args:
        timeline: the answers of the fold for the subject.
        schedule: the schedule of the subject.
    """
    timeline = {place: state for place, state in timeline.items() if place.analyte not in VISIT_ITEMS}
    days = specimen_days(timeline, draw_rank(schedule), schedule.zones)
    by_visit: dict[int, tuple[SpecimenDay, ...]] = {}
    for day in days:
        if (visit := schedule.visit_on(day.day)) is not None:
            by_visit[visit.number] = (*by_visit.get(visit.number, ()), day)
    statements = clinical_statements(days, schedule.protocol)
    day_one = _day_one(timeline, schedule, days)
    after_dose = draws_after_dose(timeline, schedule, day_one.possible) if day_one else NONE_AFTER_DOSE
    return SubjectDays(schedule, days, day_one, after_dose, by_visit, statements)


def visit_day(found: SubjectDays, visit: PlannedVisit, inputs: Collection[str] = ()) -> DayChoice:
    """Return the specimen day that answers a visit: the nearest to its target day, of those in its window with all inputs.

    Args:
        found: the specimen days of the subject.
        visit: the visit.
        inputs: the analytes that the day has to have; none: any day with a result.
    """
    schedule = found.schedule
    if schedule.day_one is None:
        return DayChoice(None, may_be_none=True, reasons=schedule.why_no_day_one)
    in_window = found.by_visit.get(visit.number, ())
    later_first = schedule.protocol.tie is Tie.LATER

    def order(day: SpecimenDay) -> tuple[int, int]:
        place = days_after_day_one(schedule.study_day(day.day) or visit.target_day)
        return abs(place - days_after_day_one(visit.target_day)), -place if later_first else place

    ordered = sorted(in_window, key=order) if len(in_window) > 1 else in_window
    return choose([CandidateDay(day, day) for day in ordered], inputs)


def baseline_day(found: SubjectDays, inputs: Collection[str] = ()) -> DayChoice:
    """Return the specimen day that is the baseline: the last one with all inputs that the rule allows.

    Args:
        found: the specimen days of the subject.
        inputs: the analytes that the day has to have, all on this one day; none: any day with a result.
    """
    schedule = found.schedule
    if schedule.day_one is None:
        return DayChoice(None, may_be_none=True, reasons=schedule.why_no_day_one)
    if schedule.protocol.baseline is None:
        why = AnswerReason(ReasonKind.MISSING, "BASELINE_RULE")
        return DayChoice(None, may_be_none=True, reasons=(why,))
    return choose(_before_treatment(found), inputs)


def _before_treatment(found: SubjectDays) -> Iterator[CandidateDay]:
    """Yield the days from the last to the first that the rule of the baseline allows."""
    schedule, rule = found.schedule, found.schedule.protocol.baseline
    for day in reversed(found.days):
        number = schedule.study_day(day.day)
        if rule is None or number is None or not rule.first_day <= number <= rule.last_day:
            continue
        if number != 1:
            yield CandidateDay(day, day)
        elif found.day_one is not None:
            yield found.day_one


def _day_one(timeline: _Timeline, schedule: Schedule, days: tuple[SpecimenDay, ...]) -> CandidateDay | None:
    """Return the reference date with the draws that may be a baseline, and with those that certainly may."""
    rule = schedule.protocol.baseline
    if schedule.day_one is None or rule is None or rule.day_one is DayOneDraws.NEVER:
        return None
    one = schedule.day_one.isoformat()
    whole = next((day for day in days if day.day == one), None)
    kinds = {
        place: label_kinds(state, schedule, one)
        for place, state in timeline.items()
        if one in possible_days(state, schedule.zones).days
    }
    out = {place for place, found in kinds.items() if found == {LabelKind.AFTER_DOSE}}
    if rule.day_one is DayOneDraws.COUNT:
        doubtful = {place for place, found in kinds.items() if LabelKind.AFTER_DOSE in found}
    else:
        doubtful = {place for place, found in kinds.items() if found != {LabelKind.BEFORE_DOSE}}
    possible = _without(timeline, schedule, out, one) if out else whole
    sure = _without(timeline, schedule, out | doubtful, one) if out | doubtful else whole
    if possible is None:
        return None
    doubt = (AnswerReason(ReasonKind.TIME, "DOSE"),) if doubtful - out else ()
    return CandidateDay(_with_dialysis(sure, whole), _with_dialysis(possible, whole) or possible, doubt)


def _with_dialysis(draws: SpecimenDay | None, whole: SpecimenDay | None) -> SpecimenDay | None:
    """Return draws of a day with what is stated of its dialysis: the statement is about the week, not about one draw."""
    stated = whole.inputs.get("DIALYSIS") if whole is not None else None
    if draws is None or stated is None:
        return draws
    return replace(draws, inputs={**draws.inputs, "DIALYSIS": stated})


def _without(
    timeline: _Timeline, schedule: Schedule, left_out: set[Measurement], day: str
) -> SpecimenDay | None:
    kept = {place: state for place, state in timeline.items() if place not in left_out}
    found = specimen_days(kept, draw_rank(schedule), schedule.zones)
    return next((one for one in found if one.day == day), None)
