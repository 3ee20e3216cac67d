"""A center's profile, version by version, as the TOML text that it was written in."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from api.bodies import TOML
from api.parameters import Center, Reason, Study
from api.problems import Problem
from api.served import TEXT, caller_of, desk_of, new_router, shown
from hepaflow.pipeline.desk.desk import Missing, require_center
from hepaflow.pipeline.desk.onboarding import add_profile
from hepaflow.pipeline.profiles.configure import profile_from_toml

router = new_router()


@router.get("/studies/<study>/centers/<center>/profile", tags=["profile"], responses=shown({TOML: TEXT}))
def profile(
    study: Study, center: Center, version: Annotated[int | None, Query(ge=1)] = None
) -> Response[str]:
    text = desk_of(router).registry.profile_text(study, center, version)
    if text is None:
        raise Missing("profile")
    return Response(200, f"{TOML}; charset=utf-8", text)


@router.put(
    "/studies/<study>/centers/<center>/profile",
    tags=["profile"],
    openapi_extensions={"requestBody": {"required": True, "content": {TOML: {"schema": {"type": "string"}}}}},
)
def put_profile(study: Study, center: Center, reason: Reason) -> dict[str, int]:
    """Add a version; the body is TOML. Files that waited for a profile are taken up."""
    desk, text = desk_of(router), _body()
    require_center(desk, study, center)
    declared = profile_from_toml(text)
    if (declared.study, declared.center) != (study, center):
        raise Problem(422, "The profile is another center's")
    event = add_profile(
        desk.registry, desk.queue, desk.catalog, desk.clock, caller_of(router).id, text, reason
    )
    return {"version": declared.version, "number": event.number}


def _body() -> str:
    try:
        return router.current_event.decoded_body or ""
    except UnicodeDecodeError:
        raise Problem(422, "The profile is not UTF-8 text") from None
