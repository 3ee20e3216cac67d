"""The issuer of the stack on one machine: what OpenID Connect and OAuth 2.0 with PKCE ask of one."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from local.serve import serving
from local.stack import running

REDIRECT = "http://localhost:8765/"
VERIFIER = "a-verifier-of-at-least-43-characters-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
ASKED = {
    "response_type": "code",
    "client_id": "hepaflow-cli",
    "redirect_uri": REDIRECT,
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
    "state": "s-1",
    "nonce": "n-1",
}


@pytest.fixture(scope="module")
def served():
    with (
        running({"POWERTOOLS_METRICS_DISABLED": "true"}) as stack,
        serving(stack, pumping=False) as made,
        requests.Session() as session,
    ):
        made.user("ann@example.org", "S1/data-manager")
        yield made, session


@pytest.fixture
def endpoints(served):
    made, session = served
    return session.get(f"{made.issuer.address}/.well-known/openid-configuration").json()


def code(served, endpoints, **changed):
    """Sign Ann in as the page does; return the answer that sends her back."""
    _, session = served
    return session.post(
        endpoints["authorization_endpoint"],
        params={**ASKED, **changed},
        data={"email": "ann@example.org"},
        allow_redirects=False,
    )


def tokens(served, endpoints, **changed):
    """Exchange Ann's code for tokens; return the answer."""
    sent = parse_qs(urlsplit(code(served, endpoints).headers["Location"]).query)
    asked = {
        "grant_type": "authorization_code",
        "code": sent["code"][0],
        "redirect_uri": REDIRECT,
        "client_id": "hepaflow-cli",
        "code_verifier": VERIFIER,
    }
    return served[1].post(endpoints["token_endpoint"], data={**asked, **changed})


def status(served, token):
    made, session = served
    headers = {"Authorization": f"Bearer {token}"}
    return session.get(f"{made.address}/studies/S1/journal", headers=headers).status_code


def test_it_names_itself_as_the_issuer(served, endpoints):
    assert endpoints["issuer"] == served[0].issuer.address


def test_the_page_shows_the_users_and_their_groups(served, endpoints):
    page = served[1].get(endpoints["authorization_endpoint"], params=ASKED).text
    assert "ann@example.org" in page
    assert "S1/data-manager" in page


def test_a_user_is_sent_back_with_a_code_and_the_state(served, endpoints):
    sent = urlsplit(code(served, endpoints).headers["Location"])
    assert f"{sent.scheme}://{sent.netloc}{sent.path}" == REDIRECT
    assert parse_qs(sent.query)["state"] == ["s-1"]


def test_a_code_is_exchanged_for_an_access_token_that_the_api_accepts(served, endpoints):
    given = tokens(served, endpoints).json()
    assert status(served, given["access_token"]) == 200
    assert status(served, given["id_token"]) == 401


def test_the_issuer_says_whose_token_it_is(served, endpoints):
    given = tokens(served, endpoints).json()
    headers = {"Authorization": f"Bearer {given['access_token']}"}
    told = served[1].get(endpoints["userinfo_endpoint"], headers=headers).json()
    assert told["email"] == "ann@example.org"
    assert served[1].get(endpoints["userinfo_endpoint"]).status_code == 401


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": "another-verifier-of-at-least-43-characters-0123"},
        {"code_verifier": ""},
        {"client_id": "somebody-else"},
        {"redirect_uri": "http://localhost:1/"},
        {"code": "made-up"},
    ],
)
def test_a_code_is_of_no_use_to_anybody_else(served, endpoints, changed):
    refused = tokens(served, endpoints, **changed)
    assert (refused.status_code, refused.json()) == (400, {"error": "invalid_grant"})


def test_a_code_and_a_refresh_token_count_once(served, endpoints):
    given = tokens(served, endpoints).json()
    asked = {
        "grant_type": "refresh_token",
        "refresh_token": given["refresh_token"],
        "client_id": "hepaflow-cli",
    }
    assert served[1].post(endpoints["token_endpoint"], data=asked).json()["access_token"]
    assert served[1].post(endpoints["token_endpoint"], data=asked).status_code == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://elsewhere.example/"},
        {"code_challenge_method": "plain"},
        {"response_type": "token"},
        {"code_challenge": ""},
    ],
)
def test_a_request_that_could_leak_a_code_is_not_sent_back(served, endpoints, changed):
    assert code(served, endpoints, **changed).status_code == 400


def test_another_kind_of_grant_is_refused(served, endpoints):
    refused = served[1].post(endpoints["token_endpoint"], data={"grant_type": "password"})
    assert refused.json() == {"error": "unsupported_grant_type"}
