"""Users of the stack's own pool are invited by mail, listed, changed and revoked, and the access journal says so."""

import boto3
import pytest

from hepaflow.aws import wiring
from hepaflow.aws.users.__main__ import DONE, FAILED, WRONG, manage_users
from hepaflow.domain.study.journal import access_journal
from hepaflow.pipeline.journal import journal_fault
from hepaflow.pipeline.users.roles import KnownRoles, PresentedRoles, record_roles
from local.makers import MAKERS
from local.stack import REGION, TEMPLATE
from local.translated import translated

ANN = "ann@example.org"
MONITOR, MANAGER, CENTER = "S1/monitor", "S1/data-manager", "S2/center-CN-01"


class Killed(BaseException):
    """The process is gone."""


class Operator:
    """An operator at his command line."""

    def __init__(self, stack, pool):
        self.stack, self.pool = stack, pool
        self.cognito = boto3.client("cognito-idp")
        self.calls = []  # what Cognito was asked, and when an event was written, in order
        self.killed_at = None

    def listen(self, session):
        for what in ("cognito-idp", "dynamodb.TransactWriteItems"):
            session.events.register(f"provide-client-params.{what}", self.hear)

    def hear(self, params, model, **_more):
        self.calls.append((model.name, params))
        if model.name == self.killed_at:
            self.killed_at = None
            raise Killed

    def __call__(self, *arguments, actor="dm-1"):
        table = self.stack.refs["RegistryTable"]
        return manage_users([self.pool, table, "--actor", actor, *arguments])

    def killed(self, at, *arguments):
        self.killed_at = at
        with pytest.raises(Killed):
            self(*arguments)

    def groups(self, email=ANN):
        found = self.cognito.admin_list_groups_for_user(UserPoolId=self.pool, Username=email)
        return {group["GroupName"] for group in found["Groups"]}

    def user(self, email=ANN):
        return self.cognito.admin_get_user(UserPoolId=self.pool, Username=email)

    def sub(self, email=ANN):
        return next(one["Value"] for one in self.user(email)["UserAttributes"] if one["Name"] == "sub")

    def sign_in(self, email=ANN):
        """The user chooses a password, and signs in with it."""
        secret = "Five-words-of-the-user-1"
        self.cognito.admin_set_user_password(
            UserPoolId=self.pool, Username=email, Password=secret, Permanent=True
        )


@pytest.fixture
def operator(stack):
    wiring.forget()
    boto3.setup_default_session()
    users = translated(TEMPLATE.parent / "infra" / "users.yaml", REGION)
    properties = users.resources["UserPool"]["Properties"]
    pool, _ = MAKERS["AWS::Cognito::UserPool"](boto3.client, "users", properties)
    made = Operator(stack, pool)
    made.listen(boto3.DEFAULT_SESSION)
    yield made
    boto3.setup_default_session()
    wiring.forget()


def recorded(study="S1"):
    name = access_journal(study)
    assert journal_fault(wiring.registry(), name) is None
    drafts = [event.draft for event in wiring.registry().events(name)]
    return [(str(one.kind), one.actor, one.details["user"], one.details["role"]) for one in drafts]


