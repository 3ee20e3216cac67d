"""Show the state of the service, and describe its API."""

import json
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, Field

from api.http.access import PUBLIC, allow
from api.http.served import new_router
from hepaflow import SCHEMA, VERSION

router = new_router()


class Health(BaseModel):
    """The state of the service."""

    status: str
    version: Annotated[str, Field(description="Version of hepaflow.")]
    schema_: Annotated[
        int, Field(serialization_alias="schema", description="Schema of stored data that it reads.")
    ]


@router.get("/health", tags=["service"])
@allow(PUBLIC)
def get_health() -> Health:
    """Get the health of the service.

    Returns `ok`, the version, and the schema of stored data; needs no token.
    """
    return Health(status="ok", version=VERSION, schema_=SCHEMA)


@router.get("/openapi.json", include_in_schema=False)
@allow(PUBLIC)
def get_openapi() -> Response[str]:
    from api.http.description import document
    from api.routing.routes import whole_app

    return Response(200, "application/json", json.dumps(document(whole_app()), ensure_ascii=False))
