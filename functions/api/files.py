"""List deliveries, with their files and issues."""

from enum import StrEnum
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, Field

from api.http.access import ANY, REVIEWERS, allow
from api.http.cursors import next_cursor, position_of
from api.http.parameters import MOST_ENTRIES, Cursor, FileId, Limit, Next, OneCenter, Study
from api.http.records import Recipe, RowCounts
from api.http.served import TEXT, caller_of, desk_of, header_of, new_router
from api.models.masking import MaskedFlag, hides_rows
from hepaflow.domain.study.addresses import name_of
from hepaflow.domain.study.files import Claim, FileState
from hepaflow.pipeline.desk import deliveries as review

router = new_router()
_DELIVERIES = 90  # of a page: DynamoDB reads 100 items at once, and one of them is the journal's head
_JSON = "application/json"
_COUNTS = ("rows", "accepted", "held", "rejected", "skipped")
_FORMAT = Query(alias="format", description="Media type of the answer; by the Accept header if omitted.")


NameHash = Annotated[
    str,
    Query(
        pattern="^([0-9a-f]{64})?$",
        description="SHA-256 of `{study}/{center}/{name of the file}`, with its folder: only deliveries under this name.",
    ),
]


class IssuesFormat(StrEnum):
    """Formats of a list of issues."""

    JSON = "json"
    CSV = "csv"


class Delivery(BaseModel):
    """One object that a center sent, and the file that it became."""

    center: str
    version_id: Annotated[str, Field(description="S3 version id; it names the delivery.")]
    name: Annotated[
        str,
        Field(
            description="Harmless label of the file's name: its digits, dates and known words, or `file-` and a hash. Empty where day 1 is masked."
        ),
    ]
    name_hash: Annotated[
        str,
        Field(
            description="SHA-256 of `{study}/{center}/{name of the file}`, hexadecimal. Empty where day 1 is masked."
        ),
    ]
    feed: Annotated[
        str,
        Field(
            description="The feed that its folder names; `undeclared` if the folder is not a feed of the center."
        ),
    ]
    received: str
    status: str
    file_id: str
    parent: Annotated[str, Field(description="File id of the archive that it came in; else empty.")] = ""
    file_status: Annotated[str | None, Field(description="Null until the file was read.")] = None
    counts: RowCounts | None = None
    masked: MaskedFlag = False


class DeliveriesPage(BaseModel):
    """A page of deliveries, in order of center and receipt."""

    deliveries: list[Delivery]
    next: Next


class LabFile(BaseModel):
    """A file, and the run that its receipt and issues describe."""

    file_id: str
    center: str
    status: str
    refusal: Annotated[str, Field(description="Issue code for which the file was refused; else empty.")]
    counts: RowCounts | None
    masked: MaskedFlag = False
    run: Annotated[int, Field(description="Number of the run.")]
    visible: Annotated[bool, Field(description="Whether results of the file count.")]
    sha256: str | None
    received: str
    recipe: Recipe | None


class Issue(BaseModel):
    """One issue of a file; the columns of `issues.csv`."""

    line: str
    column: str
    severity: str
    code: str
    analyte: str
    found: str
    remedy: str


class IssuesPage(BaseModel):
    """A page of issues, in the order of the file."""

    issues: list[Issue]
    next: Next


_ISSUES: Any = {
    200: {
        "description": "OK",
        "content": {_JSON: {"model": IssuesPage}, "text/csv": {"schema": TEXT}},
        "headers": {"Link": {"description": "the next page", "schema": TEXT}},
    }
}


@router.get("/studies/<study>/files", tags=["file"])
@allow(ANY)
def list_deliveries(
    study: Study,
    center: OneCenter = "",
    name_hash: NameHash = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
) -> DeliveriesPage:
    """List deliveries.

    Returns what centers sent, in order of center and receipt, each delivery with its file. A page has at most 90 deliveries.
    The registers of a study are those of the center `register`. Names of files are kept as hashes; ask with `name_hash` for the deliveries of one name.
    """
    after = position_of(router, cursor, "(?s)[^~]+~.+")
    desk, caller = desk_of(router), caller_of(router)
    page = review.deliveries(desk, study, center, caller.centers, after, min(limit, _DELIVERIES), name_hash)
    masked = hides_rows(desk, study, caller)
    deliveries = [
        Delivery(
            center=delivery.center,
            version_id=delivery.version_id,
            name=name_of(delivery),
            name_hash=delivery.key_hash,
            feed=delivery.feed,
            received=delivery.received,
            status=delivery.status,
            file_id=delivery.file_id,
            parent=delivery.parent,
            file_status=state.status if state else None,
            counts=_counts(state) if state and not masked else None,
            masked=masked,
        )
        for delivery, state in page.entries
    ]
    return DeliveriesPage(deliveries=deliveries, next=next_cursor(router, page.after))


@router.get("/studies/<study>/files/<file_id>", tags=["file"])
@allow(ANY)
def get_file(study: Study, file_id: FileId) -> LabFile:
    """Get a file.

    Returns status, row counts, run number and recipe of a file.
    """
    desk, caller = desk_of(router), caller_of(router)
    record = review.file_record(desk, study, file_id, caller.centers)
    state, claim = record.state, record.claim
    masked = hides_rows(desk, study, caller)
    return LabFile(
        file_id=state.file_id,
        center=state.center,
        status=state.status,
        refusal=state.refusal,
        counts=None if masked else _counts(state),
        masked=masked,
        run=record.run_number,
        visible=state.visible() is not None,
        sha256=claim.sha256 if claim else None,
        received=state.history[-1].received,
        recipe=shown_recipe(claim) if claim else None,
    )


@router.get("/studies/<study>/files/<file_id>/issues", tags=["file"], responses=_ISSUES)
@allow(REVIEWERS, unmasked=True)
def list_issues(
    study: Study,
    file_id: FileId,
    form: Annotated[IssuesFormat | None, _FORMAT] = None,
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
) -> Response[str]:
    """List issues of a file.

    Returns what is wrong with the rows of a file, as JSON or CSV. The Link header has the address of the next page.
    """
    record = review.file_record(desk_of(router), study, file_id, caller_of(router).centers)
    after = int(position_of(router, cursor, "[0-9]{1,12}") or 0)
    page = review.issues(desk_of(router), study, record, after, limit)
    following = next_cursor(router, "" if page.after is None else str(page.after))
    headers = {}
    if following:
        same = f"&format={form}" if form else ""
        headers["Link"] = f'<?cursor={following}&limit={limit}{same}>; rel="next"'
    if form == "csv" or (form is None and "text/csv" in header_of(router, "accept")):
        return Response(200, "text/csv; charset=utf-8", review.as_csv(page), dict(headers))
    issues = [Issue.model_validate(issue) for issue in page.issues]
    return Response(200, _JSON, IssuesPage(issues=issues, next=following).model_dump_json(), dict(headers))


def shown_recipe(claim: Claim) -> Recipe:
    recipe = claim.recipe
    return Recipe(
        profile_version=recipe.profile_version,
        catalog_version=recipe.catalog_version,
        code_version=recipe.code_version,
        definition_version=recipe.definition_version,
        feed=recipe.feed,
        labs=recipe.labs,
    )


def _counts(state: FileState) -> RowCounts:
    return RowCounts(**dict(zip(_COUNTS, state.counts, strict=True)))
