"""Who may do what: every role at every route, of the own and of another study and center."""

import re

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from tests.support.api_office import (
    CENTER,
    FIRST,
    HEADER,
    JOB,
    LAB,
    OTHER,
    STUDY,
    USER,
    ask_centers,
    query_of,
    randomize,
    reply,
    request,
)

from api.http.access import MANAGERS, UNMATCHED, access_table, allow, route_of
from api.http.query import routes_of
from api.routing.routes import whole_access
from hepaflow.domain.identity import file_id
from hepaflow.domain.study.register import RESERVED_CENTER

ACCESS = whole_access()
ROLES = {
    "data-manager": f"{STUDY}/data-manager",
    "statistician": f"{STUDY}/statistician",
    "monitor": f"{STUDY}/monitor",
    "unmasked statistician": f"{STUDY}/unmasked-statistician",
    "own center": f"{STUDY}/center-{CENTER}",
    "other center": f"{STUDY}/center-{OTHER}",
    "other study": "LIVER-2/data-manager",
    "other study's center": f"LIVER-2/center-{CENTER}",
    "unknown role": f"{STUDY}/owner",
    "none": "",
}
STAFF = {"data-manager", "statistician", "monitor", "unmasked statistician"}
ALL = STAFF | {"own center", "other center"}
MAY = {
    "GET /health": set(ROLES),
    "GET /openapi.json": set(ROLES),
    "GET /sign-in": set(ROLES),
    "GET /me": ALL | {"other study", "other study's center"},
    "GET /catalog/analytes": ALL | {"other study", "other study's center"},
    "GET /catalog/units": ALL | {"other study", "other study's center"},
    "GET /catalog/issues": ALL | {"other study", "other study's center"},
    "GET /studies/{study}/definition": ALL,
    "PUT /studies/{study}/definition": {"data-manager"},
    "GET /studies/{study}/centers/{center}/profile": STAFF | {"own center"},
    "PUT /studies/{study}/centers/{center}/profile": {"data-manager"},
    "GET /studies/{study}/centers/{center}/feeds/{feed}/profile": STAFF | {"own center"},
    "PUT /studies/{study}/centers/{center}/feeds/{feed}/profile": {"data-manager"},
    "POST /studies/{study}/centers/{center}/feeds/{feed}/profile/trial": {"data-manager"},
    "POST /studies/{study}/centers/{center}/uploads": {"data-manager", "own center"},
    "POST /studies/{study}/centers/{center}/redrive": {"data-manager"},
    "GET /studies/{study}/centers/{center}/deliveries/{version_id}/receipt": {
        "data-manager",
        "monitor",
        "own center",
    },
    "GET /studies/{study}/files": STAFF | {"own center"},
    "GET /studies/{study}/files/{file_id}": STAFF | {"own center"},
    "GET /studies/{study}/files/{file_id}/issues": {"data-manager", "monitor", "own center"},
    "GET /studies/{study}/files/{file_id}/receipt": {"data-manager", "monitor", "own center"},
    "GET /studies/{study}/files/{file_id}/rejected": {"data-manager", "monitor", "own center"},
    "POST /studies/{study}/centers/{center}/profile/trial": {"data-manager"},
    "POST /studies/{study}/files/{file_id}/void": {"data-manager"},
    "POST /studies/{study}/files/{file_id}/restore": {"data-manager"},
    "POST /studies/{study}/files/{file_id}/rerun": {"data-manager"},
    "POST /studies/{study}/files/{file_id}/confirm": {"data-manager"},
    "GET /studies/{study}/unmapped": {"data-manager", "monitor", "own center"},
    "POST /studies/{study}/reruns": {"data-manager"},
    "POST /studies/{study}/screenings": {"data-manager"},
    "GET /studies/{study}/jobs/{job_id}": {"data-manager"},
    "GET /studies/{study}/subjects": STAFF | {"own center"},
    "GET /studies/{study}/subjects/{subject}": ALL,
    "PUT /studies/{study}/subjects/{subject}": {"data-manager"},
    "GET /studies/{study}/register": ALL,
    "POST /studies/{study}/register/close": {"data-manager"},
    "POST /studies/{study}/register/reopen": {"data-manager"},
    "GET /studies/{study}/subjects/{subject}/results": ALL,
    "GET /studies/{study}/subjects/{subject}/scores": ALL,
    "GET /studies/{study}/subjects/{subject}/panels": ALL,
    "GET /studies/{study}/subjects/{subject}/visits": ALL,
    "GET /studies/{study}/subjects/{subject}/completeness": ALL,
    "GET /studies/{study}/subjects/{subject}/liver-panel": ALL,
    "GET /studies/{study}/subjects/{subject}/report": ALL,
    "GET /studies/{study}/edish": ALL,
    "GET /studies/{study}/mdish": ALL,
    "GET /studies/{study}/completeness-map": ALL,
    "GET /studies/{study}/subjects/{subject}/safety": ALL,
    "GET /studies/{study}/completeness": ALL,
    "GET /studies/{study}/safety": ALL,
    "GET /studies/{study}/results": ALL,
    "GET /studies/{study}/holds": {"data-manager", "monitor", "own center", "other center"},
    "GET /studies/{study}/lineage": ALL,
    "POST /studies/{study}/decisions": {"data-manager"},
    "POST /studies/{study}/hold-decisions": {"data-manager"},
    "GET /studies/{study}/work": {"data-manager", "monitor", "own center", "other center"},
    "GET /studies/{study}/queries": ALL,
    "GET /studies/{study}/queries/{query_id}": STAFF | {"own center"},
    "POST /studies/{study}/queries": {"data-manager"},
    "POST /studies/{study}/queries/{query_id}/answer": {"own center"},
    "POST /studies/{study}/queries/{query_id}/close": {"data-manager"},
    "POST /studies/{study}/queries/{query_id}/reopen": {"data-manager"},
    "GET /studies/{study}/arms": {"unmasked statistician"},
    "PUT /studies/{study}/arms": {"unmasked statistician"},
    "GET /studies/{study}/arms/subjects": {"unmasked statistician"},
    "GET /studies/{study}/subjects/{subject}/arm": {"unmasked statistician"},
    "PUT /studies/{study}/subjects/{subject}/arm": {"unmasked statistician"},
    "GET /studies/{study}/journal": STAFF,
    "GET /studies/{study}/access": STAFF,
    "GET /studies/{study}/labs": STAFF,
    "GET /studies/{study}/centers/{center}/labs": STAFF | {"own center"},
    "GET /studies/{study}/labs/{lab}": STAFF,
    "PUT /studies/{study}/labs/{lab}": {"data-manager"},
    "DELETE /studies/{study}/access/{sub}/name": {"data-manager"},
}
PLACES = {
    "study": STUDY,
    "center": CENTER,
    "feed": "main",
    "version_id": "v1",
    "file_id": file_id(STUDY, CENTER, FIRST),
    "job_id": JOB.id,
    "subject": "CN01-0001",
    "sub": USER,
    "query_id": query_of(CENTER),
    "lab": LAB,
}
BODIES = {"POST /studies/{study}/queries/{query_id}/answer": {"version": 2, "answer": "mg/dL"}}


