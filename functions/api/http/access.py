"""Decide who may call which route (docs/api.md). Each route states its roles; no route answers beside one that states none."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeVar

from api.http.problems import Problem
from api.http.tokens import GROUPS_CLAIM, access_claims, caller_id, groups, issued_at
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.users.roles import PresentedRoles


class Role(StrEnum):
    """What a group makes of its members, in one study; a center's role sees that center alone."""

    DATA_MANAGER = "data-manager"
    STATISTICIAN = "statistician"
    MONITOR = "monitor"
    CENTER = "center"
    UNMASKED_STATISTICIAN = "unmasked-statistician"  # knows the arms, so has no other role in the study


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls which route, as far as the route needs to know.

    Attributes:
        id: of the user.
        route: method and path.
        centers: those that he may see; None: all.
        roles: all his roles in the study. Who knows the arms and has another role, too, has only the others.
    """

    id: str
    route: str
    centers: frozenset[str] | None = None
    roles: frozenset[str] = frozenset()


Roles = frozenset[Role]
PUBLIC: Final[Roles] = frozenset()
ANY: Final[Roles] = frozenset(Role)
MANAGERS: Final[Roles] = frozenset({Role.DATA_MANAGER})
STAFF: Final[Roles] = frozenset(
    {Role.DATA_MANAGER, Role.STATISTICIAN, Role.MONITOR, Role.UNMASKED_STATISTICIAN}
)
UNMASKED: Final[Roles] = frozenset({Role.UNMASKED_STATISTICIAN})
CENTERS: Final[Roles] = frozenset({Role.CENTER})
SENDERS: Final[Roles] = frozenset({Role.DATA_MANAGER, Role.CENTER})
REVIEWERS: Final[Roles] = frozenset({Role.DATA_MANAGER, Role.MONITOR, Role.CENTER})

UNMATCHED: Final = "unmatched"  # stands for the route of a request that has none
_STATED: Final = "roles"  # attribute of a route's function
_UNMASKED: Final = "unmasked"  # likewise
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"  # as studies and centers are named: nothing that could be encoded
_PLACES = {
    "study": _NAME,
    "center": _NAME,
    "feed": _NAME,
    "lab": _NAME,
    "version_id": "[A-Za-z0-9._-]{1,128}",
    "file_id": "[0-9a-f]{8,64}",
    "job_id": "[0-9a-f]{64}",
    "query_id": "[0-9a-f]{64}",
    "subject": "[^/]+",
    "sub": "[^/]+",
}


def allow(roles: Roles, *, unmasked: bool = False) -> Callable[[Endpoint], Endpoint]:
    """State which roles may call a route: a decorator for its function, below the one that states its path.

    Args:
        roles: who may call it.
        unmasked: its answer counts or shows rows of files, or results of many subjects at once, or it could end the masking.
            So masked callers may not call it; a center may ask about its own files.
    """

    def stated(endpoint: Endpoint) -> Endpoint:
        endpoint.__dict__[_STATED] = roles
        endpoint.__dict__[_UNMASKED] = unmasked
        return endpoint

    return stated


def is_for_unmasked(endpoint: Callable[..., Any]) -> bool:
    """Say whether the function of a route states that masked callers may not call it."""
    return bool(endpoint.__dict__.get(_UNMASKED))


def roles_of(endpoint: Callable[..., Any]) -> Roles:
    """Return which roles may call the route of a function.

    Raises:
        LookupError: the function does not state it.
    """
    roles: Roles | None = endpoint.__dict__.get(_STATED)
    if roles is None:
        name = f"{endpoint.__module__}.{endpoint.__qualname__}"
        raise LookupError(f"{name} does not state which roles may call it: add @allow(...)")
    return roles


def access_table(endpoints: Mapping[str, Callable[..., Any]]) -> Mapping[str, Roles]:
    """Return which roles may call each route.

    Args:
        endpoints: the functions of all routes, by method and path, such as `GET /studies/{study}/files`.

    Returns:
        The roles by method and path.

    Raises:
        LookupError: a function states no roles, or nothing states what a placeholder of its path may be.
    """
    for route in endpoints:
        _pattern(route)
    return {route: roles_of(endpoint) for route, endpoint in endpoints.items()}


def route_of(event: Mapping[str, Any], routes: Iterable[str]) -> str:
    """Return the route of a request, or `UNMATCHED`; unlike its path, a route never names a subject."""
    return _matches(event, routes).get(_method(event), (UNMATCHED, {}))[0]


def answered_about(event: Mapping[str, Any], routes: Iterable[str]) -> dict[str, str]:
    """Return the study, center, file, delivery, job or query that the path of a request names; never its subject or user."""
    _, places = _matches(event, routes).get(_method(event), (UNMATCHED, {}))
    return {name: value for name, value in places.items() if name not in ("subject", "sub")}


def admit(event: Mapping[str, Any], table: Mapping[str, Roles], groups_claim: str = GROUPS_CLAIM) -> Caller:
    """Return the caller of a request to a route that the caller may use; everything else ends here.

    Args:
        event: the request, as API Gateway hands it over.
        table: which roles may call each route.
        groups_claim: the claim of a token that names the groups of its owner.

    Raises:
        Problem: 404 and 405 where there is no such route, 401 and 403 where the caller may not use it.
    """
    route, places = _matched(event, table)
    roles = table[route]
    if not roles:  # PUBLIC
        return Caller("", route)
    claims = access_claims(event)
    named = groups(claims, groups_claim)
    held = _held(named, places.get("study"))
    center = places.get("center") or (event.get("queryStringParameters") or {}).get("center")
    names = frozenset(str(role) for role, _ in held)
    caller = Caller(caller_id(event), route, roles=names - UNMASKED or names)
    if roles == UNMASKED and any(role in UNMASKED for role, _ in held) and len(held) > 1:
        raise Problem(403, "A user with another role in the study, too, is masked.")
    if any(role in roles for role, _ in held if role is not Role.CENTER):
        return caller
    own = frozenset(name for role, name in held if role is Role.CENTER)
    if own and Role.CENTER in roles and (center is None or center in own):
        return Caller(caller.id, route, own, caller.roles)
    if not named:
        raise Problem(403, f"Your token names no group: it has no list of texts in the claim {groups_claim}.")
    raise Problem(403, "Your role does not allow this.")


def presented_roles(
    event: Mapping[str, Any], routes: Iterable[str], groups_claim: str
) -> tuple[str, PresentedRoles] | None:
    """Return the study of a request and the roles in it that the caller's token names, whether or not they suffice.

    Args:
        event: the request, as API Gateway hands it over.
        routes: methods and paths.
        groups_claim: the claim of a token that names the groups of its owner.

    Returns:
        None where the request is about no study, or has no access token.
    """
    _, places = _matches(event, routes).get(_method(event), (UNMATCHED, {}))
    study = places.get("study")
    if study is None:
        return None
    try:
        claims = access_claims(event)
    except Problem:
        return None
    roles = (
        f"center-{center}" if center else str(role)
        for role, center in _held(groups(claims, groups_claim), study)
    )
    return study, PresentedRoles(caller_id(event), frozenset(roles), issued_at(claims))


def roles_by_study(event: Mapping[str, Any], groups_claim: str) -> dict[str, tuple[list[Role], list[str]]]:
    """Return the roles that the caller of a request may use in each study, and the centers whose people he belongs to.

    Args:
        event: the request, as API Gateway hands it over.
        groups_claim: the claim of a token that names the groups of its owner.

    Raises:
        Problem: 401, the request has no access token.
    """
    named = groups(access_claims(event), groups_claim)
    found = {}
    for study in sorted({name.partition("/")[0] for name in named}):
        if held := _held(named, study):
            roles = {role for role, _ in held}
            found[study] = sorted(roles - UNMASKED or roles), sorted(center for _, center in held if center)
    return found


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


def _matched(event: Mapping[str, Any], routes: Iterable[str]) -> tuple[str, Mapping[str, str]]:
    """Return the route of a request, and what stands at its places."""
    methods = _matches(event, routes)
    if _method(event) in methods:
        return methods[_method(event)]
    if methods:
        raise Problem(405, "Method not allowed.", headers={"Allow": ", ".join(sorted(methods))})
    raise Problem(404, "Not found.")


def _method(event: Mapping[str, Any]) -> str:
    return str(event["requestContext"]["http"]["method"])


def _matches(event: Mapping[str, Any], routes: Iterable[str]) -> dict[str, tuple[str, Mapping[str, str]]]:
    """Return the routes with the path of a request, by method, each with what stands at its places."""
    found = [(route, match) for route in routes if (match := _pattern(route).fullmatch(event["rawPath"]))]
    return {route.partition(" ")[0]: (route, match.groupdict()) for route, match in found}


@cache
def _pattern(route: str) -> re.Pattern[str]:
    """Return what paths a route has; a placeholder that `_PLACES` does not name is a KeyError."""
    path = re.escape(route.partition(" ")[2])
    return re.compile(re.sub(r"\\{(\w+)\\}", lambda place: f"(?P<{place[1]}>{_PLACES[place[1]]})", path))
