"""Make users of the stack's own user pool: invite, list, change and revoke them (docs/operations.md).

An operator runs `python -m hepaflow.aws.users POOL REGISTRY_TABLE --actor WHO invite EMAIL GROUP…`, with credentials for the pool and
the Registry table. No password is shown: Cognito mails it.
"""

import argparse
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from hepaflow.aws.backoff import wait
from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.aws.registry.schema import NewerSchema, refuse_newer_schema
from hepaflow.aws.registry.table import Table
from hepaflow.aws.users.pool import Pool, UserFault, list_users, study_role
from hepaflow.aws.users.roles import add_roles, invite, revoke_roles, revoke_user
from hepaflow.aws.wiring import now
from hepaflow.domain.profile.parts import IDENTIFIER
from hepaflow.pipeline.journal import Crowded

WRONG, FAILED, DONE = 64, 1, 0


def manage_users(arguments: list[str]) -> int:
    """Do what the command line says. Return the exit status.

    Args:
        arguments: of the command line.
    """
    asked = _parser().parse_args(arguments)
    if not IDENTIFIER.fullmatch(asked.actor):
        return _say("--actor is the id of a person: letters, digits and . _ - alone, no e-mail.", WRONG)
    table = boto3.client("dynamodb")
    try:
        refuse_newer_schema(Table(table, asked.table, wait))
        journal = RegistryTable(table, asked.table)
        return _act(Pool(boto3.client("cognito-idp"), asked.pool, journal, now, asked.actor), asked)
    except UserFault as fault:
        return _say(str(fault), WRONG)
    except (BotoCoreError, ClientError, Crowded, NewerSchema) as fault:
        return _say(f"{fault}\nPart of it may be done. Repeat the command once this is mended.", FAILED)


def _act(pool: Pool, asked: argparse.Namespace) -> int:
    if asked.do == "list":
        for user in list_users(pool):
            _say("\t".join([user.email, user.sub, user.state, *user.groups]), DONE)
        return DONE
    roles = [study_role(group) for group in asked.groups]
    if asked.do == "invite":
        sub = invite(pool, asked.email, roles)
    elif asked.do == "add":
        sub = add_roles(pool, asked.email, roles)
    else:
        sub = revoke_roles(pool, asked.email, roles) if roles else revoke_user(pool, asked.email)
    return _say(f"{asked.do}: user {sub}", DONE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m hepaflow.aws.users")
    parser.add_argument("pool", help="id of the user pool: output UserPoolId of infra/users.yaml")
    parser.add_argument("table", help="output RegistryTableName of template.yaml")
    parser.add_argument("--actor", required=True, help="id of the person who has decided it")
    commands = parser.add_subparsers(dest="do", required=True)
    commands.add_parser("list", help="show e-mail, id, state and groups of all users")
    for name, many, text in (
        ("invite", "+", "create a user, mail him a temporary password; repeat it for a new one"),
        ("add", "+", "give roles to a user who exists; enable him if he is disabled"),
        ("revoke", "*", "take roles from a user and end his sessions; without groups: all, and disable him"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("email")
        command.add_argument("groups", nargs=many, help="study/role: S1/data-manager, S1/center-CN-01")
    return parser


def _say(text: str, status: int) -> int:
    sys.stdout.write(f"{text}\n")
    return status


if __name__ == "__main__":
    sys.exit(manage_users(sys.argv[1:]))
