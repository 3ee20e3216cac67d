"""Serve what belongs to a center: profile, trial, uploads, redrive, unmapped names."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, ConfigDict, Field

from api.http.access import ANY, MANAGERS, REVIEWERS, SENDERS, allow
from api.http.bodies import TOML
from api.http.parameters import STRICT_NUMBER, Center, OfCenter, Reason, Study
from api.http.problems import Problem
from api.http.records import VersionRecord
from api.http.served import TEXT, caller_of, desk_of, media_schemas, new_router
from api.jobs import accepted, answers
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.study.jobs import JobKind
from hepaflow.domain.study.unmapped import UnmappedKind
from hepaflow.pipeline.desk.checks import require_center, require_sender
from hepaflow.pipeline.desk.definitions import add_profile
from hepaflow.pipeline.desk.deliveries import file_record
from hepaflow.pipeline.desk.unmapped import work_list
from hepaflow.pipeline.desk.uploads import Announced, upload_form
from hepaflow.pipeline.failures import send_failed
from hepaflow.pipeline.profiles.parse import ProfileFault, check_against, profile_from_toml
from hepaflow.pipeline.profiles.references import CatalogReferences
from hepaflow.pipeline.services import Missing
from hepaflow.ports.limits import check_text

router = new_router()


@router.get(
    "/studies/<study>/centers/<center>/profile", tags=["profile"], responses=media_schemas({TOML: TEXT})
)
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
    _refuse_persons(text)
    require_center(desk, study, center)
    check_text("A profile", text)
    declared = profile_from_toml(text)
    if (declared.study, declared.center) != (study, center):
        raise Problem(422, "The profile is for another center.")
    event = add_profile(
        desk.registry, desk.queue, desk.catalog, desk.clock, caller_of(router).id, text, reason
    )
    return VersionRecord(version=declared.version, journal_number=event.journal_number)


def _body() -> str:
    try:
        return router.current_event.decoded_body or ""
    except UnicodeDecodeError:
        raise Problem(422, "The profile is not UTF-8 text.") from None


def _refuse_persons(profile: str) -> None:
    """Refuse a profile that names a person, be it in a comment: it is stored for good."""
    for number, line in enumerate(profile.splitlines(), 1):
        if kind := person_kind(line):
            raise Problem(
                422,
                f"Line {number} of the profile holds personal data ({kind}). Write it without; nothing was stored.",
            )


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
    _refuse_persons(draft.profile)
    require_center(desk, study, center)
    declared = profile_from_toml(draft.profile)
    if (declared.study, declared.center) != (study, center):
        raise Problem(422, "The profile is for another center.")
    if faults := check_against(declared, CatalogReferences(desk.catalog)):
        raise ProfileFault(tuple(faults))
    file_record(desk, study, draft.file_id, {center})
    return accepted(desk, study, JobKind.TRIAL, caller_of(router).id, draft.model_dump())


_LARGEST = 200_000_000  # bytes of a file (docs/architecture.md, Stores)


class UploadRequest(BaseModel):
    """The file to upload."""

    name: Annotated[str, Field(min_length=1, max_length=255)]
    size: Annotated[int, Field(ge=0, le=_LARGEST, description="Bytes; split a larger file."), STRICT_NUMBER]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class UploadForm(BaseModel):
    """A form: POST the fields, and then the bytes as field `file`, as multipart/form-data to `url`."""

    url: str
    fields: dict[str, str]
    seconds: Annotated[int, Field(description="How long the form is valid.")]


@router.post("/studies/<study>/centers/<center>/uploads", tags=["upload"])
@allow(SENDERS)
def create_upload_form(study: Study, center: Center, upload: UploadRequest) -> UploadForm:
    """Create an upload form.

    Returns a form with which exactly this file can be sent to S3 within 15 minutes. S3 refuses other bytes.
    """
    form = upload_form(desk_of(router), study, center, Announced(upload.name, upload.size, upload.sha256))
    return UploadForm(url=form.url, fields=dict(form.fields), seconds=form.seconds)


class RedriveAnswer(BaseModel):
    """How many deliveries were queued."""

    sent: int


@router.post("/studies/<study>/centers/<center>/redrive", tags=["file"])
@allow(MANAGERS)
def redrive_deliveries(study: Study, center: Center) -> RedriveAnswer:
    """Process failed deliveries again.

    Queues the deliveries of a center that failed on our side and were not processed since.
    """
    desk = desk_of(router)
    require_sender(desk, study, center)
    return RedriveAnswer(sent=send_failed(desk.registry, desk.queue, study, center))


class UnmappedTerm(BaseModel):
    """A name, LOINC code, unit, or word for a status or specimen that no profile knows; `files` are the first digits of their ids."""

    kind: UnmappedKind
    text: str
    analyte: str
    rows: int
    files: list[str]
    examples: list[str]
    nearest: list[str]


class UnmappedTerms(BaseModel):
    """Unmapped terms, most frequent first."""

    terms: list[UnmappedTerm]
    left_out: Annotated[
        int,
        Field(
            description="Number of further texts, which are not listed: of each run the 1,000 most frequent are."
        ),
    ]


@router.get("/studies/<study>/unmapped", tags=["profile"])
@allow(REVIEWERS)
def list_unmapped_terms(study: Study, center: OfCenter) -> UnmappedTerms:
    """List unmapped terms.

    Returns what a center's files name and neither its profile nor the catalog knows. Rows are counted over current runs.
    Examples are values of these rows, with every digit as 9 and every letter as x.
    """
    found = work_list(desk_of(router), study, center)
    return UnmappedTerms(
        left_out=found.left_out,
        terms=[
            UnmappedTerm(
                kind=task.unmapped.kind,
                text=task.unmapped.text,
                analyte=task.unmapped.analyte,
                rows=task.unmapped.count,
                files=list(task.files),
                examples=list(task.unmapped.examples),
                nearest=list(task.nearest),
            )
            for task in found.tasks
        ],
    )
