"""Who may do what through the gateway: each role at each route, for its own and another center and study.

The expected answer of each cell follows from the roles that the route states (`@allow`). Each request takes the routes of
the template and the payload of an HTTP API: version 2.0, claims as text, groups as `[a b]`.
"""

import re
from dataclasses import dataclass, replace

import pytest
from tests.support.api_office import (
    CENTER,
    FIRST,
    JOB,
    LAB,
    OTHER,
    STUDY,
    SUBJECT,
    THEIRS,
    USER,
    ask_centers,
    clock,
    query_of,
    randomize,
)
from werkzeug.test import Client

from api.http.access import STAFF, Role
from api.routing.answer import answer
from api.routing.routes import whole_access
from hepaflow.domain.identity import file_id
from local.gateway import gateway
from local.sign_in.authorizer import Unauthorized
from local.stack import running

ACCESS = whole_access()
ANOTHER_STUDY = "LIVER-2"
FILES = {CENTER: FIRST, OTHER: THEIRS}
# a body that is refused would hide that the query is another center's
BODIES = {"POST /studies/{study}/queries/{query_id}/answer": {"version": 2, "answer": "mg/dL"}}
BY_CENTER = ("/files", "/subjects", "/unmapped")  # lists that the query narrows to a center


@dataclass(frozen=True, slots=True)
class Identity:
    """A role in a study; a center's role also has its center."""

    role: Role
    study: str
    center: str = ""

    @property
    def group(self):
        return f"{self.study}/{self.role}{self.center and '-' + self.center}"

    def __str__(self):
        return self.group


IDENTITIES = [
    identity
    for study in (STUDY, ANOTHER_STUDY)
    for identity in (
        *(Identity(role, study) for role in sorted(STAFF)),
        *(Identity(Role.CENTER, study, center) for center in (CENTER, OTHER)),
    )
]


class Claimed:
    """An authorizer whose tokens are the groups themselves; signatures are tested in test_gateway.py."""

    def claims(self, header, _now):
        if not header:
            raise Unauthorized("no token")
        # a list as the issuer writes it; a second group, of no study here, shows that a list is read as one
        return {"sub": "u-1", "token_use": "access", "cognito:groups": [header, "ELSEWHERE/owner"]}


@pytest.fixture(scope="module")
def deployed():
    with running() as stack:
        yield gateway(stack, clock)


@pytest.fixture
def at(deployed, office):
    """Return a client of the gateway, with the routes of the template and the office behind them."""

    ask_centers(office.desk)
    randomize(office.desk)

    def function(event, context):
        return answer(event, context, office.desk)

    behind = replace(
        deployed,
        authorizers={"AccessTokens": Claimed()},
        functions=dict.fromkeys(deployed.functions, function),
    )
    return Client(behind)


def path_of(route, center):
    places = {
        "study": STUDY,
        "center": center,
        "feed": "main",
        "version_id": "v1",
        "file_id": file_id(STUDY, center, FILES[center]),
        "job_id": JOB.id,
        "subject": SUBJECT,
        "sub": USER,
        "query_id": query_of(center),
        "lab": LAB,
    }
    path = re.sub(r"{(\w+)}", lambda place: places[place[1]], route.partition(" ")[2])
    return f"{path}?center={center}" if path.endswith(BY_CENTER) else path


def names_a_center(route):
    return any(one in route for one in ("{center}", "{file_id}", "{query_id}")) or route.endswith(BY_CENTER)


def admitted(route, identity, center):
    """Return whether an identity may use a route about what a center sent, by the roles that the route states."""
    roles = ACCESS[route]
    if not roles:
        return True
    if identity is None or identity.role not in roles:
        return False
    if "{study}" in route and identity.study != STUDY:
        return False
    return identity.role is not Role.CENTER or not names_a_center(route) or identity.center == center


@pytest.mark.parametrize("center", FILES)
@pytest.mark.parametrize("route", ACCESS)
def test_every_cell_of_the_matrix_is_as_the_route_states(route, center, at):
    wrong = {}
    for identity in (None, *IDENTITIES):
        method, _, _ = route.partition(" ")
        headers = {"Authorization": identity.group} if identity else {}
        told = at.open(path_of(route, center), method=method, headers=headers, json=BODIES.get(route))
        may = admitted(route, identity, center)
        # what is not for a caller is refused, or is not there for him
        if (told.status_code in (401, 403, 404)) == may:
            wrong[str(identity)] = (told.status_code, "admitted" if may else "refused")
    assert wrong == {}


@pytest.mark.parametrize("route", [route for route, roles in ACCESS.items() if roles])
def test_nobody_without_a_token_reaches_the_function(route, at):
    method, _, _ = route.partition(" ")
    told = at.open(path_of(route, CENTER), method=method)
    assert (told.status_code, told.json) == (401, {"message": "Unauthorized"})


def test_matrix_has_refused_and_admitted_cells_for_every_role():
    cells = {
        (identity.role, admitted(route, identity, CENTER)) for identity in IDENTITIES for route in ACCESS
    }
    assert cells == {(role, may) for role in Role for may in (True, False)}
