"""Accept a screening of stored files for what is not kept any more."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.access import MANAGERS, allow
from api.http.parameters import Confirm, Study, Why
from api.http.served import caller_of, desk_of, new_router
from api.jobs import accepted, answers
from hepaflow.domain.study.jobs import JobKind
from hepaflow.pipeline.desk.checks import require_center, require_study

router = new_router()


class ScreeningRequest(BaseModel):
    """Reason recorded in the audit trail, center, and the `confirm` digest returned by the preview."""

    model_config = ConfigDict(extra="forbid")
    reason: Why
    confirm: Confirm = ""
    center: Annotated[
        str,
        Field(
            max_length=64, description="The center whose files are screened. Leave it out for all centers."
        ),
    ] = ""


@router.post("/studies/<study>/screenings", tags=["file"], responses=answers())
@allow(MANAGERS, unmasked=True)
def screen_stored_files(study: Study, request: ScreeningRequest) -> Response[Any]:
    """Screen stored files.

    Starts a job that finds the files of which more is stored than is kept now. The first answer is a preview with counts
    and a `confirm` digest. Send the request again with it: the job replaces or removes these files, and changes no result.
    """
    desk = desk_of(router)
    if request.center:
        require_center(desk, study, request.center)
    else:
        require_study(desk, study)
    asked = {"center": request.center, "reason": request.reason, "confirm": request.confirm}
    return accepted(desk, study, JobKind.SCREENING, caller_of(router).id, asked)