SENDING = {
    "POST /studies/{study}/centers/{center}/uploads": {"data-manager"},
    "POST /studies/{study}/centers/{center}/redrive": {"data-manager"},
    "GET /studies/{study}/files": STAFF,
}


@pytest.fixture(autouse=True)
def furnished(office):
    ask_centers(office.desk)
    randomize(office.desk)


def call(route):
    return re.sub(r"{(\w+)}", lambda place: PLACES[place[1]], route)


def asked(route, group, desk):
    query = {"center": CENTER} if route.endswith(("/files", "/subjects", "/unmapped")) else None
    return reply(request(call(route), query, BODIES.get(route), groups=f"[{group}]"), desk)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", ACCESS)
def test_a_role_may_do_what_the_table_says_and_nothing_else(route, role, office):
    refused = asked(route, ROLES[role], office.desk).status in (403, 404)
    assert refused != (role in MAY[route])


@pytest.mark.parametrize("role", [*ROLES, "center of that name"])
@pytest.mark.parametrize("route", SENDING)
def test_registers_are_sent_by_data_managers_and_by_nobody_else(route, role, office):
    group = ROLES.get(role, f"{STUDY}/center-{RESERVED_CENTER}")
    body = {"name": "list.csv", "size": 1, "sha256": "0" * 64} if route.endswith("uploads") else None
    query = {"center": RESERVED_CENTER} if route.endswith("/files") else None
    path = route.format(study=STUDY, center=RESERVED_CENTER)
    status = reply(request(path, query, body, groups=f"[{group}]"), office.desk).status
    assert status == (200 if role in SENDING[route] else 403)


def test_routes_are_those_of_the_table_of_roles():
    assert set(ACCESS) == set(MAY)


