"""Convert jobs, unmapped names and calls for effects to items and messages, and back."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from hepaflow.aws.registry.table import Record
from hepaflow.domain.identity import FILE_ID_IN_KEYS, RunId, sha256
from hepaflow.domain.study.jobs import EffectCall, Job, JobCall, JobKind, JobStatus
from hepaflow.domain.study.unmapped import LeftOut, Unmapped, UnmappedKind


def packed_job(job: Job) -> Record:
    return {
        "kind": job.kind,
        "actor": job.actor,
        "number": str(job.journal_number),
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
    """Return the queue message that starts a job: `{"job": {"study": study id, "id": job id}}`."""
    return {"job": {"study": call.study, "id": call.id}}


def job_call(body: Mapping[str, Any]) -> JobCall | None:
    """Return the job that a message calls for; None where it tells of objects."""
    called = body.get("job")
    return JobCall(called["study"], called["id"]) if called else None


def effect_message(call: EffectCall) -> dict[str, Any]:
    """Return the message that calls for the effect of a run: `{"effect": {"study": …, "run_number": …}}`."""
    return {"effect": asdict(call)}


def effect_call(body: Mapping[str, Any]) -> EffectCall | None:
    """Return the run whose effect a message calls for; None where it calls for something else."""
    called = body.get("effect")
    return EffectCall(**called) if called else None


_HASHED = 16  # digits of the text's hash, which puts the same text of all files side by side

_BETWEEN = "\n"


_LEFT_OUT = "left-out"  # no hash: the number of the texts that are not kept


def unmapped_place(run: RunId, unmapped: Unmapped | LeftOut) -> str:
    name = _LEFT_OUT
    if not isinstance(unmapped, LeftOut):
        name = sha256("\0".join(unmapped.names).encode())[:_HASHED]
    return f"{name}#{run.file_id[:FILE_ID_IN_KEYS]}#{run.run_number}"


def packed_unmapped(unmapped: Unmapped | LeftOut) -> Record:
    if isinstance(unmapped, LeftOut):
        return {"count": str(unmapped.texts)}
    return {
        "kind": unmapped.kind,
        "text": unmapped.text,
        "analyte": unmapped.analyte,
        "count": str(unmapped.count),
        "examples": _BETWEEN.join(unmapped.examples),
    }


def unpacked_unmapped(
    study: str, center: str, place: str, record: Record
) -> tuple[RunId, Unmapped | LeftOut]:
    """Return an unmapped text, or the number of those left out, with the run that met it; of the run's file id the first 16 digits.

    Args:
        study: the study's id.
        center: the center's id.
        place: sort key of the item: hash of the text, first 16 digits of the file id, run number, joined by `#`.
        record: the item's attributes, as `packed_unmapped` writes them.
    """
    name, file_id, number = place.split("#")
    run = RunId(study, center, file_id, int(number))
    if name == _LEFT_OUT:
        return run, LeftOut(int(record["count"]))
    examples = tuple(example for example in record["examples"].split(_BETWEEN) if example)
    unmapped = Unmapped(
        UnmappedKind(record["kind"]), record["text"], record["analyte"], int(record["count"]), examples
    )
    return run, unmapped
