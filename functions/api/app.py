"""Answer HTTP requests: one module of routes for each noun.

What answers a request is loaded with the first request about its noun (docs/adr/0054-what-a-function-loads.md).
"""

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from hepaflow.aws.clients import settings
from hepaflow.aws.metrics import metrics_of

if TYPE_CHECKING:
    from api.http.served import SignInSettings

logger = Logger(service="api")
metrics = metrics_of("api")


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
    from api.http.problems import Problem
    from api.routing.answer import answer
    from hepaflow.aws.wiring import known_roles, services
    from hepaflow.ports.newer import NewerData

    try:
        return answer(event, context, services(), _sign_in(), known_roles())
    except NewerData as error:
        return Problem(503, str(error)).event()


def _sign_in() -> "SignInSettings":
    from api.http.served import SignInSettings

    told = settings()
    return SignInSettings(
        told.jwt_issuer, told.login_client_id, told.login_scopes, told.loopback_port, told.groups_claim
    )


def _record(event: dict[str, Any], status: int) -> None:
    """Log who was answered about what, and count it, by its route: the path may name a subject."""
    from api.http.access import answered_about, route_of
    from api.http.tokens import caller_id
    from api.routing.nouns import nouns_of
    from api.routing.routes import routes_about

    routes = routes_about(nouns_of(event["rawPath"])).access
    route = route_of(event, routes)
    about: dict[str, Any] = answered_about(event, routes) if status < 400 else {}  # else it may be any text
    logger.info("answered", route=route, status=status, caller=caller_id(event), **about)
    metrics.add_dimensions(service=metrics.service, route=route, status=str(status))
    metrics.add_metric("Answers", MetricUnit.Count, 1)
