"""Accept long work as a job with 202; its answer is fetched later."""

from collections.abc import Mapping
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, Field

from api.http.access import MANAGERS, allow
from api.http.effects import (
    DefinitionOutcome,
    RegisterConflict,
    RerunOutcome,
    ScreeningOutcome,
    StatusChange,
    StudyRerunPreview,
    TrialOutcome,
    difference_of,
    rerun_answer,
    status_change,
)
from api.http.hrefs import subject_href
from api.http.parameters import JobId, Study
from api.http.register_outcomes import RegisterOutcome, SubjectEntryOutcome, register_outcome
from api.http.served import caller_of, desk_of, new_router
from api.models.hold_decisions import HoldDecisionsOutcome, hold_decisions_outcome
from api.models.masking import MaskedFlag, hides_rows
from hepaflow.domain.study import jobs
from hepaflow.domain.study.jobs import JobKind
from hepaflow.pipeline.jobs import ask, found_job
from hepaflow.pipeline.services import Services

router = new_router()
_JSON = "application/json"


JobAnswer = (
    StatusChange
    | RerunOutcome
    | StudyRerunPreview
    | DefinitionOutcome
    | TrialOutcome
    | HoldDecisionsOutcome
    | SubjectEntryOutcome
    | RegisterOutcome
    | ScreeningOutcome
)


class Job(BaseModel):
    """Long work; `answer` is what the request would have returned at once."""

    job_id: str
    kind: str
    status: Annotated[str, Field(description="`queued`, `running`, `done` or `failed`.")]
    journal_number: Annotated[int, Field(description="The answer holds as of this journal number.")]
    detail: Annotated[str, Field(description="Why the job failed; else empty.")]
    answer: JobAnswer | None = None
    masked: MaskedFlag = False


@router.get("/studies/<study>/jobs/<job_id>", tags=["job"])
@allow(MANAGERS)
def get_job(study: Study, job_id: JobId) -> Job:
    """Get a job.

    Returns the status of a job, and its answer once it is done.
    """
    desk = desk_of(router)
    found, answer = found_job(desk, study, job_id)
    if answer is not None and hides_rows(desk, study, caller_of(router)):
        return _job(found, None).model_copy(update={"masked": True})
    return _job(found, None if answer is None else _answer_of(study, found.kind, answer))


def accepted(
    desk: Services, study: str, kind: JobKind, actor: str, asked: Mapping[str, str]
) -> Response[Any]:
    """Queue a job, and return it with the address of its answer.

    Args:
        desk: the ports.
        study: id of the study.
        kind: what the job does.
        actor: id of the user who asked for it.
        asked: the parameters of the job, by name.
    """
    kept = ask(desk, jobs.Job(study, kind, actor, desk.registry.head(study).journal_number, asked))
    headers: dict[str, str | list[str]] = {"Location": f"/studies/{study}/jobs/{kept.id}"}
    return Response(202, _JSON, _job(kept, None).model_dump(), headers)


def answers(model: type[BaseModel] | None = None) -> Any:
    """Return the answers of an operation that may become a job: 202, and 200 with a model."""
    told: dict[int, Any] = {
        202: {
            "description": "Accepted",
            "content": {_JSON: {"model": Job}},
            "headers": {"Location": {"description": "Path of the job", "schema": {"type": "string"}}},
        }
    }
    if model is not None:
        told[200] = {"description": "OK", "content": {_JSON: {"model": model}}}
    return told


def _job(job: jobs.Job, answer: JobAnswer | None) -> Job:
    return Job(
        job_id=job.id,
        kind=job.kind,
        status=job.status,
        journal_number=job.journal_number,
        detail=job.detail,
        answer=answer,
    )


def _answer_of(study: str, kind: JobKind, stored: dict[str, Any]) -> JobAnswer:
    """Return the answer of a job that is done.

    Args:
        study: the study's id, for links.
        kind: what the job did.
        stored: the answer as the job stored it, by name; which names it has depends on the kind.
    """
    told: JobAnswer
    match kind:
        case JobKind.VOID | JobKind.RESTORE:
            told = status_change(study, stored)
        case JobKind.RERUN | JobKind.RERUNS | JobKind.STUDY_PREVIEW:
            told = rerun_answer(study, kind, stored)
        case JobKind.DEFINITION:
            told = DefinitionOutcome(
                effect=stored["effect"],
                difference=difference_of(study, stored["difference"]),
                confirm=stored["confirm"],
                journal_number=stored["number"],
                conflicts=[
                    RegisterConflict(**one, href=subject_href(study, one["subject"]))
                    for one in stored.get("conflicts", ())
                ],
                further_conflicts=stored.get("further_conflicts", 0),
            )
        case JobKind.SCREENING:
            told = ScreeningOutcome(**stored)
        case JobKind.HOLDS:
            told = hold_decisions_outcome(study, stored)
        case JobKind.SUBJECT | JobKind.CONFIRMATION | JobKind.CLOSING | JobKind.REOPENING:
            told = register_outcome(study, stored)
        case JobKind.TRIAL:
            told = TrialOutcome(**{**stored, "difference": difference_of(study, stored["difference"])})
    return told
