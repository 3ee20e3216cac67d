"""What no profile knows: the data manager's work list."""

from pydantic import BaseModel

from api.parameters import OfCenter, Study
from api.served import desk_of, new_router
from hepaflow.domain.unmapped import UnmappedKind
from hepaflow.pipeline.desk.work_list import work_list

router = new_router()


class Task(BaseModel):
    """A name, LOINC code or unit that no profile knows; `files` are the first digits of their ids."""

    kind: UnmappedKind
    text: str
    analyte: str
    rows: int
    files: list[str]
    examples: list[str]
    nearest: list[str]


class WorkList(BaseModel):
    """What is to be explained, most frequent first."""

    tasks: list[Task]


@router.get("/studies/<study>/unmapped", tags=["profile"])
def unmapped(study: Study, center: OfCenter) -> WorkList:
    """List what a center's files name that neither its profile nor the catalog knows.

    Counts are over the runs that count now. Examples are values beside it, digits as 9 and letters as x.
    """
    return WorkList(
        tasks=[
            Task(
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
