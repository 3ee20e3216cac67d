"""Give users of a Cognito user pool their roles, take them, and record both in the access journal (docs/operations.md)."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from hepaflow.aws.users.pool import Pool, StudyRole, UserFault, find_user, study_role
from hepaflow.domain.study.journal import Draft, EventKind, access_journal
from hepaflow.pipeline.journal import append
from hepaflow.ports import Change

if TYPE_CHECKING:
    from types_boto3_cognito_idp.type_defs import AttributeTypeTypeDef

_UNMASKED: Final = "unmasked-statistician"


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
        UserFault: the user has signed in before, or is disabled; or the roles exclude each other.
    """
    _check_masking([role.group for role in roles])
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
        UserFault: there is no such user, a revocation of all his roles was interrupted, or the roles exclude each other.
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
    _check_masking({*user.groups, *(role.group for role in roles)})
    for role in roles:
        if role.group in user.groups:
            continue
        with suppress(pool.cognito.exceptions.GroupExistsException):  # made for an earlier user
            pool.cognito.create_group(UserPoolId=pool.id, GroupName=role.group)
        _record(pool, role, kind, user.sub)
        pool.cognito.admin_add_user_to_group(UserPoolId=pool.id, Username=email, GroupName=role.group)
    return user.sub


def _check_masking(groups: Collection[str]) -> None:
    """Check that a user who knows the arms of a study has no other role in it."""
    for study in {group.partition("/")[0] for group in groups if group.endswith(f"/{_UNMASKED}")}:
        if sum(group.startswith(f"{study}/") for group in groups) > 1:
            raise UserFault(f"{_UNMASKED} excludes any other role in {study}. Nothing was recorded.")


def _record(pool: Pool, role: StudyRole, kind: EventKind, sub: str) -> None:
    draft = Draft(kind, pool.actor, "", {"user": sub, "role": role.role})
    append(pool.journal, access_journal(role.study), pool.clock, lambda _head: (draft, Change()))
