"""Answer HTTP requests: one module of routes for each noun."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel, Field

from api import (
    catalog,
    centers,
    file_changes,
    files,
    jobs,
    journal,
    lineage,
    receipts,
    register,
    results,
    screenings,
    sign_in,
    subjects,
)
from api.definitions import labs, profiles, studies
from api.desk import hold_decisions, queries, work
from api.http.access import (
    PUBLIC,
    access_table,
    admit,
    allow,
    answered_about,
    presented_roles,
    route_of,
)
from api.http.bodies import check_kind
from api.http.description import document
from api.http.problems import Problem, answer_with_problems
from api.http.query import check_query, routes_of
from api.http.served import SignInSettings
from api.http.tokens import authorization, caller_id
from api.masked import arms
from hepaflow import SCHEMA, VERSION
from hepaflow.aws.metrics import metrics_of
from hepaflow.aws.wiring import known_roles, services, settings
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.users.names import fetch_name
from hepaflow.pipeline.users.roles import KnownRoles, record_roles
from hepaflow.ports.limits import RESPONSE
from hepaflow.ports.newer import NewerData

_TOO_LARGE: Final = Problem(
    413,
    "The response exceeds 6 MB. Ask for fewer entries (`limit`, a filter), or download the file from the receipts bucket.",
)
logger = Logger(service="api")
metrics = metrics_of("api")
app = APIGatewayHttpResolver(enable_validation=True)
answer_with_problems(app)
for nouns in (
    sign_in,
    catalog,
    studies,
    journal,
    centers,
    labs,
    files,
    receipts,
    file_changes,
    screenings,
    subjects,
    arms,
    register,
    results,
    lineage,
    profiles,
    queries,
    work,
    hold_decisions,
    jobs,
):
    app.include_router(nouns.router)


class Health(BaseModel):
    """The state of the service."""

    status: str
    version: Annotated[str, Field(description="Version of hepaflow.")]
    schema_: Annotated[
        int, Field(serialization_alias="schema", description="Schema of stored data that it reads.")
    ]


@app.get("/health", tags=["service"])
@allow(PUBLIC)
def get_health() -> Health:
    """Get the health of the service.

    Returns `ok`, the version, and the schema of stored data; needs no token.
    """
    return Health(status="ok", version=VERSION, schema_=SCHEMA)


@app.get("/openapi.json", include_in_schema=False)
@allow(PUBLIC)
def get_openapi() -> Response[str]:
    return Response(200, "application/json", json.dumps(document(app), ensure_ascii=False))


_EXAMPLE: Final = SignInSettings()
_ROUTES: Final = routes_of(app)
ACCESS: Final = access_table({route: served.func for route, served in _ROUTES.items()})


@logger.inject_lambda_context(clear_state=True, correlation_id_path=correlation_paths.API_GATEWAY_HTTP)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    status = 500  # what API Gateway answers if this function fails
    try:
        reply = _reply(event, context)
        status = reply["statusCode"]
        return reply
    finally:
        _record(event, status)


def _reply(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    try:
        return answer(event, context, services(), _sign_in(), known_roles())
    except NewerData as error:
        return Problem(503, str(error)).event()


def _sign_in() -> SignInSettings:
    told = settings()
    return SignInSettings(
        told.jwt_issuer, told.login_client_id, told.login_scopes, told.loopback_port, told.groups_claim
    )


def _record(event: dict[str, Any], status: int) -> None:
    """Log who was answered about what, and count it, by its route: the path may name a subject."""
    route = route_of(event, ACCESS)
    about: dict[str, Any] = answered_about(event, ACCESS) if status < 400 else {}  # else it may be any text
    logger.info("answered", route=route, status=status, caller=caller_id(event), **about)
    metrics.add_dimensions(service=metrics.service, route=route, status=str(status))
    metrics.add_metric("Answers", MetricUnit.Count, 1)


def answer(
    event: dict[str, Any],
    context: LambdaContext,
    at: Services,
    signing_in: SignInSettings = _EXAMPLE,
    known: Mapping[str, KnownRoles] | None = None,
) -> dict[str, Any]:
    """Answer a request.

    Args:
        event: the request, as an HTTP API sends it (payload format 2.0).
        context: the invocation.
        at: the ports.
        signing_in: who signs users in, and which claim of their tokens names groups.
        known: what this process knows of users' roles, by study; None: roles are not recorded.

    Returns:
        The answer in the same format: `statusCode`, `headers`, `body`, `isBase64Encoded`.
    """
    presented = presented_roles(event, ACCESS, signing_in.groups_claim) if known is not None else None
    if presented and known is not None:
        study, roles = presented
        if record_roles(at.registry, study, at.clock, roles, known[study]):
            seen = known[study].newest_seen(roles.user)
            fetch_name(at, study, roles.user, seen, authorization(event))
    try:
        caller = admit(event, ACCESS, signing_in.groups_claim)
        check_kind(event, caller.route)
        check_query(event, _ROUTES[caller.route])
    except Problem as problem:
        return problem.event()
    app.append_context(desk=at, caller=caller, sign_in=signing_in)  # type: ignore[no-untyped-call]
    return _bounded(app.resolve(event, context))


def _bounded(reply: dict[str, Any]) -> dict[str, Any]:
    """Return an answer, or 413 in its place if Lambda would refuse it and API Gateway answer 500."""
    longest = 6 * len(reply.get("body") or "")  # a character has at most six as JSON
    if longest > RESPONSE and len(json.dumps(reply).encode()) > RESPONSE:
        return _TOO_LARGE.event()
    return reply
