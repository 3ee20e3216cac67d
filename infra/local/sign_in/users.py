"""Makes a user with groups in the stack on this machine, and gets a token (`make user`)."""

import argparse
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class User:
    """A user who can sign in; `token` is an access token, good for an hour."""

    email: str
    token: str


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("email")
    options.add_argument("groups", nargs="+", help="study/role: S1/data-manager, S1/center-CN-01")
    options.add_argument("--at", default="http://127.0.0.1:8080", help="where `make local` listens")
    asked = options.parse_args()
    user = asked_for(asked.at, asked.email, asked.groups)
    print(f"user      {user.email}")
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
