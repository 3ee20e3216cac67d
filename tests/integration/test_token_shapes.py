"""Access tokens of the issuers that docs/operations.md names pass the gateway and the API; all others are refused.

The shapes are those of the issuers' documentation: Amazon Cognito ("Understanding the access token"), Keycloak ("Server
administration", protocol mappers), Microsoft Entra ID ("Access token claims reference"), Auth0 ("Access token
profiles"), Authing (用户池的 Access Token), RFC 9068 (section 2.2.3).
"""

import time
from dataclasses import dataclass

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.test import Client

from hepaflow.aws import wiring
from local.gateway import gateway
from local.sign_in.authorizer import Authorizer
from local.stack import running

STUDY = "LIVER-1"
ISSUER = "https://id.example.org/tenant"
GROUPS = [f"{STUDY}/monitor", "everybody"]
KEY = RSAKey.generate_key(2048, {"kid": "k1"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "k1"})


@dataclass(frozen=True)
class Shape:
    """A token as an issuer makes it: header, claims, and which claim has the groups."""

    header: dict
    claims: dict
    groups: str
    client: str = "hepaflow"


ACCESS = {
    "Cognito": Shape(
        {"alg": "RS256"},
        {
            "token_use": "access",
            "client_id": "hepaflow",
            "scope": "openid",
            "username": "u",
            "cognito:groups": GROUPS,
        },
        "cognito:groups",
    ),
    "Keycloak": Shape(
        {"alg": "RS256", "typ": "JWT"},
        {
            "typ": "Bearer",
            "azp": "hepaflow-cli",
            "aud": ["hepaflow", "account"],
            "realm_access": {"roles": ["offline_access"]},
            "scope": "openid profile",
            "groups": GROUPS,
        },
        "groups",
    ),
    "Entra ID": Shape(
        {"alg": "RS256", "typ": "JWT"},
        {
            "ver": "2.0",
            "aud": "hepaflow",
            "azp": "cli",
            "scp": "lab.read",
            "tid": "t",
            "oid": "o",
            "roles": GROUPS,
        },
        "roles",
    ),
    "Auth0": Shape(
        {"alg": "RS256", "typ": "JWT"},
        {
            "aud": ["hepaflow", "https://example.auth0.com/userinfo"],
            "azp": "cli",
            "scope": "openid",
            "https://hepaflow.example.org/groups": GROUPS,
        },
        "https://hepaflow.example.org/groups",
    ),
    "Authing": Shape(
        {"alg": "RS256", "typ": "JWT"},
        {"aud": "hepaflow", "scope": "openid profile", "jti": "j", "groups": GROUPS},
        "groups",
    ),
    "RFC 9068": Shape(
        {"alg": "RS256", "typ": "at+JWT"},
        {"aud": "hepaflow", "client_id": "cli", "jti": "j", "groups": GROUPS},
        "groups",
    ),
}
ID_TOKENS = {
    "Cognito": {"token_use": "id", "aud": "hepaflow", "cognito:groups": GROUPS, "auth_time": 1},
    "Keycloak": {"typ": "ID", "aud": "hepaflow", "at_hash": "h", "groups": GROUPS},
    "Entra ID": {"ver": "2.0", "aud": "hepaflow", "nonce": "n", "roles": GROUPS},
    "Auth0": {"aud": "hepaflow", "nonce": "n", "sid": "s", "https://hepaflow.example.org/groups": GROUPS},
    "Authing": {"aud": "hepaflow", "at_hash": "h", "groups": GROUPS},
    "RFC 9068": {"aud": "hepaflow", "auth_time": 1, "groups": GROUPS},
}


@pytest.fixture(scope="module", params=ACCESS)
def issuer(request):
    """A stack that accepts one issuer's tokens."""
    settings = {"JwtIssuer": ISSUER, "JwtAudience": "hepaflow", "GroupsClaim": ACCESS[request.param].groups}
    with running({"POWERTOOLS_METRICS_DISABLED": "true"}, parameters=settings) as stack:
        wiring.forget()
        api = gateway(stack, wiring.now)
        api.authorizers = {
            name: Authorizer(given.issuer, given.audience, lambda: KeySet([KEY]))
            for name, given in api.authorizers.items()
        }
        yield request.param, Client(api)


def signed(header, claims, key=KEY, **changed):
    moment = int(time.time())
    standard = {"iss": ISSUER, "sub": "5f0c7a3e", "iat": moment, "exp": moment + 300}
    return jwt.encode({**header, "kid": "k1"}, {**standard, **claims, **changed}, key, algorithms=["RS256"])


def asked(client, token, path=f"/studies/{STUDY}/journal"):
    return client.get(path, headers={"Authorization": f"Bearer {token}"})


def test_an_access_token_counts_with_its_groups(issuer):
    name, client = issuer
    token = signed(ACCESS[name].header, ACCESS[name].claims)

    # the study is not defined: a member of its group is told so, everybody else may not ask
    assert asked(client, token).status_code in (200, 404)
    assert asked(client, token, "/studies/OTHER/journal").status_code == 403


def test_an_id_token_of_the_same_issuer_and_audience_is_refused(issuer):
    name, client = issuer
    answer = asked(client, signed({"alg": "RS256", "typ": "JWT"}, ID_TOKENS[name]))

    assert answer.status_code == 401
    assert "no access token" in answer.json["detail"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"iss": "https://id.example.org/other"}, "another issuer"),
        ({"aud": "another", "client_id": "another"}, "another audience"),
        ({"exp": 1}, "expired"),
        ({"key": OTHER_KEY}, "not signed"),
    ],
    ids=["issuer", "audience", "expiry", "signature"],
)
def test_a_token_for_somebody_else_or_out_of_date_is_refused_with_the_reason(issuer, changed, reason):
    name, client = issuer
    answer = asked(client, signed(ACCESS[name].header, ACCESS[name].claims, **changed))

    assert answer.status_code == 401
    assert reason in answer.headers["WWW-Authenticate"]


def test_a_token_without_the_groups_claim_is_told_which_claim_is_missing(issuer):
    name, client = issuer
    claims = {claim: value for claim, value in ACCESS[name].claims.items() if claim != ACCESS[name].groups}
    answer = asked(client, signed(ACCESS[name].header, claims))

    assert answer.status_code == 403
    assert ACCESS[name].groups in answer.json["detail"]
