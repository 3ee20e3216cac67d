"""Try a draft of a profile on a stored file; only the answer is stored."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field

from api.access import MANAGERS, allow
from api.jobs import accepted, answers
from api.parameters import Center, Study
from api.problems import Problem
from api.served import caller_of, desk_of, new_router
from hepaflow.domain.jobs import JobKind
from hepaflow.pipeline.desk.desk import require_center
from hepaflow.pipeline.desk.review import file_record
from hepaflow.pipeline.profiles.configure import ProfileFault, check_against, profile_from_toml
from hepaflow.pipeline.profiles.known import CatalogReferences

router = new_router()
_LONGEST = 100_000  # characters of a draft; a job is one item of at most 400 KB (DynamoDB service quotas)


class ProfileTrialRequest(BaseModel):
    """A draft of a profile, and the stored file to read with it."""

    model_config = ConfigDict(extra="forbid")
    profile: Annotated[str, Field(max_length=_LONGEST, description="The draft, as TOML text.")]
    file_id: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


@router.post("/studies/<study>/centers/<center>/profile/trial", tags=["profile"], responses=answers())
@allow(MANAGERS)
def try_profile(study: Study, center: Center, draft: ProfileTrialRequest) -> Response[Any]:
    """Try a draft of a profile.

    Starts a job that compares a stored file with the file as the draft reads it: row counts, issues and current results.
    """
    desk = desk_of(router)
    require_center(desk, study, center)
    declared = profile_from_toml(draft.profile)
    if (declared.study, declared.center) != (study, center):
        raise Problem(422, "The profile is for another center.")
    if faults := check_against(declared, CatalogReferences(desk.catalog)):
        raise ProfileFault(tuple(faults))
    file_record(desk, study, draft.file_id, {center})
    return accepted(desk, study, JobKind.TRIAL, caller_of(router).id, draft.model_dump())
