"""Run the jobs that change the register."""

from typing import Any

from hepaflow.domain.study.jobs import Job
from hepaflow.domain.study.register import Subject
from hepaflow.pipeline.register.subject import RequestedSubject, subject_to_json
from hepaflow.pipeline.services import Services


def register_answer(job: Job, services: Services) -> dict[str, Any]:
    """Do a job of the register, and return the answer as it is given and kept."""
    asked = job.request
    subject = Subject.model_validate_json(asked["subject"])
    wish = RequestedSubject(
        job.study, subject, int(asked["version"]), job.actor, asked["reason"], asked["confirm"]
    )
    return subject_to_json(wish, services)
