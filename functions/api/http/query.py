"""Refuse query parameters that an operation does not have: a misspelt filter would return too much."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.api_gateway import Route

from api.http.problems import Problem


def routes_of(app: APIGatewayHttpResolver) -> dict[str, Route]:
    """Return the routes of an application by method and path, such as `GET /studies/{study}/files`."""
    routes = app._static_routes + app._dynamic_routes  # noqa: SLF001 there is no public list
    return {f"{route.method} {route.openapi_path}": route for route in routes}


def check_query(event: Mapping[str, Any], route: Route) -> None:
    """Check that a route has every query parameter of a request.

    Raises:
        Problem: 422, with every unknown parameter and the known ones.
    """
    given = event.get("queryStringParameters") or {}
    if not given:
        return
    known = sorted(field.alias for field in route.dependant.query_params)
    listed = f"known parameters: {', '.join(known)}" if known else "this operation has no query parameters"
    faults = [{"at": f"query.{name}", "what": listed} for name in given if name not in known]
    if faults:
        raise Problem(422, "Unknown query parameter.", errors=faults)
