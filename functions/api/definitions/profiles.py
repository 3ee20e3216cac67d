"""Serve the profiles of a center: that of `main`, and those of its other feeds."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, ConfigDict, Field

from api.http.access import ANY, MANAGERS, allow
from api.http.bodies import TOML, refuse_persons, toml_body
from api.http.parameters import Center, Feed, FileIdOfBody, Reason, Study
from api.http.problems import Problem
from api.http.records import VersionRecord
from api.http.served import TEXT, caller_of, desk_of, media_schemas, new_router
from api.jobs import accepted, answers
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.jobs import JobKind
from hepaflow.pipeline.desk.checks import require_center, require_feed
from hepaflow.pipeline.desk.definitions import add_profile
from hepaflow.pipeline.desk.deliveries import file_record
from hepaflow.pipeline.profiles.labs import missing_papers
from hepaflow.pipeline.profiles.parse import ProfileFault, check_against, profile_from_toml
from hepaflow.pipeline.profiles.references import CatalogReferences
from hepaflow.pipeline.services import Missing
from hepaflow.ports.limits import check_text

router = new_router()
_MAIN = "/studies/<study>/centers/<center>/profile"
_OF_FEED = "/studies/<study>/centers/<center>/feeds/<feed>/profile"
_BODY = {"requestBody": {"required": True, "content": {TOML: {"schema": {"type": "string"}}}}}
VersionAsked = Annotated[int | None, Query(ge=1, description="The newest version if omitted.")]


@router.get(_MAIN, tags=["profile"], responses=media_schemas({TOML: TEXT}))
@allow(ANY)
def get_profile(study: Study, center: Center, version: VersionAsked = None) -> Response[str]:
    """Get the profile of a center.

    Returns the TOML text of a version, as it was written. It is the profile of the feed `main`.
    """
    return _text(study, center, MAIN_FEED, version)


@router.get(_OF_FEED, tags=["profile"], responses=media_schemas({TOML: TEXT}))
@allow(ANY)
def get_feed_profile(study: Study, center: Center, feed: Feed, version: VersionAsked = None) -> Response[str]:
    """Get the profile of a feed.

    Returns the TOML text of a version, as it was written.
    """
    return _text(study, center, feed, version)


@router.put(_MAIN, tags=["profile"], openapi_extensions=_BODY)
@allow(MANAGERS)
def put_profile(study: Study, center: Center, reason: Reason) -> VersionRecord:
    """Add a version of a profile.

    Stores the TOML text of the body as the next version. Files that waited for a profile are processed. 409 returns the
    newest version if the given one is not the next.
    """
    return _added(study, center, MAIN_FEED, reason)


@router.put(_OF_FEED, tags=["profile"], openapi_extensions=_BODY)
@allow(MANAGERS)
def put_feed_profile(study: Study, center: Center, feed: Feed, reason: Reason) -> VersionRecord:
    """Add a version of the profile of a feed.

    Stores the TOML text of the body as the next version; the text names the feed. The study's definition declares the
    feeds of a center. Files that waited for the profile are processed.
    """
    return _added(study, center, feed, reason)


_LONGEST = 100_000  # characters of a draft; a job is one item of at most 400 KB (DynamoDB service quotas)


class ProfileTrialRequest(BaseModel):
    """A draft of a profile, and the stored file to read with it."""

    model_config = ConfigDict(extra="forbid")
    profile: Annotated[str, Field(max_length=_LONGEST, description="The draft, as TOML text.")]
    file_id: FileIdOfBody


@router.post(f"{_MAIN}/trial", tags=["profile"], responses=answers())
@allow(MANAGERS, unmasked=True)
def try_profile(study: Study, center: Center, draft: ProfileTrialRequest) -> Response[Any]:
    """Try a draft of a profile.

    Starts a job that compares a stored file with the file as the draft reads it: row counts, issues and current results.
    """
    return _tried(study, center, MAIN_FEED, draft)


@router.post(f"{_OF_FEED}/trial", tags=["profile"], responses=answers())
@allow(MANAGERS, unmasked=True)
def try_feed_profile(study: Study, center: Center, feed: Feed, draft: ProfileTrialRequest) -> Response[Any]:
    """Try a draft of the profile of a feed.

    Starts a job that compares a stored file of the center, whichever feed has read it, with the file as the draft reads it.
    """
    return _tried(study, center, feed, draft)


def _text(study: str, center: str, feed: str, version: int | None) -> Response[str]:
    text = desk_of(router).registry.profile_text(study, center, version, feed=feed)
    if text is None:
        raise Missing("profile")
    return Response(200, f"{TOML}; charset=utf-8", text)


def _added(study: str, center: str, feed: str, reason: str) -> VersionRecord:
    desk, text = desk_of(router), toml_body(router, "profile")
    declared = _declared(study, center, feed, text)
    event = add_profile(
        desk.registry, desk.queue, desk.catalog, desk.clock, caller_of(router).id, text, reason
    )
    return VersionRecord(version=declared.version, journal_number=event.journal_number)


def _tried(study: str, center: str, feed: str, draft: ProfileTrialRequest) -> Response[Any]:
    desk = desk_of(router)
    refuse_persons(draft.profile, "profile")
    declared = _declared(study, center, feed, draft.profile)
    if faults := check_against(declared, CatalogReferences(desk.catalog)):
        raise ProfileFault(tuple(faults))
    if missing := missing_papers(desk.registry, declared):
        raise ProfileFault(missing)
    file_id = file_record(desk, study, draft.file_id, {center}).state.file_id
    asked = {"profile": draft.profile, "file_id": file_id}
    return accepted(desk, study, JobKind.TRIAL, caller_of(router).id, asked)


def _declared(study: str, center: str, feed: str, text: str) -> Profile:
    """Return the profile that a text declares, which has to be that of the feed in the path."""
    desk = desk_of(router)
    require_center(desk, study, center)
    require_feed(desk, study, center, feed)
    check_text("A profile", text)
    declared = profile_from_toml(text)
    if (declared.study, declared.center) != (study, center):
        raise Problem(422, "The profile is for another center.")
    if declared.feed != feed:
        raise Problem(422, "The profile is for another feed.")
    return declared
