"""List the names, codes and units that no profile knows."""

from pydantic import BaseModel

from api.access import REVIEWERS, allow
from api.parameters import OfCenter, Study
from api.served import desk_of, new_router
from hepaflow.domain.unmapped import UnmappedKind
from hepaflow.pipeline.desk.work_list import work_list

router = new_router()


class UnmappedTerm(BaseModel):
    """A name, LOINC code or unit that no profile knows; `files` are the first digits of their ids."""

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


@router.get("/studies/<study>/unmapped", tags=["profile"])
@allow(REVIEWERS)
def list_unmapped_terms(study: Study, center: OfCenter) -> UnmappedTerms:
    """List unmapped terms.

    Returns what a center's files name and neither its profile nor the catalog knows. Rows are counted over current runs.
    Examples are values of these rows, with every digit as 9 and every letter as x.
    """
    return UnmappedTerms(
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
            for task in work_list(desk_of(router), study, center)
        ]
    )
