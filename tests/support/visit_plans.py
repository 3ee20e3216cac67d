"""Build a schedule with a few visits, and the specimen days of a subject in it."""

from datetime import date
from typing import Any

from hepaflow.domain.fold.decisions import Decision
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.study.register import Subject
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.domain.visits.schedule import Schedule, schedule_of
from hepaflow.domain.visits.subject_days import SubjectDays, subject_days

DAY_ONE = date(2024, 3, 10)
VISITS = [
    {"number": 1, "name": "SCREENING", "target_day": -14, "first_day": -28, "last_day": -4, "required": ["ALB", "HBDNA"]},
    {"number": 2, "name": "BASELINE", "target_day": 1, "first_day": -3, "last_day": 1, "required": ["ALB", "BILI"],
     "labels": ["V2"], "pre_dose_labels": ["PRE"], "post_dose_labels": ["POST"]},
    {"number": 3, "name": "WEEK 2", "target_day": 15, "first_day": 12, "last_day": 18, "required": ["ALB", "BILI"]},
    {"number": 4, "name": "INFUSION 2", "target_day": 29, "first_day": 26, "last_day": 32, "required": ["ALB"]},
]  # fmt: skip
SAME_DAY_ONE = {  # day 1 is the same event in both arms, so it does not show the arm
    "treated": "randomization",
    "control": "randomization",
    "words": "as the protocol says",
}
RULES: dict[str, Any] = {
    "visits": VISITS,
    "unscheduled_labels": ["UNS"],
    "reference_date": {
        "treated": "first-infusion",
        "control": "randomization",
        "words": "as the protocol says",
    },
    "baseline": {"first_day": -28, "last_day": 1, "day_one": "count"},
    "results_due": {"late_after": 14, "missing_after": 42},
}


def planned(**rules: Any) -> StudyDefinition:
    """Return a definition with these visits; the rules replace those above, None removes one."""
    told = {key: rule for key, rule in {**RULES, **rules}.items() if rule is not None}
    protocol = Protocol.model_validate(told)
    return StudyDefinition(
        study="S", version=1, title="t", centers=("CN-01", "CN-02", "LAB"), protocol=protocol
    )


def entry(**more: Any) -> Subject:
    """Return the register entry of the subject whose reports `tests.support.day_reports` builds."""
    told = {"id": "CN01-0001", "center": "CN-01", "status": "enrolled", "baseline": DAY_ONE, **more}
    return Subject.model_validate(told)


def schedule(**rules: Any) -> Schedule:
    return schedule_of(planned(**rules), (entry(),))


def seen(*sents: RunObservation, decisions: tuple[Decision, ...] = (), **rules: Any) -> SubjectDays:
    """Return the specimen days of a subject with these reports."""
    return subject_days(fold(sents, decisions), schedule(**rules))