def access_of(*decorators, path="/studies/<study>/secrets"):
    """Return the access table of an application with one route, whose function has these decorators."""
    app = APIGatewayHttpResolver()

    def read_secrets():
        return {}

    for decorated in (*decorators, app.get(path)):
        read_secrets = decorated(read_secrets)
    return access_table({route: served.func for route, served in routes_of(app).items()})


def test_route_without_stated_roles_stops_the_function():
    with pytest.raises(LookupError, match="read_secrets does not state which roles may call it"):
        access_of()


def test_route_with_a_placeholder_of_unknown_form_stops_the_function():
    with pytest.raises(LookupError, match="secret"):
        access_of(allow(MANAGERS), path="/studies/<secret>")


def test_route_has_the_roles_that_its_function_states():
    assert access_of(allow(MANAGERS)) == {"GET /studies/{study}/secrets": MANAGERS}


@pytest.mark.parametrize("route", ACCESS)
def test_path_has_one_route_for_each_method(route):
    called = request(call(route))
    assert [found for found in ACCESS if route_of(called, [found]) != UNMATCHED] == [route]


def test_route_that_no_function_states_is_not_found(office):
    told = reply(request(f"GET /studies/{STUDY}/secrets", groups=f"[{ROLES['data-manager']}]"), office.desk)
    assert told.status == 404


def test_without_an_authorizer_nobody_is_served(office):
    event = request("GET /catalog/units")
    del event["requestContext"]["authorizer"]
    assert reply(event, office.desk).status == 401


def test_a_center_cannot_widen_its_question_to_two_centers(office):
    both = {"center": f"{CENTER},{OTHER}"}
    told = reply(request(f"GET /studies/{STUDY}/files", both, groups=f"[{ROLES['own center']}]"), office.desk)
    assert told.status == 403


def test_a_center_sees_its_own_results_of_a_subject_that_two_centers_share(office):
    path = f"GET /studies/{STUDY}/subjects/CN01-0001/results"
    seen = reply(request(path, groups=f"[{ROLES['other center']}]"), office.desk).json["results"]
    assert {result["center"] for result in seen} == {OTHER}
    assert {r["center"] for r in reply(request(path), office.desk).json["results"]} == {CENTER, OTHER}


def test_an_encoded_name_opens_no_other_door(office):
    path = f"GET /studies/{STUDY}/centers/%43N-01/profile"
    assert reply(request(path, groups=f"[{ROLES['own center']}]"), office.desk).status == 404


def test_a_file_of_another_center_looks_like_none(office):
    path = call("GET /studies/{study}/files/{file_id}")
    theirs = reply(request(path, groups=f"[{ROLES['other center']}]"), office.desk)
    none = reply(request(path[:-1] + "x", groups=f"[{ROLES['other center']}]"), office.desk)
    assert (theirs.status, none.status) == (404, 404)
    assert HEADER not in theirs.text


def test_a_query_of_another_center_looks_like_none(office):
    theirs, none = (
        reply(
            request(f"GET /studies/{STUDY}/queries/{name}", groups=f"[{ROLES['other center']}]"), office.desk
        )
        for name in (query_of(CENTER), "0" * 64)
    )
    assert theirs.status == 404
    assert theirs.json == none.json


def test_a_center_lists_its_own_queries_alone(office):
    listed = reply(
        request(f"GET /studies/{STUDY}/queries", groups=f"[{ROLES['other center']}]"), office.desk
    ).json
    assert [query["id"] for query in listed["queries"]] == [query_of(OTHER)]


ASKING_FOR_A_CENTER = [
    f"GET /studies/{STUDY}/{noun}"
    for noun in ("files", "subjects", "unmapped", "results", "holds", "queries", "work")
]


@pytest.mark.parametrize(("center", "status"), [(CENTER, 200), (OTHER, 403)])
@pytest.mark.parametrize("path", ASKING_FOR_A_CENTER)
def test_a_center_asks_for_itself_only(path, center, status, office):
    told = reply(request(path, {"center": center}, groups=f"[{ROLES['own center']}]"), office.desk)
    assert told.status == status


@pytest.mark.parametrize("role", ["data-manager", "monitor"])
@pytest.mark.parametrize("path", ASKING_FOR_A_CENTER)
def test_staff_asks_for_any_center_of_its_study_and_none_of_another(path, role, office):
    for center in (CENTER, OTHER):
        assert reply(request(path, {"center": center}, groups=f"[{ROLES[role]}]"), office.desk).status == 200
        other = reply(request(path, {"center": center}, groups=f"[LIVER-2/{role}]"), office.desk)
        assert other.status == 403
