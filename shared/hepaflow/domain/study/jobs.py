"""Define what queues carry: jobs, which take longer than a request may, and runs whose effect is to be worked out."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class JobKind(StrEnum):
    """What a job does."""

    VOID = "void"
    RESTORE = "restore"
    RERUN = "rerun"
    RERUNS = "reruns"
    STUDY_PREVIEW = "study-preview"
    TRIAL = "trial"
    DEFINITION = "definition"
    SCREENING = "screening"
    HOLDS = "holds"
    SUBJECT = "subject"
    CONFIRMATION = "confirmation"
    CLOSING = "closing"
    REOPENING = "reopening"


class JobStatus(StrEnum):
    """How far a job has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class JobCall:
    """What the queue carries: which job is to be worked off."""

    study: str
    id: str


@dataclass(frozen=True, slots=True)
class EffectCall:
    """What the effect queue carries: of which run that counts the effect is to be worked out.

    Attributes:
        study: the study's id.
        center: who sent the file.
        file_id: the file.
        run_number: the run.
        version_id: version id of the delivery that the run was claimed for.
    """

    study: str
    center: str
    file_id: str
    run_number: int
    version_id: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it is kept.

    Attributes:
        study: the study's id.
        kind: what is to be done.
        actor: who asked for it.
        journal_number: where the journal ended then; the job answers for this number.
        request: what was asked for.
        status: how far it has come.
        detail: why it failed, for a person; nothing of a file.
    """

    study: str
    kind: JobKind
    actor: str
    journal_number: int
    request: Mapping[str, str]
    status: JobStatus = JobStatus.QUEUED
    detail: str = ""

    @property
    def id(self) -> str:
        """Identity is content: the same request at the same number of the journal is the same job.

        Every part is hashed with its length before it, so that no two jobs share a text.
        """
        asked = [part for name in sorted(self.request) for part in (name, self.request[name])]
        parts = (self.study, self.kind, self.actor, str(self.journal_number), *asked)
        return hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()

    @property
    def call(self) -> JobCall:
        return JobCall(self.study, self.id)
