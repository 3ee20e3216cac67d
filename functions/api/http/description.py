"""Describe this API as OpenAPI 3.1: operations, callers, problems and examples.

The examples come from a session in memory (scripts/api_examples.py). Names and docstrings of the route functions become
operation ids, summaries and descriptions.
"""

import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer

from api.http.access import PUBLIC, Roles, roles_of
from api.http.problems import CONTENT_TYPE, ProblemDocument, phrase
from api.http.query import routes_of
from hepaflow import VERSION

JsonObject = dict[str, Any]
_ABOUT = (
    "hepaflow takes lab files of the centers of a trial, converts their values to canonical units, and keeps the history "
    "of every result. docs/glossary.md defines the terms."
)
_SECURITY: Final[list[dict[str, list[str]]]] = [{"AccessToken": []}]
_TEXT: Final[JsonObject] = {"schema": {"type": "string"}}
_PROBLEM: Final[JsonObject] = {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
_MESSAGE: Final[JsonObject] = {"schema": {"$ref": "#/components/schemas/GatewayMessage"}}
_MESSAGE_SCHEMA: Final[JsonObject] = {
    "title": "GatewayMessage",
    "description": "An error that API Gateway answers itself.",
    "type": "object",
    "required": ["message"],
    "properties": {"message": {"type": "string"}},
}
_GATEWAY: Final = frozenset({401, 404, 413, 429, 500})  # what the gateway answers by itself
_HEADERS: Final[dict[int, str]] = {405: "Allow", 503: "Retry-After"}
_OPEN: Final = (404, 405, 413, 422, 429, 500)
_GUARDED: Final = (401, 403, *_OPEN, 503)
_WRITING: Final = (409, 415)
_EXAMPLES: Final = Path(__file__).with_name("examples.json")


def document(app: APIGatewayHttpResolver) -> JsonObject:
    """Return the description of all routes."""
    told: JsonObject = json.loads(
        app.get_openapi_json_schema(
            title="hepaflow",
            version=VERSION,
            description=_ABOUT,
            security_schemes={"AccessToken": HTTPBearer(bearerFormat="JWT")},
            security=_SECURITY,
        )
    )
    routes = routes_of(app)
    examples: JsonObject = json.loads(_EXAMPLES.read_text("utf-8"))
    told["paths"] = dict(sorted(told["paths"].items()))  # routes are loaded in the order of requests
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            route = f"{method.upper()} {path}"
            _name_operation(operation, routes[route].func)
            _complete(operation, method.upper(), roles_of(routes[route].func))
            _exemplify(operation, examples.get(route, {}))
    schemas = told["components"]["schemas"]
    for theirs in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
        schemas.pop(theirs, None)
    schemas |= {"ProblemDocument": ProblemDocument.model_json_schema(), "GatewayMessage": _MESSAGE_SCHEMA}
    problems = {_name(status): _answer(status) for status in (*_GUARDED, *_WRITING)}
    for status, shown in examples.get("problems", {}).items():
        _show(problems[_name(int(status))], shown)
    told["components"]["responses"] = problems
    return told


def _name_operation(operation: JsonObject, endpoint: Callable[..., Any]) -> None:
    """Add operation id, summary and description, from the name and docstring of the route's function."""
    first, *others = endpoint.__name__.split("_")
    summary, _, description = inspect.cleandoc(endpoint.__doc__ or "").partition("\n\n")
    operation["operationId"] = first + "".join(word.capitalize() for word in others)
    operation["summary"] = summary.rstrip(".")
    operation["description"] = " ".join(description.split())


def _complete(operation: JsonObject, method: str, roles: Roles) -> None:
    """Add to an operation who may call it, and every problem that it may answer."""
    statuses = set(_GUARDED if roles is not PUBLIC else _OPEN)
    if method != "GET":
        statuses |= {409}
    if "requestBody" in operation:
        statuses |= {415}
    if roles is PUBLIC:
        operation["security"] = []
    else:
        operation["x-roles"] = sorted(roles)
    told = {status: answer for status, answer in operation["responses"].items() if status[0] == "2"}
    refs = {str(status): {"$ref": f"#/components/responses/{_name(status)}"} for status in sorted(statuses)}
    operation["responses"] = {**told, **refs}


def _exemplify(operation: JsonObject, examples: JsonObject) -> None:
    """Add to an operation what was asked and answered."""
    for part, shown in examples.items():
        _show(operation["requestBody"] if part == "body" else operation["responses"][part], shown)


def _show(part: JsonObject, examples: JsonObject) -> None:
    for kind, content in part["content"].items():
        named = examples.get(kind.partition(";")[0], {})
        if named:
            content["examples"] = {name: {"value": value} for name, value in named.items()}


def _answer(status: int) -> JsonObject:
    content = {CONTENT_TYPE: _PROBLEM}
    if status in _GATEWAY:
        content["application/json"] = _MESSAGE
    told: JsonObject = {"description": phrase(status), "content": content}
    if header := _HEADERS.get(status):
        told["headers"] = {header: _TEXT}
    return told


def _name(status: int) -> str:
    return "".join(word.capitalize() for word in phrase(status).split())