def test_an_invited_user_gets_his_password_by_mail_and_nobody_else_sees_it(operator, capsys):
    assert operator("invite", ANN, MONITOR, CENTER) == DONE
    said = capsys.readouterr().out
    asked = next(params for name, params in operator.calls if name == "AdminCreateUser")
    assert asked["DesiredDeliveryMediums"] == ["EMAIL"]
    assert not {"MessageAction", "TemporaryPassword"} & set(asked)  # Cognito makes it, and sends it
    assert said == f"invite: user {operator.sub()}\n"
    assert operator.user()["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert operator.groups() == {MONITOR, CENTER}


def test_every_change_is_recorded_by_id_and_role_and_never_by_e_mail(operator):
    operator("invite", ANN, MONITOR, CENTER)
    operator("add", ANN, MANAGER, MONITOR, actor="dm-2")
    operator("revoke", ANN, MONITOR)
    sub = operator.sub()
    assert recorded() == [
        ("user-invited", "dm-1", sub, "monitor"),
        ("user-changed", "dm-2", sub, "data-manager"),
        ("user-revoked", "dm-1", sub, "monitor"),
    ]
    assert recorded("S2") == [("user-invited", "dm-1", sub, "center-CN-01")]
    assert operator.groups() == {MANAGER, CENTER}
    pages = boto3.client("dynamodb").get_paginator("scan")
    stored = list(pages.paginate(TableName=operator.stack.refs["RegistryTable"]))
    assert sub in str(stored)
    assert "example.org" not in str(stored)


def test_a_revoked_user_is_disabled_signed_out_and_without_groups(operator):
    operator("invite", ANN, MONITOR, CENTER)
    sub = operator.sub()
    operator.cognito.create_group(UserPoolId=operator.pool, GroupName="canteen")
    operator.cognito.admin_add_user_to_group(UserPoolId=operator.pool, Username=ANN, GroupName="canteen")
    operator.calls.clear()
    assert operator("revoke", ANN) == DONE
    assert operator.groups() == set()
    assert operator.user()["Enabled"] is False
    assert "AdminUserGlobalSignOut" in [name for name, _ in operator.calls]
    assert recorded()[-1] == ("user-revoked", "dm-1", sub, "monitor")
    assert recorded("S2")[-1] == ("user-revoked", "dm-1", sub, "center-CN-01")


def test_sessions_end_also_where_one_role_of_two_is_taken(operator):
    operator("invite", ANN, MONITOR, CENTER)
    operator.calls.clear()
    operator("revoke", ANN, MONITOR)
    assert [name for name, _ in operator.calls][-3:] == [
        "AdminRemoveUserFromGroup",
        "TransactWriteItems",
        "AdminUserGlobalSignOut",
    ]
    assert operator.user()["Enabled"] is True


def test_users_are_listed_with_their_state_and_groups(operator, capsys):
    for email in (ANN, "bob@example.org", "eve@example.org"):
        operator("invite", email, MONITOR)
    operator("add", ANN, CENTER)
    operator.sign_in(ANN)
    operator("revoke", "eve@example.org")
    capsys.readouterr()
    assert operator("list") == DONE
    listed = {line.split("\t")[0]: line.split("\t")[1:] for line in capsys.readouterr().out.splitlines()}
    assert listed == {
        ANN: [operator.sub(), "active", MONITOR, CENTER],
        "bob@example.org": [operator.sub("bob@example.org"), "invited", MONITOR],
        "eve@example.org": [operator.sub("eve@example.org"), "disabled"],
    }


def test_who_has_not_signed_in_is_invited_again_and_who_has_is_not(operator, capsys):
    operator("invite", ANN, MONITOR)
    assert operator("invite", ANN, MONITOR) == DONE
    assert [params.get("MessageAction") for name, params in operator.calls if name == "AdminCreateUser"] == [
        None,
        None,
        "RESEND",
    ]
    assert len(recorded()) == 1  # he has the role already
    operator.sign_in()
    assert operator("invite", ANN, MANAGER) == WRONG
    assert "exists and is active" in capsys.readouterr().out
    operator("revoke", ANN)
    assert operator("invite", ANN, MANAGER) == WRONG
    assert operator.groups() == set()


@pytest.mark.parametrize("at", ["TransactWriteItems", "AdminAddUserToGroup", "AdminListGroupsForUser"])
def test_a_role_is_recorded_before_it_is_given(operator, at):
    operator.killed(at, "invite", ANN, MONITOR)
    assert operator.groups() == set()
    assert operator("invite", ANN, MONITOR) == DONE
    assert operator.groups() == {MONITOR}
    assert {event[0] for event in recorded()} == {"user-invited"}


@pytest.mark.parametrize("at", ["AdminUserGlobalSignOut", "TransactWriteItems", "AdminRemoveUserFromGroup"])
def test_a_revocation_that_was_interrupted_is_ended_by_the_same_command(operator, capsys, at):
    operator("invite", ANN, MONITOR, CENTER)
    operator.killed(at, "revoke", ANN)
    assert operator.user()["Enabled"] is False  # nobody gets in meanwhile
    assert operator("add", ANN, MANAGER) == WRONG  # else the groups that are left would count again
    assert "Repeat `revoke`" in capsys.readouterr().out
    assert operator("revoke", ANN) == DONE
    assert operator.groups() == set()
    assert recorded()[-1][0] == recorded("S2")[-1][0] == "user-revoked"


def test_a_role_that_was_taken_and_not_recorded_is_recorded_by_the_same_command(operator):
    operator("invite", ANN, MONITOR)
    operator.cognito.admin_remove_user_from_group(UserPoolId=operator.pool, Username=ANN, GroupName=MONITOR)
    assert operator("revoke", ANN, MONITOR) == DONE
    assert recorded()[-1] == ("user-revoked", "dm-1", operator.sub(), "monitor")


def test_a_user_who_comes_back_is_enabled_with_the_roles_that_are_named(operator):
    operator("invite", ANN, MONITOR)
    operator("revoke", ANN)
    assert operator("add", ANN, CENTER) == DONE
    assert operator.user()["Enabled"] is True
    assert operator.groups() == {CENTER}
    assert recorded("S2") == [("user-changed", "dm-1", operator.sub(), "center-CN-01")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["invite", ANN, MONITOR, "S1/manager"], "S1/manager is no role"),
        (["invite", ANN, "S1/center-"], "S1/center- is no role"),
        (["invite", ANN, "monitor"], "monitor is no role"),
        (["invite", ANN, "S1/access/monitor"], "is no role"),
        (["add", "bob@example.org", MONITOR], "no such user"),
        (["revoke", "bob@example.org"], "no such user"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_changes(operator, capsys, arguments, said):
    assert operator(*arguments) == WRONG
    assert said in capsys.readouterr().out
    assert operator.cognito.list_users(UserPoolId=operator.pool)["Users"] == []
    assert recorded() == []


def test_no_role_is_taken_where_one_of_them_does_not_exist(operator, capsys):
    operator("invite", ANN, MONITOR)
    assert operator("revoke", ANN, MONITOR, "S1/statistician") == WRONG
    assert "S1/statistician" in capsys.readouterr().out
    assert operator.groups() == {MONITOR}
    assert len(recorded()) == 1


def test_an_actor_who_is_an_e_mail_is_refused(operator):
    assert operator("invite", ANN, MONITOR, actor="dm@example.org") == WRONG
    assert operator.calls == []


def test_an_error_of_aws_is_told_with_what_to_do(operator, capsys):
    operator.pool = "eu-central-1_nobody"
    assert operator("invite", ANN, MONITOR) == FAILED
    assert "Repeat the command" in capsys.readouterr().out


def test_what_an_operator_does_is_not_taken_for_a_call_of_the_user(operator):
    known = KnownRoles()
    operator("invite", ANN, MONITOR)
    sub = operator.sub()
    for issued in (10, 20):
        presented = PresentedRoles(sub, frozenset({"monitor"}), issued)
        record_roles(wiring.registry(), "S1", wiring.now, presented, known)
    operator("revoke", ANN)
    record_roles(wiring.registry(), "S1", wiring.now, PresentedRoles(sub, frozenset(), 30), known)
    kinds = [str(event.draft.kind) for event in wiring.registry().events(access_journal("S1"))]
    assert kinds == ["user-invited", "role-seen", "user-revoked", "role-gone"]
    assert set(known.roles) == {sub}


def test_whoever_knows_the_arms_gets_no_other_role_of_the_study(operator, capsys):
    unmasked = "S1/unmasked-statistician"
    assert operator("invite", ANN, unmasked, MONITOR) == WRONG
    assert "AdminCreateUser" not in [name for name, _ in operator.calls]
    assert operator("invite", ANN, unmasked, CENTER) == DONE
    assert operator("add", ANN, MANAGER) == WRONG
    assert "excludes any other role in S1" in capsys.readouterr().out
    assert operator.groups() == {unmasked, CENTER}
    operator("revoke", ANN, unmasked)
    assert operator("add", ANN, MANAGER) == DONE
    assert operator("add", ANN, unmasked) == WRONG
    assert [role for *_, role in recorded()] == [
        "unmasked-statistician",
        "unmasked-statistician",
        "data-manager",
    ]
