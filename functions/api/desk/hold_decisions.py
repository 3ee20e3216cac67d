"""Accept decisions about many holds of one cause."""

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.http.access import MANAGERS, allow
from api.http.parameters import Confirm, Study, Why
from api.http.served import caller_of, desk_of, new_router
from api.jobs import accepted, answers
from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.measurement import FOUND_BY_FOLD, ROW_HOLDS
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.jobs import JobKind
from hepaflow.pipeline.changes.hold_decisions import ONE_BY_ONE, check_together
from hepaflow.pipeline.desk.checks import require_center
from hepaflow.pipeline.desk.file_ids import whole_file_id

router = new_router()
_OF_FILE = "Only of this file: its id, or the first 8 digits or more."
_TOGETHER = sorted((ROW_HOLDS | FOUND_BY_FOLD) - ONE_BY_ONE)


def _decided_together(code: str) -> str:
    if code not in _TOGETHER:
        raise ValueError("nothing is held for this issue, or its holds are decided one by one")
    return code


class HoldDecisionsRequest(BaseModel):
    """Which holds of a center are decided how, the reason, and the `confirm` digest returned by the preview."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["accept", "release", "set-aside"]
    center: Annotated[str, Field(min_length=1, max_length=64)]
    code: Annotated[
        str,
        AfterValidator(_decided_together),
        Field(
            json_schema_extra={"enum": list(_TOGETHER)},
            description="The only issue for which the observations are held.",
        ),
    ]
    analyte: Annotated[str, Field(max_length=64, description="Only of this analyte.")] = ""
    file_id: Annotated[str, Field(pattern="^([0-9a-f]{8,64})?$", description=_OF_FILE)] = ""
    reason: Why
    confirm: Confirm = ""


@router.post("/studies/<study>/hold-decisions", tags=["decision"], responses=answers())
@allow(MANAGERS, unmasked=True)
def decide_about_holds(study: Study, request: HoldDecisionsRequest) -> Response[Any]:
    """Decide about many holds of one cause.

    Starts a job that finds the observations of a center that are held for one issue alone. The first answer is a preview
    with the difference and a `confirm` digest. Send the request again with it: each observation gets a decision of its own
    in the journal. Not for `conflict` and `value-impossible`.
    """
    desk = desk_of(router)
    require_center(desk, study, request.center)
    check_together(DecisionKind(request.kind), IssueCode(request.code))
    asked = {
        name: str(getattr(request, name))
        for name in ("kind", "center", "code", "analyte", "file_id", "reason", "confirm")
    }
    if request.file_id:
        asked["file_id"] = whole_file_id(desk, study, request.file_id, {request.center})
    return accepted(desk, study, JobKind.HOLDS, caller_of(router).id, asked)
