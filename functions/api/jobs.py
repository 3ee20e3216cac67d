"""Jobs: long work is accepted with 202, and its answer is fetched later."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from api.parameters import JobId, Study
from api.served import desk_of, new_router
from hepaflow.domain.jobs import Job, JobKind
from hepaflow.pipeline.desk.desk import Desk
from hepaflow.pipeline.reruns.jobs import ask, found_job

router = new_router()
_JSON = "application/json"


class Work(BaseModel):
    """A job. `number`: the journal number at which it was asked for, and for which it answers."""

    job: str
    kind: str
    status: str
    number: int
    detail: str
    answer: dict[str, Any] | None = None


@router.get("/studies/<study>/jobs/<job_id>", tags=["job"])
def job(study: Study, job_id: JobId) -> Work:
    """Return how far a job has come; `answer` is what the route that began it would have answered."""
    found, answer = found_job(desk_of(router), study, job_id)
    return _work(found, answer)


def accepted(desk: Desk, study: str, kind: JobKind, actor: str, asked: Mapping[str, str]) -> Response[Any]:
    """Have a job done, and say where its answer will be."""
    kept = ask(desk, Job(study, kind, actor, desk.registry.head(study).number, asked))
    headers: dict[str, str | list[str]] = {"Location": f"/studies/{study}/jobs/{kept.id}"}
    return Response(202, _JSON, _work(kept, None).model_dump(), headers)


def answers(model: type[BaseModel] | None = None) -> Any:
    """Return what a route answers that may become a job."""
    told: dict[int, Any] = {
        202: {
            "description": "Accepted",
            "content": {_JSON: {"model": Work}},
            "headers": {"Location": {"description": "of the job", "schema": {"type": "string"}}},
        }
    }
    if model is not None:
        told[200] = {"description": "OK", "content": {_JSON: {"model": model}}}
    return told


def _work(job: Job, answer: dict[str, Any] | None) -> Work:
    return Work(
        job=job.id, kind=job.kind, status=job.status, number=job.number, detail=job.detail, answer=answer
    )
