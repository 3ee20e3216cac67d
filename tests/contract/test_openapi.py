"""docs/openapi.json is what the routes say; what breaks programs that use the API is told from what does not."""

import json
import shutil
import subprocess
from copy import deepcopy

import pytest
from scripts.build_openapi import PATH, ROOT, openapi
from scripts.openapi_changes import breaking

from api.access import PUBLIC, ROUTES

KEPT = json.loads(PATH.read_text("utf-8"))
FILES = KEPT["paths"]["/studies/{study}/files"]["get"]
UPLOAD = "POST /studies/{study}/centers/{center}/uploads: body"


def test_the_description_that_is_kept_is_that_of_the_routes():
    assert openapi() == PATH.read_text("utf-8"), "run `make docs`"


def test_every_route_is_described():
    described = {f"{method.upper()} {path}" for path, of in KEPT["paths"].items() for method in of}
    assert described == set(ROUTES) - {"GET /openapi.json"}


def test_every_route_says_who_may_call_it():
    told = {
        f"{method.upper()} {path}": set(operation.get("x-roles", []))
        for path, of in KEPT["paths"].items()
        for method, operation in of.items()
    }
    assert told == {route: set(ROUTES[route] or PUBLIC) for route in told}


def changed(*path):
    """Return a copy of the description, and the place in it."""
    copy = deepcopy(KEPT)
    place = copy
    for part in path:
        place = place[part]
    return copy, place


def test_no_change_breaks_nothing():
    assert breaking(KEPT, KEPT) == []


def test_a_path_that_is_gone_breaks():
    new, paths = changed("paths")
    del paths["/studies/{study}/journal"]
    assert breaking(KEPT, new) == ["GET /studies/{study}/journal: gone"]


def test_a_new_path_breaks_nothing():
    old, paths = changed("paths")
    del paths["/studies/{study}/journal"]
    assert breaking(old, KEPT) == []


def test_a_property_that_an_answer_lost_breaks():
    new, schemas = changed("components", "schemas")
    del schemas["Form"]["properties"]["url"]
    assert breaking(KEPT, new) == ["POST /studies/{study}/centers/{center}/uploads: 200.url is gone"]


def test_a_property_that_an_answer_gained_breaks_nothing():
    old, schemas = changed("components", "schemas")
    del schemas["Form"]["properties"]["url"]
    assert breaking(old, KEPT) == []


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ({"maxLength": 99}, ".name has a smaller maxLength"),
        ({"minLength": 2}, ".name has a larger minLength"),
        ({"type": "integer"}, ".name is no longer string"),
        ({"pattern": "^a"}, ".name has another pattern"),
    ],
)
def test_a_request_that_may_say_less_breaks(schema, says):
    new, name = changed("components", "schemas", "Upload", "properties", "name")
    name.update(schema)
    assert breaking(KEPT, new) == [UPLOAD + says]


def test_a_request_that_must_say_more_breaks():
    new, upload = changed("components", "schemas", "Upload")
    upload["required"] = [*upload["required"], "format"]
    assert breaking(KEPT, new) == [UPLOAD + ".format must be given"]


@pytest.mark.parametrize("required", [True, False])
def test_a_new_parameter_breaks_where_it_must_be_given(required):
    new, parameters = changed("paths", "/studies/{study}/files", "get", "parameters")
    parameters.append({"in": "query", "name": "day", "required": required, "schema": {"type": "string"}})
    wanted = ["GET /studies/{study}/files: parameter day must be given"] if required else []
    assert breaking(KEPT, new) == wanted


def test_a_value_that_may_no_longer_be_sent_breaks():
    new, schemas = changed("components", "schemas")
    schemas["SubjectStatus"]["enum"].remove("screened")
    (told,) = breaking(KEPT, new)
    assert told == "PUT /studies/{study}/subjects/{subject}: body.status may no longer be screened"


def test_the_last_commit_broke_nothing():
    git = shutil.which("git") or "git"
    words = [git, "show", f"HEAD~1:{PATH.relative_to(ROOT)}"]
    shown = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 our own words
    if shown.returncode:
        pytest.skip("this copy has no history to compare with")
    assert breaking(json.loads(shown.stdout), KEPT) == []
