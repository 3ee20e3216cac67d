"""Store and return a center's profile, version by version, as TOML text."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from api.access import ANY, MANAGERS, allow
from api.bodies import TOML
from api.parameters import Center, Reason, Study
from api.problems import Problem
from api.records import VersionRecord
from api.served import TEXT, caller_of, desk_of, new_router, shown
from hepaflow.pipeline.desk.desk import require_center
from hepaflow.pipeline.desk.onboarding import add_profile
from hepaflow.pipeline.profiles.configure import profile_from_toml
from hepaflow.pipeline.services import Missing

router = new_router()


@router.get("/studies/<study>/centers/<center>/profile", tags=["profile"], responses=shown({TOML: TEXT}))
@allow(ANY)
def get_profile(
    study: Study,
    center: Center,
    version: Annotated[int | None, Query(ge=1, description="The newest version if omitted.")] = None,
) -> Response[str]:
    """Get the profile of a center.

    Returns the TOML text of a version, as it was written.
    """
    text = desk_of(router).registry.profile_text(study, center, version)
    if text is None:
        raise Missing("profile")
    return Response(200, f"{TOML}; charset=utf-8", text)


@router.put(
    "/studies/<study>/centers/<center>/profile",
    tags=["profile"],
    openapi_extensions={"requestBody": {"required": True, "content": {TOML: {"schema": {"type": "string"}}}}},
)
@allow(MANAGERS)
def put_profile(study: Study, center: Center, reason: Reason) -> VersionRecord:
    """Add a version of a profile.

    Stores the TOML text of the body as the next version. Files that waited for a profile are processed. 409 returns the
    newest version if the given one is not the next.
    """
    desk, text = desk_of(router), _body()
    require_center(desk, study, center)
    declared = profile_from_toml(text)
    if (declared.study, declared.center) != (study, center):
        raise Problem(422, "The profile is for another center.")
    event = add_profile(
        desk.registry, desk.queue, desk.catalog, desk.clock, caller_of(router).id, text, reason
    )
    return VersionRecord(version=declared.version, journal_number=event.number)


def _body() -> str:
    try:
        return router.current_event.decoded_body or ""
    except UnicodeDecodeError:
        raise Problem(422, "The profile is not UTF-8 text.") from None
