"""A file is taken out of what counts, put back, or read again; the answer says what that alters."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field

from api.jobs import accepted, answers
from api.parameters import Confirm, FileId, Study, Why
from api.served import caller_of, desk_of, new_router
from hepaflow.domain.files import FileState, FileStatus
from hepaflow.domain.jobs import JobKind
from hepaflow.pipeline.desk.desk import require_center
from hepaflow.pipeline.desk.review import file_record
from hepaflow.pipeline.reruns.choice import rerun_as_told, rerun_file
from hepaflow.pipeline.reruns.jobs import fits_at_once
from hepaflow.pipeline.reruns.voiding import turn_file, turned_as_told
from hepaflow.pipeline.reruns.wishes import Wish

router = new_router()


class Because(BaseModel):
    """Why."""

    model_config = ConfigDict(extra="forbid")
    reason: Why


class Again(BaseModel):
    """Why; and `confirm` as the answer gave it that showed what would be altered."""

    model_config = ConfigDict(extra="forbid")
    reason: Why
    confirm: Confirm = ""


class AgainOfCenter(Again):
    """The same for every file of a center that its newest profile affects."""

    center: Annotated[str, Field(max_length=64)]


class Shown(BaseModel):
    """A current value, with the place that it comes from; `place` as a person of the file's format writes it."""

    operator: str
    value: str | None
    unit: str
    finding: str | None
    status: str
    file_id: str
    line: int
    place: str


class Place(BaseModel):
    """A measurement whose current value is altered."""

    turn: str
    center: str
    subject: str
    analyte: str
    collected_at: str
    before: Shown | None
    after: Shown | None


class Difference(BaseModel):
    """How many current values are added, removed, different; and the first places."""

    added: int
    removed: int
    different: int
    first: list[Place]


class Turned(BaseModel):
    """The number of the event, and what it altered."""

    number: int
    difference: Difference


class Left(BaseModel):
    """A file that is left as it is, and why; `refusal` is the issue for which the newest profile would refuse it."""

    file_id: str
    obstacle: str
    refusal: str | None


class Rerun(BaseModel):
    """`effect`: unchanged, to-confirm, done. Where it is to be confirmed, `confirm` names the difference."""

    effect: str
    difference: Difference
    confirm: str
    files: list[dict[str, int | str]]
    left: list[Left]


@router.post("/studies/<study>/files/<file_id>/void", tags=["file"], responses=answers(Turned))
def void(study: Study, file_id: FileId, because: Because) -> Response[Any]:
    """Let no run of a file count from now on."""
    return _turn(study, file_id, because, JobKind.VOID)


@router.post("/studies/<study>/files/<file_id>/restore", tags=["file"], responses=answers(Turned))
def restore(study: Study, file_id: FileId, because: Because) -> Response[Any]:
    """Let the run count again that counted before the file was voided."""
    return _turn(study, file_id, because, JobKind.RESTORE)


@router.post("/studies/<study>/files/<file_id>/rerun", tags=["file"], responses=answers(Rerun))
def rerun(study: Study, file_id: FileId, again: Again) -> Response[Any]:
    """Read a file again under the newest recipe; what alters current values takes effect once it is confirmed."""
    desk, state = desk_of(router), _state(study, file_id)
    actor = caller_of(router).id
    if not fits_at_once(state, study, desk):
        asked = {"file_id": file_id, "center": state.center, "reason": again.reason, "confirm": again.confirm}
        return accepted(desk, study, JobKind.RERUN, actor, asked)
    number = desk.registry.head(study).number
    wish = Wish(study, state.center, actor, again.reason, again.confirm, number)
    return Response(200, "application/json", rerun_as_told(rerun_file(wish, file_id, desk)))


@router.post("/studies/<study>/reruns", tags=["file"], responses=answers())
def reruns(study: Study, again: AgainOfCenter) -> Response[Any]:
    """Do the same, as a job, for every file of a center that was read under another recipe."""
    asked = {"center": again.center, "reason": again.reason, "confirm": again.confirm}
    desk = desk_of(router)
    require_center(desk, study, again.center)
    return accepted(desk, study, JobKind.RERUNS, caller_of(router).id, asked)


def _turn(study: str, file_id: str, because: Because, kind: JobKind) -> Response[Any]:
    desk, state, actor = desk_of(router), _state(study, file_id), caller_of(router).id
    if state.status is not FileStatus.REFUSED and not fits_at_once(state, study, desk):
        return accepted(desk, study, kind, actor, {"file_id": file_id, "reason": because.reason})
    turned = turn_file(desk, actor, study, file_id, because.reason, counts=kind is JobKind.RESTORE)
    return Response(200, "application/json", turned_as_told(turned))


def _state(study: str, file_id: str) -> FileState:
    return file_record(desk_of(router), study, file_id, None).state
