"""Only access tokens are read, and their groups only where an HTTP API hands them over unchanged."""

import base64
import json

import pytest

from api.http.problems import Problem
from api.http.tokens import access_claims, groups, issued_at


def event(claims, header=None):
    """Return what API Gateway hands over of a request with a token."""
    head = base64.urlsafe_b64encode(json.dumps(header or {"alg": "RS256"}).encode()).decode().rstrip("=")
    return {
        "headers": {"authorization": f"Bearer {head}.e30.c2ln"},
        "requestContext": {"authorizer": {"jwt": {"claims": claims, "scopes": None}}},
    }


@pytest.mark.parametrize("claim", ["[a/b c/d]", "a/b c/d", '["a/b","c/d"]', "[a/b, c/d]"])
def test_groups_are_read_as_an_http_api_hands_lists_over(claim):
    assert groups({"roles": claim}, "roles") == ["a/b", "c/d"]


@pytest.mark.parametrize(
    "claim",
    [
        "map[roles:[S1/data-manager]]",
        '{"roles":["S1/data-manager"]}',
        "[map[id:1 name:S1/data-manager]]",
        "",
        "[]",
    ],
)
def test_a_nested_or_empty_claim_names_no_group(claim):
    assert groups({"realm_access": claim}, "realm_access") == []


def test_a_group_in_another_claim_does_not_count():
    assert groups({"cognito:groups": "[S1/data-manager]"}, "groups") == []


@pytest.mark.parametrize(
    ("claims", "header"),
    [
        ({"token_use": "access"}, None),
        ({"sub": "u"}, {"alg": "RS256", "typ": "at+jwt"}),
        ({"sub": "u"}, {"alg": "RS256", "typ": "application/AT+JWT"}),
        ({"typ": "Bearer"}, None),
        ({"scope": "openid"}, None),
        ({"scp": "lab.read"}, None),
    ],
)
def test_a_token_that_says_it_is_for_an_api_counts(claims, header):
    assert access_claims(event(claims, header)) == claims


@pytest.mark.parametrize(
    ("claims", "header"),
    [
        ({"token_use": "id", "scope": "openid"}, None),
        ({"token_use": "", "scope": "openid"}, None),
        ({"typ": "ID", "scope": "openid"}, None),
        ({"typ": "Refresh", "scope": "openid"}, None),
        ({"nonce": "n", "scope": "openid"}, {"alg": "RS256", "typ": "at+jwt"}),
        ({"at_hash": "h", "scope": "openid"}, None),
        ({"sub": "u", "email": "a@example.org"}, {"alg": "RS256", "typ": "JWT"}),
        ({"sub": "u"}, ["at+jwt"]),
    ],
)
def test_any_other_token_is_refused_with_the_reason(claims, header):
    with pytest.raises(Problem, match="no access token") as refused:
        access_claims(event(claims, header))

    assert refused.value.status == 401
    assert 'error="invalid_token"' in refused.value.headers["WWW-Authenticate"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ÿ.e30.x", "Bearer W10.e30.x"])
def test_a_header_that_cannot_be_read_says_nothing_of_the_kind(header):
    asked = event({"sub": "u"})
    asked["headers"] = {"authorization": header} if header else {}

    with pytest.raises(Problem, match="no access token"):
        access_claims(asked)


@pytest.mark.parametrize(
    ("claims", "issued"),
    [
        ({"iat": "1516239022", "exp": "1516242622"}, 1516239022),
        ({"iat": "1.516239022E9"}, 1516239022),
        ({"exp": "1516242622"}, 1516242622),
        ({"iat": "soon"}, 0),
        ({"iat": "inf"}, 0),
        ({}, 0),
    ],
)
def test_the_time_of_a_token_is_when_it_was_issued_else_when_it_expires(claims, issued):
    assert issued_at(claims) == issued
