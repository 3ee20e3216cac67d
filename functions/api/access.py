"""Decide who may call which route; no other module does (docs/api.md)."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from api.problems import Problem
from hepaflow.domain.register import RESERVED_CENTER


class Role(StrEnum):
    """What a group makes of its members, in one study; a center's role sees that center alone."""

    DATA_MANAGER = "data-manager"
    STATISTICIAN = "statistician"
    MONITOR = "monitor"
    CENTER = "center"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls which route, as far as the route needs to know; `centers` are those he may see, None: all."""

    id: str
    route: str
    centers: frozenset[str] | None = None


Roles = frozenset[Role]
PUBLIC: Final[Roles] = frozenset()
ANY: Final[Roles] = frozenset(Role)
MANAGERS: Final[Roles] = frozenset({Role.DATA_MANAGER})
STAFF: Final[Roles] = frozenset({Role.DATA_MANAGER, Role.STATISTICIAN, Role.MONITOR})
SENDERS: Final[Roles] = frozenset({Role.DATA_MANAGER, Role.CENTER})
REVIEWERS: Final[Roles] = frozenset({Role.DATA_MANAGER, Role.MONITOR, Role.CENTER})

ROUTES: Final[Mapping[str, Roles]] = {
    "GET /health": PUBLIC,
    "GET /openapi.json": PUBLIC,
    "GET /catalog/analytes": ANY,
    "GET /catalog/units": ANY,
    "GET /catalog/issues": ANY,
    "GET /studies/{study}/definition": ANY,
    "PUT /studies/{study}/definition": MANAGERS,
    "GET /studies/{study}/centers/{center}/profile": ANY,
    "PUT /studies/{study}/centers/{center}/profile": MANAGERS,
    "POST /studies/{study}/centers/{center}/profile/trial": MANAGERS,
    "POST /studies/{study}/centers/{center}/uploads": SENDERS,
    "POST /studies/{study}/centers/{center}/redrive": MANAGERS,
    "GET /studies/{study}/centers/{center}/deliveries/{version_id}/receipt": REVIEWERS,
    "GET /studies/{study}/files": ANY,
    "GET /studies/{study}/files/{file_id}": ANY,
    "GET /studies/{study}/files/{file_id}/issues": REVIEWERS,
    "GET /studies/{study}/files/{file_id}/receipt": REVIEWERS,
    "GET /studies/{study}/files/{file_id}/rejected": REVIEWERS,
    "POST /studies/{study}/files/{file_id}/void": MANAGERS,
    "POST /studies/{study}/files/{file_id}/restore": MANAGERS,
    "POST /studies/{study}/files/{file_id}/rerun": MANAGERS,
    "GET /studies/{study}/unmapped": REVIEWERS,
    "POST /studies/{study}/reruns": MANAGERS,
    "GET /studies/{study}/jobs/{job_id}": MANAGERS,
    "GET /studies/{study}/subjects": ANY,
    "GET /studies/{study}/subjects/{subject}": ANY,
    "PUT /studies/{study}/subjects/{subject}": MANAGERS,
    "GET /studies/{study}/subjects/{subject}/results": ANY,
    "GET /studies/{study}/results": ANY,
    "GET /studies/{study}/holds": REVIEWERS,
    "GET /studies/{study}/lineage": ANY,
    "POST /studies/{study}/decisions": MANAGERS,
    "GET /studies/{study}/journal": STAFF,
}
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"  # as studies and centers are named: nothing that could be encoded
_PLACES = {
    "study": _NAME,
    "center": _NAME,
    "version_id": "[A-Za-z0-9._-]{1,128}",
    "file_id": "[0-9a-f]{64}",
    "job_id": "[0-9a-f]{64}",
    "subject": "[^/]+",
}


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(
        re.sub(r"\\{(\w+)\\}", lambda place: f"(?P<{place[1]}>{_PLACES[place[1]]})", re.escape(path))
    )


_DOORS: Final = [(route, _pattern(route.partition(" ")[2])) for route in ROUTES]


def admit(event: Mapping[str, Any]) -> Caller:
    """Return the caller of a request to one of `ROUTES`; everything else ends here.

    Raises:
        Problem: 404 and 405 where there is no such route, 401 and 403 where the caller may not use it.
    """
    route, places = _door(event)
    roles = ROUTES[route]
    if not roles:  # PUBLIC
        return Caller("", route)
    claims = event["requestContext"].get("authorizer", {}).get("jwt", {}).get("claims", {})
    if claims.get("token_use") != "access":
        raise Problem(401, "An access token is required.", headers={"WWW-Authenticate": "Bearer"})
    held = _held(groups(claims), places.get("study"))
    center = places.get("center") or (event.get("queryStringParameters") or {}).get("center")
    caller = Caller(str(claims.get("sub", "")), route)
    if any(role in roles for role, _ in held if role is not Role.CENTER):
        return caller
    own = frozenset(name for role, name in held if role is Role.CENTER)
    if own and Role.CENTER in roles and (center is None or center in own):
        return Caller(caller.id, route, own)
    raise Problem(403, "Your role does not allow this.")


def groups(claims: Mapping[str, Any]) -> list[str]:
    """Return the groups of a token; HTTP APIs hand a list over as `[a b]`, some issuers write it as JSON."""
    told = claims.get("cognito:groups") or claims.get("groups") or ""
    return re.findall(r"[^\s,\[\]\"]+", told) if isinstance(told, str) else [str(group) for group in told]


def _held(names: Collection[str], study: str | None) -> set[tuple[Role, str]]:
    """Return the roles in a study, in any if none is named, each with its center or ""."""
    held = set()
    for name in names:
        of_study, _, role = name.partition("/")
        if study not in (None, of_study):
            continue
        center = role.removeprefix("center-")
        if center == RESERVED_CENTER:
            continue  # registers are the data manager's: no center has that name
        if center != role:
            held.add((Role.CENTER, center))
        elif role in STAFF:
            held.add((Role(role), ""))
    return held


def _door(event: Mapping[str, Any]) -> tuple[str, Mapping[str, str]]:
    """Return the route of a request, and what stands at its places."""
    called = event["requestContext"]["http"]["method"]
    found = [(route, match) for route, pattern in _DOORS if (match := pattern.fullmatch(event["rawPath"]))]
    methods = {route.partition(" ")[0]: (route, match.groupdict()) for route, match in found}
    if called in methods:
        return methods[called]
    if methods:
        raise Problem(405, "Method not allowed.", headers={"Allow": ", ".join(sorted(methods))})
    raise Problem(404, "Not found.")
