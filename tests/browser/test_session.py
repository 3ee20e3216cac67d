"""A sign-in ends or goes on: tokens are renewed while a user works, and a page says so when they cannot be."""

import pytest
from tests.support.console_roles import address, email

pytestmark = pytest.mark.browser
AN_HOUR_LESS_A_BIT = "59:30"  # access tokens of this machine count for an hour


def tokens(someone):
    return len([asked for asked in someone.requests if asked.endswith("/token")])


@pytest.fixture
def late(someone):
    """A user who has signed in and left the page open for nearly an hour."""
    someone.page.clock.install()
    someone.sign_in(email("data-manager"), address("files"))
    someone.page.clock.fast_forward(AN_HOUR_LESS_A_BIT)
    return someone


def test_a_token_is_renewed_before_it_ends(late):
    before = tokens(late)
    late.page.get_by_role("link", name="Subjects").click()
    late.page.get_by_role("searchbox").wait_for()
    assert tokens(late) == before + 1


def test_whose_token_cannot_be_renewed_signs_in_again(late):
    late.page.route("**/token", lambda route: route.fulfill(status=400, json={"error": "invalid_grant"}))
    late.page.get_by_role("link", name="Subjects").click()
    late.page.locator("header").get_by_role("button", name="Sign in").wait_for()
    late.complaints[:] = [
        said for said in late.complaints if "400" not in said
    ]  # the browser reports the refusal, too


def test_a_forged_answer_of_the_issuer_signs_nobody_in(someone):
    someone.open("/app/signed-in?code=stolen&state=unknown")
    assert "No matching state found" in someone.text()
    assert someone.page.locator("header").get_by_role("button", name="Sign in").is_visible()
    assert "code=" not in someone.page.url
