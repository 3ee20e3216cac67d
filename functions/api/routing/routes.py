"""Load the routes of a request: the modules of its noun, each with the first request that needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.api_gateway import Route

from api.http.access import Roles, access_table
from api.http.problems import Problem, answer_with_problems
from api.http.query import routes_of
from api.routing.nouns import NOUNS


def _foreseen(error: Exception, chinese: bool) -> Problem:  # noqa: FBT001 one of two languages
    from api.routing.foreseen import problem_of

    return problem_of(error, chinese=chinese)


app: Final = APIGatewayHttpResolver(enable_validation=True)
answer_with_problems(app, _foreseen)


@dataclass(frozen=True, slots=True)
class Routes:
    """Routes by method and path, such as `GET /studies/{study}/files`, and who may call each."""

    served: Mapping[str, Route]
    access: Mapping[str, Roles]


@cache
def routes_about(nouns: str) -> Routes:
    """Return the routes of the paths about some nouns, as `nouns_of` gives them; none for other words.

    Raises:
        LookupError: a route does not state who may call it.
    """
    served = {name: route for module in NOUNS.get(nouns, ()) for name, route in _routes(module).items()}
    return Routes(served, access_table({name: route.func for name, route in served.items()}))


def whole_app() -> APIGatewayHttpResolver:
    """Return the application with the routes of all nouns."""
    for nouns in NOUNS:
        routes_about(nouns)
    return app


def whole_access() -> dict[str, Roles]:
    """Return who may call which route, for all of them."""
    return {route: roles for nouns in NOUNS for route, roles in routes_about(nouns).access.items()}


@cache
def _routes(module: str) -> dict[str, Route]:
    known = routes_of(app)
    app.include_router(import_module(f"api.{module}").router)
    return {name: route for name, route in routes_of(app).items() if name not in known}
