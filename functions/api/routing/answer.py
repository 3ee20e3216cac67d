"""Answer a request: who calls, which route it is, what the route says."""

from collections.abc import Mapping
from typing import Any, Final

from aws_lambda_powertools.utilities.typing import LambdaContext

from api.http.access import admit, answered_about, is_for_unmasked, presented_roles
from api.http.bodies import check_kind
from api.http.problems import Problem
from api.http.query import check_query
from api.http.served import SignInSettings
from api.http.tokens import authorization
from api.models.masking import REFUSED, hides_rows
from api.routing.language import problem_in_language
from api.routing.nouns import nouns_of
from api.routing.packing import packed
from api.routing.routes import app, routes_about
from hepaflow.pipeline.masking.masked_services import masked_services
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.users.names import fetch_name
from hepaflow.pipeline.users.roles import KnownRoles, record_roles

_EXAMPLE: Final = SignInSettings()


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
    routes = routes_about(nouns_of(event["rawPath"]))
    presented = presented_roles(event, routes.access, signing_in.groups_claim) if known is not None else None
    if presented and known is not None:
        study, roles = presented
        if record_roles(at.registry, study, at.clock, roles, known[study]):
            seen = known[study].newest_seen(roles.user)
            fetch_name(at, study, roles.user, seen, authorization(event))
    try:
        caller = admit(event, routes.access, signing_in.groups_claim)
        check_kind(event, caller.route)
        route = routes.served[caller.route]
        check_query(event, route)
        study = answered_about(event, routes.access).get("study", "")
        desk = masked_services(at, caller.roles)
        if is_for_unmasked(route.func) and hides_rows(desk, study, caller):
            return problem_in_language(REFUSED.event(), event)
    except Problem as problem:
        return problem_in_language(problem.event(), event)
    app.append_context(desk=desk, caller=caller, sign_in=signing_in)  # type: ignore[no-untyped-call]
    return packed(problem_in_language(app.resolve(event, context), event), event)
