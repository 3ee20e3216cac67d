"""Where a center sends a file."""

from typing import Annotated

from pydantic import BaseModel, Field

from api.parameters import NUMBER, Center, Study
from api.served import desk_of, new_router
from hepaflow.pipeline.desk.uploads import Announced, upload_form

router = new_router()
_LARGEST = 200_000_000  # bytes of a file (docs/architecture.md, Stores)


class Upload(BaseModel):
    """A file that is about to be sent."""

    name: Annotated[str, Field(min_length=1, max_length=255)]
    size: Annotated[int, Field(ge=0, le=_LARGEST, description="bytes; split a larger file"), NUMBER]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Form(BaseModel):
    """Send the fields and then the file, field `file`, as multipart/form-data by POST."""

    url: str
    fields: dict[str, str]
    seconds: int


@router.post("/studies/<study>/centers/<center>/uploads", tags=["upload"])
def upload(study: Study, center: Center, upload: Upload) -> Form:
    form = upload_form(desk_of(router), study, center, Announced(upload.name, upload.size, upload.sha256))
    return Form(url=form.url, fields=dict(form.fields), seconds=form.seconds)
