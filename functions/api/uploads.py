"""Give out forms with which a center uploads a file to S3."""

from typing import Annotated

from pydantic import BaseModel, Field

from api.access import SENDERS, allow
from api.parameters import NUMBER, Center, Study
from api.served import desk_of, new_router
from hepaflow.pipeline.desk.uploads import Announced, upload_form

router = new_router()
_LARGEST = 200_000_000  # bytes of a file (docs/architecture.md, Stores)


class UploadRequest(BaseModel):
    """The file to upload."""

    name: Annotated[str, Field(min_length=1, max_length=255)]
    size: Annotated[int, Field(ge=0, le=_LARGEST, description="Bytes; split a larger file."), NUMBER]
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
