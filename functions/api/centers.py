"""Serve what belongs to a center: uploads, redrive, unmapped names."""

from typing import Annotated

from pydantic import BaseModel, Field

from api.http.access import MANAGERS, REVIEWERS, SENDERS, allow
from api.http.cursors import next_cursor, position_of
from api.http.parameters import MOST_ENTRIES, STRICT_NUMBER, Center, Cursor, Limit, Next, OneCenter, Study
from api.http.served import caller_of, desk_of, new_router
from api.models.masking import MaskedFlag, check_may_write_register, hides_rows
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.domain.study.unmapped import UnmappedKind
from hepaflow.pipeline.desk.checks import require_sender
from hepaflow.pipeline.desk.unmapped import unmapped_page
from hepaflow.pipeline.desk.uploads import Announced, upload_form
from hepaflow.pipeline.failures import send_failed

router = new_router()


_LARGEST = 200_000_000  # bytes of a file (docs/architecture.md, Stores)


class UploadRequest(BaseModel):
    """The file to upload."""

    name: Annotated[str, Field(min_length=1, max_length=255)]
    size: Annotated[int, Field(ge=0, le=_LARGEST, description="Bytes; split a larger file."), STRICT_NUMBER]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    feed: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
            max_length=64,
            description="The feed of the center that sends the file.",
        ),
    ] = MAIN_FEED


class UploadForm(BaseModel):
    """A form: POST the fields, and then the bytes as field `file`, as multipart/form-data to `url`."""

    url: str
    fields: dict[str, str]
    seconds: Annotated[int, Field(description="How long the form is valid.")]


@router.post("/studies/<study>/centers/<center>/uploads", tags=["upload"])
@allow(SENDERS)
def create_upload_form(study: Study, center: Center, upload: UploadRequest) -> UploadForm:
    """Create an upload form.

    Returns a form with which exactly this file can be sent to S3 within 15 minutes. S3 refuses other bytes. 403
    for a register if the study masks a date of it from your role.
    """
    desk = desk_of(router)
    if center == RESERVED_CENTER:
        check_may_write_register(desk, study)
    announced = Announced(upload.name, upload.size, upload.sha256, upload.feed)
    form = upload_form(desk, study, center, announced)
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

    center: str
    feed: Annotated[str, Field(description="The feed whose profile does not know it.")]
    kind: UnmappedKind
    text: str
    analyte: str
    rows: int
    files: list[str]
    examples: list[str]
    nearest: list[str]


class UnmappedTerms(BaseModel):
    """Unmapped terms, of each center the most frequent first."""

    terms: list[UnmappedTerm]
    masked: MaskedFlag = False
    left_out: Annotated[
        int,
        Field(
            description="Number of further texts, which are not listed: of each run the 1,000 most frequent are."
        ),
    ]
    next: Next


_TERMS = 1_000  # of a page


@router.get("/studies/<study>/unmapped", tags=["profile"])
@allow(REVIEWERS)
def list_unmapped_terms(
    study: Study, center: OneCenter = "", cursor: Cursor = "", limit: Limit = MOST_ENTRIES
) -> UnmappedTerms:
    """List unmapped terms.

    Returns what files of centers name and neither a profile nor the catalog knows, in order of center, the most frequent
    first. A page has at most 1,000 terms of 20 centers. A masked caller gets texts that not only masked rows can have, without rows, files and examples; none if visits or day 1 are masked. Rows are counted over current runs.
    Examples are values of these rows, with every digit as 9 and every letter as x.
    """
    after = position_of(router, cursor, "[^~]+~([0-9]{1,9}|whole)")
    desk, caller = desk_of(router), caller_of(router)
    page = unmapped_page(desk, study, center, caller.centers, after, min(limit, _TERMS))
    return UnmappedTerms(
        masked=hides_rows(desk, study, caller),
        left_out=page.left_out,
        next=next_cursor(router, page.after),
        terms=[
            UnmappedTerm(
                center=task.center,
                feed=task.feed,
                kind=task.unmapped.kind,
                text=task.unmapped.text,
                analyte=task.unmapped.analyte,
                rows=task.unmapped.count,
                files=list(task.files),
                examples=list(task.unmapped.examples),
                nearest=list(task.nearest),
            )
            for task in page.tasks
        ],
    )
