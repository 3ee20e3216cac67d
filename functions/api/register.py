"""Serve whether the register of a study is closed; close it, or open it again."""

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.access import ANY, MANAGERS, allow
from api.http.parameters import AsOf, Confirm, Study, Why
from api.http.records import AsOfNumber
from api.http.served import caller_of, desk_of, new_router
from api.jobs import accepted, answers
from hepaflow.domain.study.jobs import JobKind
from hepaflow.pipeline.desk.checks import require_study
from hepaflow.pipeline.register.closing import register_status

router = new_router()


class RegisterState(BaseModel):
    """Whether the register of a study is closed."""

    journal_number: AsOfNumber
    status: Annotated[
        Literal["open", "closed"],
        Field(description="Results of a subject that is not in a closed register are held."),
    ]
    since: Annotated[
        int | None,
        Field(
            description="Journal number of the event that closed or opened it; null if it was always open."
        ),
    ]


class RegisterRequest(BaseModel):
    """Reason recorded in the audit trail, and the `confirm` digest of the difference."""

    model_config = ConfigDict(extra="forbid")
    reason: Why
    confirm: Confirm = ""


@router.get("/studies/<study>/register", tags=["subject"])
@allow(ANY)
def get_register(study: Study, as_of: AsOf = "") -> RegisterState:
    """Get the status of the register.

    A register is open until a data manager closes it. An open register holds no result because it does not know a subject.
    """
    found = register_status(desk_of(router), study, as_of)
    return RegisterState(
        journal_number=found.journal_number,
        status="closed" if found.closed else "open",
        since=found.since or None,
    )


@router.post("/studies/<study>/register/close", tags=["subject"], responses=answers())
@allow(MANAGERS, unmasked=True)
def close_register(study: Study, request: RegisterRequest) -> Response[Any]:
    """Close the register.

    Starts a job. From then on, results of subjects that are not in the register are held as `subject-unknown`. If current
    results change, the answer of the job has the `difference` and a `confirm` digest, and the register stays open; send the
    request again with it.
    """
    return _turn(study, request, JobKind.CLOSING)


@router.post("/studies/<study>/register/reopen", tags=["subject"], responses=answers())
@allow(MANAGERS, unmasked=True)
def reopen_register(study: Study, request: RegisterRequest) -> Response[Any]:
    """Open the register again.

    Starts a job, as closing the register does. Results that were held as `subject-unknown` count again.
    """
    return _turn(study, request, JobKind.REOPENING)


def _turn(study: str, request: RegisterRequest, kind: JobKind) -> Response[Any]:
    desk = desk_of(router)
    require_study(desk, study)
    return accepted(desk, study, kind, caller_of(router).id, request.model_dump())
