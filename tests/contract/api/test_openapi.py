"""docs/openapi.json is what the routes say."""

import json

from scripts.build_openapi import PATH, openapi

from api.http.access import PUBLIC
from api.routing.routes import whole_access

ACCESS = whole_access()
KEPT = json.loads(PATH.read_text("utf-8"))


def test_the_description_that_is_kept_is_that_of_the_routes():
    assert openapi() == PATH.read_text("utf-8"), "run `make docs`"


def test_every_route_is_described():
    described = {f"{method.upper()} {path}" for path, of in KEPT["paths"].items() for method in of}
    assert described == set(ACCESS) - {"GET /openapi.json"}


def test_every_route_says_who_may_call_it():
    told = {
        f"{method.upper()} {path}": set(operation.get("x-roles", []))
        for path, of in KEPT["paths"].items()
        for method, operation in of.items()
    }
    assert told == {route: set(ACCESS[route] or PUBLIC) for route in told}
