"""Run the jobs that change the register."""

from typing import Any

from hepaflow.domain.study.jobs import Job, JobKind
from hepaflow.domain.study.register import Subject
from hepaflow.pipeline.register.closing import RequestedClosing, turn_register
from hepaflow.pipeline.register.confirm import RequestedConfirmation, confirm_register
from hepaflow.pipeline.register.outcome import register_outcome_to_json
from hepaflow.pipeline.register.subject import RequestedSubject, subject_to_json
from hepaflow.pipeline.services import Services


def register_answer(job: Job, services: Services) -> dict[str, Any]:
    """Do a job of the register, and return the answer as it is given and kept."""
    asked = job.request
    told = job.actor, asked["reason"], asked["confirm"]
    if job.kind is JobKind.SUBJECT:
        subject = Subject.model_validate_json(asked["subject"])
        return subject_to_json(RequestedSubject(job.study, subject, int(asked["version"]), *told), services)
    if job.kind is JobKind.CONFIRMATION:
        wish = RequestedConfirmation(job.study, asked["file_id"], *told, job.journal_number)
        return register_outcome_to_json(confirm_register(wish, services))
    closed = job.kind is JobKind.CLOSING
    return register_outcome_to_json(turn_register(RequestedClosing(job.study, closed, *told), services))
