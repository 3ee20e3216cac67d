"""What a center sent and what became of it: files, issues, receipts."""

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from api.parameters import After, FileId, Limit, OfCenter, Study
from api.problems import RESPONSES
from api.served import caller_of, desk_of, new_router
from hepaflow.domain.files import FileState
from hepaflow.pipeline import review

router = new_router()
Numbers = dict[str, int]
_COUNTS = ("rows", "accepted", "held", "rejected", "skipped")


class Sent(BaseModel):
    """One delivery; `file_status` and `counts` once its file is settled."""

    received: str
    status: str
    file_id: str
    file_status: str | None = None
    counts: Numbers | None = None


class Files(BaseModel):
    """A page of deliveries; where `after` is not empty, more follow."""

    files: list[Sent]
    after: str


class File(BaseModel):
    """A file. `run`: the pass that receipt and issues tell of; `visible`: its results count."""

    file_id: str
    center: str
    status: str
    refusal: str
    counts: Numbers
    run: int
    visible: bool
    sha256: str | None
    received: str
    recipe: dict[str, int | str] | None


@router.get("/studies/<study>/files", tags=["file"], responses=RESPONSES)
def files(study: Study, center: OfCenter, after: After = "", limit: Limit = 50) -> Files:
    page = review.deliveries(desk_of(router), study, center, after, limit)
    sent = [
        Sent(
            received=delivery.received,
            status=delivery.status,
            file_id=delivery.file_id,
            file_status=state.status if state else None,
            counts=_counts(state) if state else None,
        )
        for delivery, state in page.entries
    ]
    return Files(files=sent, after=page.after)


@router.get("/studies/<study>/files/<file_id>", tags=["file"], responses=RESPONSES)
def file(study: Study, file_id: FileId) -> File:
    record = _record(study, file_id)
    state, claim = record.state, record.claim
    return File(
        file_id=state.file_id,
        center=state.center,
        status=state.status,
        refusal=state.refusal,
        counts=_counts(state),
        run=record.n,
        visible=state.visible() is not None,
        sha256=claim.sha256 if claim else None,
        received=state.history[-1].received,
        recipe={
            "profile_version": claim.recipe.profile_version,
            "catalog_version": claim.recipe.catalog_version,
            "code_version": claim.recipe.code_version,
            "definition_version": claim.recipe.definition_version,
        }
        if claim
        else None,
    )


@router.get("/studies/<study>/files/<file_id>/issues", tags=["file"], responses=RESPONSES)
def issues(
    study: Study,
    file_id: FileId,
    form: Annotated[Literal["json", "csv"] | None, Query(alias="format")] = None,
    after: Annotated[int, Query(ge=0, description="number of the last issue of the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=5000)] = 5000,
) -> Response[Any]:
    """Return issues as JSON, or as CSV where `format` or the Accept header ask for it; `Link` names the next page."""
    page = review.issues(desk_of(router), study, _record(study, file_id), after, limit)
    headers = {} if page.after is None else {"Link": f'<?after={page.after}&limit={limit}>; rel="next"'}
    accepted = router.current_event.headers.get("accept", "")
    if form == "csv" or (form is None and "text/csv" in accepted):
        return Response(200, "text/csv; charset=utf-8", review.as_csv(page), dict(headers))
    return Response(200, "application/json", page.issues, dict(headers))


@router.get("/studies/<study>/files/<file_id>/receipt", tags=["file"], responses=RESPONSES)
def receipt(study: Study, file_id: FileId) -> Response[str]:
    text = review.receipt(desk_of(router), study, _record(study, file_id)).decode("utf-8")
    return Response(200, "application/json", text)


def _record(study: str, file_id: str) -> review.FileRecord:
    return review.file_record(desk_of(router), study, file_id, caller_of(router).centers)


def _counts(state: FileState) -> Numbers:
    return dict(zip(_COUNTS, state.counts, strict=True))
