"""Jobs, as items of text and as messages of the queue, and back."""

import json
from collections.abc import Mapping
from typing import Any

from hepaflow.aws.registry_table import Record
from hepaflow.domain.jobs import Job, JobCall, JobKind, JobStatus


def packed_job(job: Job) -> Record:
    return {
        "kind": job.kind,
        "actor": job.actor,
        "number": str(job.number),
        "request": json.dumps(dict(job.request), ensure_ascii=False, sort_keys=True),
        "status": job.status,
        "detail": job.detail,
    }


def unpacked_job(study: str, record: Record) -> Job:
    return Job(
        study,
        JobKind(record["kind"]),
        record["actor"],
        int(record["number"]),
        json.loads(record["request"]),
        JobStatus(record["status"]),
        record["detail"],
    )


def call_message(call: JobCall) -> dict[str, Any]:
    return {"job": {"study": call.study, "id": call.id}}


def job_call(body: Mapping[str, Any]) -> JobCall | None:
    """Return the job that a message calls for; None where it tells of objects."""
    called = body.get("job")
    return JobCall(called["study"], called["id"]) if called else None
