"""Void a file, restore it, or run it again; the answer says what that changes."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.http.access import MANAGERS, allow
from api.http.effects import RerunOutcome, StatusChange, rerun_outcome, status_change
from api.http.parameters import Confirm, FileId, Study, Why
from api.http.problems import Problem
from api.http.served import caller_of, desk_of, new_router
from api.jobs import accepted, answers
from hepaflow.domain.study.files import FileState, FileStatus
from hepaflow.domain.study.jobs import JobKind
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.changes import rerun_choice
from hepaflow.pipeline.changes.rerun_choice import rerun_to_json
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.changes.void import change_status, status_change_to_json
from hepaflow.pipeline.desk.checks import require_center, require_feed, require_study
from hepaflow.pipeline.desk.deliveries import file_record
from hepaflow.pipeline.jobs import fits_at_once
from hepaflow.pipeline.register.confirm import NothingWaits

router = new_router()


class ReasonRequest(BaseModel):
    """Reason recorded in the audit trail."""

    model_config = ConfigDict(extra="forbid")
    reason: Why


class RerunRequest(ReasonRequest):
    """Reason, and the `confirm` digest returned by the preview."""

    confirm: Confirm = ""


_CONFIRMED: JsonDict = {"required": ["confirm"], "properties": {"confirm": {"minLength": 1}}}
_NAMED: JsonDict = {"required": ["center"], "properties": {"center": {"minLength": 1}}}


class FileRerunRequest(RerunRequest):
    """Reason, `confirm` digest, and the feed whose profile is to read the file."""

    feed: Annotated[
        str,
        Field(
            pattern="^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$",
            description="The feed whose profile reads the file; if omitted, the feed that has read it.",
        ),
    ] = ""


class CenterRerunRequest(RerunRequest):
    """Reason, `confirm` digest and center. A request with a digest names its center."""

    model_config = ConfigDict(json_schema_extra={"if": _CONFIRMED, "then": _NAMED})

    center: Annotated[
        str,
        Field(
            max_length=64,
            description="The center whose files are read again. Leave it out for a preview of all centers.",
        ),
    ] = ""


@router.post("/studies/<study>/files/<file_id>/void", tags=["file"], responses=answers(StatusChange))
@allow(MANAGERS, unmasked=True)
def void_file(study: Study, file_id: FileId, request: ReasonRequest) -> Response[Any]:
    """Void a file.

    Removes the results of a file from what counts, and returns what that changed. A large file becomes a job (202). A
    register that waits (`to-confirm`) is withdrawn; send it again to have it read anew.
    """
    return _change(study, file_id, request, JobKind.VOID)


@router.post("/studies/<study>/files/<file_id>/restore", tags=["file"], responses=answers(StatusChange))
@allow(MANAGERS, unmasked=True)
def restore_file(study: Study, file_id: FileId, request: ReasonRequest) -> Response[Any]:
    """Restore a voided file.

    Makes the run current again that was current before the file was voided, and returns what that changed. A large file
    becomes a job (202).
    """
    return _change(study, file_id, request, JobKind.RESTORE)


@router.post("/studies/<study>/files/<file_id>/rerun", tags=["file"], responses=answers(RerunOutcome))
@allow(MANAGERS, unmasked=True)
def rerun_file(study: Study, file_id: FileId, request: FileRerunRequest) -> Response[Any]:
    """Run a file again.

    Reads a stored file under the newest profile, definition, catalog and code. If that changes current results, the
    answer is a preview with a `confirm` digest; send the request again with it. A large or refused file becomes a job (202).
    A file that was sent to the wrong feed is read again with the profile of the `feed` that you name.
    """
    desk, state = desk_of(router), _state(study, file_id)
    actor = caller_of(router).id
    if request.feed:
        require_feed(desk, study, state.center, request.feed)
    if not fits_at_once(state, study, desk):
        asked = {
            "file_id": state.file_id,
            "center": state.center,
            "reason": request.reason,
            "confirm": request.confirm,
            **({"feed": request.feed} if request.feed else {}),
        }
        return accepted(desk, study, JobKind.RERUN, actor, asked)
    number = desk.registry.head(study).journal_number
    wish = RequestedRerun(study, state.center, actor, request.reason, request.confirm, number, request.feed)
    outcome = rerun_to_json(rerun_choice.rerun_file(wish, state.file_id, desk))
    return Response(200, "application/json", rerun_outcome(study, outcome).model_dump())


@router.post("/studies/<study>/reruns", tags=["file"], responses=answers())
@allow(MANAGERS, unmasked=True)
def rerun_center_files(study: Study, request: CenterRerunRequest) -> Response[Any]:
    """Run the files of a center again.

    Starts a job that runs every file of a center again that was read under another recipe. The files have one difference
    and one `confirm` digest. Without `center` the job previews every center of the study and changes nothing.
    """
    asked = {"center": request.center, "reason": request.reason, "confirm": request.confirm}
    desk, kind = desk_of(router), JobKind.RERUNS if request.center else JobKind.STUDY_PREVIEW
    if request.center:
        require_center(desk, study, request.center)
    elif request.confirm:
        raise Problem(422, "A preview of all centers cannot be confirmed. Name the center.")
    else:
        require_study(desk, study)
    return accepted(desk, study, kind, caller_of(router).id, asked)


@router.post("/studies/<study>/files/<file_id>/confirm", tags=["file"], responses=answers())
@allow(MANAGERS, unmasked=True)
def confirm_register(study: Study, file_id: FileId, request: RerunRequest) -> Response[Any]:
    """Confirm a register that waits.

    Starts a job. Without `confirm`, its answer is the `difference` that the register (`to-confirm`) would make now, with a
    `confirm` digest. With it the register takes effect, unless it would make another difference by now.
    """
    state = _state(study, file_id)
    asked = {"file_id": state.file_id, "reason": request.reason, "confirm": request.confirm}
    if state.center != RESERVED_CENTER:
        raise NothingWaits
    return accepted(desk_of(router), study, JobKind.CONFIRMATION, caller_of(router).id, asked)


def _change(study: str, file_id: str, request: ReasonRequest, kind: JobKind) -> Response[Any]:
    desk, state, actor = desk_of(router), _state(study, file_id), caller_of(router).id
    if (
        state.status is not FileStatus.REFUSED
        and state.center != RESERVED_CENTER
        and not fits_at_once(state, study, desk)
    ):
        return accepted(desk, study, kind, actor, {"file_id": state.file_id, "reason": request.reason})
    turned = change_status(desk, actor, study, state.file_id, request.reason, counts=kind is JobKind.RESTORE)
    change = status_change(study, status_change_to_json(turned))
    return Response(200, "application/json", change.model_dump())


def _state(study: str, file_id: str) -> FileState:
    return file_record(desk_of(router), study, file_id, None).state
