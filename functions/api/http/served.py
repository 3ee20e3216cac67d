"""Give routes their request context: the ports, the caller, headers."""

from collections.abc import Mapping
from typing import Any, Final, cast

from aws_lambda_powertools.event_handler.api_gateway import Router

from api.http.access import Caller
from hepaflow.pipeline.services import Services

TEXT: Final = {"type": "string"}


def new_router() -> Router:
    return Router()  # type: ignore[no-untyped-call]


def desk_of(router: Router) -> Services:
    return cast("Services", router.context["desk"])


def caller_of(router: Router) -> Caller:
    return cast("Caller", router.context["caller"])


def header_of(router: Router, name: str) -> str:
    return str(router.current_event.headers.get(name, ""))


def media_schemas(kinds: Mapping[str, Any]) -> Any:
    """Return the schemas of an answer that a route writes itself, by media type."""
    return {200: {"description": "OK", "content": {kind: {"schema": kinds[kind]} for kind in kinds}}}
