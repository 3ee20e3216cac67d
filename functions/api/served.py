"""What a route finds laid out for it: the desk that it asks, and who asks."""

from typing import cast

from aws_lambda_powertools.event_handler.api_gateway import Router

from api.access import Caller
from hepaflow.pipeline.desk import Desk


def new_router() -> Router:
    return Router()  # type: ignore[no-untyped-call]


def desk_of(router: Router) -> Desk:
    return cast("Desk", router.context["desk"])


def caller_of(router: Router) -> Caller:
    return cast("Caller", router.context["caller"])
