"""Parameters that several routes take."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"

Study = Annotated[str, Path(pattern=_NAME, max_length=64, description="the study's id")]
Center = Annotated[str, Path(pattern=_NAME, max_length=64, description="the center's id within the study")]
OfCenter = Annotated[str, Query(pattern=_NAME, max_length=64, description="the center's id within the study")]
FileId = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="identity of the file")]
Subject = Annotated[str, Path(max_length=256, description="the subject's id in the study")]
Reason = Annotated[str, Query(min_length=1, max_length=500, description="why, for the journal")]
After = Annotated[str, Query(max_length=200, description="`after` of the page before")]
Limit = Annotated[int, Query(ge=1, le=90, description="entries of a page")]
