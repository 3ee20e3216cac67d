"""Makes a user with groups in a user pool, of AWS or of the stack on this machine, and gets a token (`make user`)."""

import argparse
import json
import secrets
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import boto3


@dataclass(frozen=True, slots=True)
class User:
    """A user who can sign in; `token` is an access token, good for an hour; only a user pool has passwords."""

    email: str
    token: str
    password: str = ""


def make_user(pool: str, client: str, email: str, groups: Sequence[str]) -> User:
    """Make a user unless he exists, give him a new password, put him into the groups, and sign him in."""
    cognito = boto3.client("cognito-idp")
    password = f"{secrets.token_urlsafe(24)}aA1!"
    try:
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=email,
            UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
            MessageAction="SUPPRESS",
        )
    except cognito.exceptions.UsernameExistsException:
        print("the user exists and gets a new password")
    cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=password, Permanent=True)
    for group in groups:
        with suppress(cognito.exceptions.GroupExistsException):  # made for an earlier user
            cognito.create_group(UserPoolId=pool, GroupName=group)
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=group)
    answer = cognito.initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": password},
    )
    return User(email, answer["AuthenticationResult"]["AccessToken"], password)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("email")
    options.add_argument("groups", nargs="+", help="study/role: S1/data-manager, S1/center-CN-01")
    options.add_argument("--pool", help="id of a user pool on AWS; without it, the stack on this machine")
    options.add_argument("--client", help="id of the pool's client")
    options.add_argument("--at", default="http://127.0.0.1:8080", help="where `make local` listens")
    asked = options.parse_args()
    if bool(asked.pool) != bool(asked.client):
        options.error("--pool and --client go together")
    if asked.pool:
        user = make_user(asked.pool, asked.client, asked.email, asked.groups)
    else:
        user = asked_for(asked.at, asked.email, asked.groups)
    print(f"user      {user.email}")
    if user.password:
        print(f"password  {user.password}")
    print(f"token     {user.token}")


def asked_for(address: str, email: str, groups: Sequence[str]) -> User:
    """Have the stack that runs in another process of this machine make the user."""
    body = json.dumps({"email": email, "groups": list(groups)}).encode()
    try:
        with urllib.request.urlopen(f"{address}/_users", body) as answer:  # noqa: S310 the address is the operator's
            return User(**json.load(answer))
    except urllib.error.HTTPError:
        raise  # it listens, and has an answer of its own
    except urllib.error.URLError:
        sys.exit(f"nothing listens at {address}: start `make local`, or name its address with AT=")


if __name__ == "__main__":
    main()
