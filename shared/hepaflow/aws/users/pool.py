"""Describe users of a Cognito user pool, their states and their roles."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hepaflow.domain.profile.parts import IDENTIFIER
from hepaflow.pipeline.services import Clock
from hepaflow.ports import Journal

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_cognito_idp.type_defs import AttributeTypeTypeDef

_ROLE: Final = re.compile(rf"data-manager|(?:unmasked-)?statistician|monitor|center-{IDENTIFIER.pattern}")
_INVITED: Final = "FORCE_CHANGE_PASSWORD"  # Cognito's word for a user who has not signed in yet


class UserFault(ValueError):
    """What was asked for cannot be done; the text says why."""


@dataclass(frozen=True, slots=True)
class StudyRole:
    """A role in a study; the pool has a group `{study}/{role}` for it."""

    study: str
    role: str

    @property
    def group(self) -> str:
        return f"{self.study}/{self.role}"


@dataclass(frozen=True, slots=True)
class PoolUser:
    """A user of the pool.

    Attributes:
        email: his address; it is never recorded.
        sub: his id at the issuer.
        state: `active`, `invited` (he has not signed in yet) or `disabled`.
        groups: of the pool.
    """

    email: str
    sub: str
    state: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """A user pool, and the journals that record what happens to its users.

    Attributes:
        cognito: the client.
        id: of the pool.
        journal: where journals are kept.
        clock: the time of events.
        actor: who decides on the users.
    """

    cognito: "CognitoIdentityProviderClient"
    id: str
    journal: Journal
    clock: Clock
    actor: str


def study_role(group: str) -> StudyRole:
    """Return the role that a group gives.

    Raises:
        UserFault: it gives none.
    """
    study, _, role = group.partition("/")
    if not (IDENTIFIER.fullmatch(study) and _ROLE.fullmatch(role)):
        raise UserFault(f"{group} is no role of a study, such as S1/data-manager or S1/center-CN-01.")
    return StudyRole(study, role)


def list_users(pool: Pool) -> Iterator[PoolUser]:
    """Yield the users of the pool."""
    for page in pool.cognito.get_paginator("list_users").paginate(UserPoolId=pool.id):
        for found in page["Users"]:
            attributes = _by_name(found["Attributes"])
            state = _state(enabled=found["Enabled"], status=found["UserStatus"])
            groups = _groups(pool, found["Username"])
            yield PoolUser(attributes.get("email", ""), attributes["sub"], state, groups)


def find_user(pool: Pool, email: str) -> PoolUser:
    """Return a user of the pool.

    Raises:
        UserFault: there is no such user.
    """
    try:
        found = pool.cognito.admin_get_user(UserPoolId=pool.id, Username=email)
    except pool.cognito.exceptions.UserNotFoundException:
        raise UserFault("The pool has no such user. `invite` creates him.") from None
    sub = _by_name(found["UserAttributes"])["sub"]
    state = _state(enabled=found["Enabled"], status=found["UserStatus"])
    return PoolUser(email, sub, state, _groups(pool, email))


def _groups(pool: Pool, username: str) -> tuple[str, ...]:
    pages = pool.cognito.get_paginator("admin_list_groups_for_user").paginate(
        UserPoolId=pool.id, Username=username
    )
    return tuple(sorted(group["GroupName"] for page in pages for group in page["Groups"]))


def _by_name(attributes: "Sequence[AttributeTypeTypeDef]") -> dict[str, str]:
    return {one["Name"]: one.get("Value", "") for one in attributes}


def _state(*, enabled: bool, status: str) -> str:
    if not enabled:
        return "disabled"
    return "invited" if status == _INVITED else "active"
