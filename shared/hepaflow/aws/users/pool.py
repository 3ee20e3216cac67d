"""Give users of a Cognito user pool their roles, take them, and record both in the access journal (docs/operations.md)."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hepaflow.domain.profile.parts import IDENTIFIER
from hepaflow.domain.study.journal import Draft, EventKind, access_journal
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.services import Clock
from hepaflow.ports import Change, Journal

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_cognito_idp.type_defs import AttributeTypeTypeDef

_ROLE: Final = re.compile(rf"data-manager|statistician|monitor|center-{IDENTIFIER.pattern}")
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


def invite(pool: Pool, email: str, roles: Sequence[StudyRole]) -> str:
    """Create a user, whom Cognito sends a temporary password by mail, and give him roles.

    A user who has not signed in yet is sent a new password.

    Args:
        pool: the user pool.
        email: the user's address.
        roles: roles that he is to have.

    Returns:
        The user's id at the issuer.

    Raises:
        UserFault: the user has signed in before, or is disabled.
    """
    try:
        _send_invitation(pool, email)
    except pool.cognito.exceptions.UsernameExistsException:
        state = find_user(pool, email).state
        if state != "invited":
            raise UserFault(f"The user exists and is {state}. `add` gives him roles.") from None
        pool.cognito.admin_create_user(
            UserPoolId=pool.id, Username=email, DesiredDeliveryMediums=["EMAIL"], MessageAction="RESEND"
        )
    return _give(pool, email, roles, EventKind.USER_INVITED)


def add_roles(pool: Pool, email: str, roles: Sequence[StudyRole]) -> str:
    """Give a user more roles; if he is disabled, enable him again.

    Args:
        pool: the user pool.
        email: the user's address.
        roles: roles that he is to have, too.

    Returns:
        The user's id at the issuer.

    Raises:
        UserFault: there is no such user, or a revocation of all his roles was interrupted.
    """
    user = find_user(pool, email)
    if user.state == "disabled" and user.groups:
        raise UserFault("The user is disabled and still has groups. Repeat `revoke` without groups first.")
    sub = _give(pool, email, roles, EventKind.USER_CHANGED)
    pool.cognito.admin_enable_user(UserPoolId=pool.id, Username=email)
    return sub


def revoke_roles(pool: Pool, email: str, roles: Sequence[StudyRole]) -> str:
    """Take roles from a user, and end his sessions.

    A role is recorded as revoked also if he does not have it: an earlier call may have ended before it was recorded.

    Args:
        pool: the user pool.
        email: the user's address.
        roles: roles that he is to lose.

    Returns:
        The user's id at the issuer.

    Raises:
        UserFault: there is no such user, or no group for one of the roles. Nothing was changed.
    """
    user = find_user(pool, email)
    for role in roles:
        try:
            pool.cognito.get_group(UserPoolId=pool.id, GroupName=role.group)
        except pool.cognito.exceptions.ResourceNotFoundException:
            raise UserFault(f"The pool has no group {role.group}. Nothing was changed.") from None
    for role in roles:
        pool.cognito.admin_remove_user_from_group(UserPoolId=pool.id, Username=email, GroupName=role.group)
        _record(pool, role, EventKind.USER_REVOKED, user.sub)
    pool.cognito.admin_user_global_sign_out(UserPoolId=pool.id, Username=email)
    return user.sub


def revoke_user(pool: Pool, email: str) -> str:
    """Disable a user, end his sessions, and take all his groups from him.

    Each role is recorded before its group is taken, so a call that is repeated after an interruption records the rest.

    Returns:
        The user's id at the issuer.

    Raises:
        UserFault: there is no such user.
    """
    user = find_user(pool, email)
    pool.cognito.admin_disable_user(UserPoolId=pool.id, Username=email)
    pool.cognito.admin_user_global_sign_out(UserPoolId=pool.id, Username=email)
    for group in user.groups:
        with suppress(UserFault):  # a group that gives no role is of no study
            _record(pool, study_role(group), EventKind.USER_REVOKED, user.sub)
        pool.cognito.admin_remove_user_from_group(UserPoolId=pool.id, Username=email, GroupName=group)
    return user.sub


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


def _send_invitation(pool: Pool, email: str) -> None:
    attributes: list[AttributeTypeTypeDef] = [
        {"Name": "email", "Value": email},
        {"Name": "email_verified", "Value": "true"},
    ]
    pool.cognito.admin_create_user(
        UserPoolId=pool.id, Username=email, UserAttributes=attributes, DesiredDeliveryMediums=["EMAIL"]
    )


def _give(pool: Pool, email: str, roles: Sequence[StudyRole], kind: EventKind) -> str:
    """Record each role that a user does not have, and then give it: nobody has a role that is not recorded."""
    user = find_user(pool, email)
    for role in roles:
        if role.group in user.groups:
            continue
        with suppress(pool.cognito.exceptions.GroupExistsException):  # made for an earlier user
            pool.cognito.create_group(UserPoolId=pool.id, GroupName=role.group)
        _record(pool, role, kind, user.sub)
        pool.cognito.admin_add_user_to_group(UserPoolId=pool.id, Username=email, GroupName=role.group)
    return user.sub


def _record(pool: Pool, role: StudyRole, kind: EventKind, sub: str) -> None:
    draft = Draft(kind, pool.actor, "", {"user": sub, "role": role.role})
    append(pool.journal, access_journal(role.study), pool.clock, lambda _head: (draft, Change()))


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
