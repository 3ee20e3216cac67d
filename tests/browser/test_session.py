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


def test_a_session_that_has_ended_is_said_and_goes_on_where_it_was(late):
    late.page.evaluate("window.stays = true")
    end(late)
    late.page.get_by_label("Center").select_option("DE-01")  # which asks what waits there
    late.page.get_by_role("alert").get_by_text("Your sign-in has ended.").wait_for()
    assert late.page.get_by_role("heading", name="What came in").is_visible()
    late.page.unroute("**/token")
    again(late, "data-manager")
    late.page.get_by_text("Nothing waits.").wait_for()
    assert late.page.get_by_label("Center").input_value() == "DE-01"
    assert late.page.evaluate("window.stays")
    assert late.page.get_by_text("Your sign-in has ended.").count() == 0
    forgive(late, "400")


def end(someone):
    """Have the issuer renew no token any more."""
    refused = {"error": "invalid_grant"}
    someone.page.route("**/token", lambda route: route.fulfill(status=400, json=refused))


def again(someone, role):
    """Sign in again in the window that opens."""
    with someone.page.expect_popup() as opened:
        someone.page.get_by_role("button", name="Sign in again").click()
    opened.value.get_by_role("button", name=email(role)).click()


def forgive(someone, *said):
    """Leave out what the browser itself reports of answers that a test has made."""
    someone.complaints[:] = [one for one in someone.complaints if not any(word in one for word in said)]


def test_a_token_that_the_api_takes_no_more_is_renewed_once_and_then_the_session_has_ended(someone):
    someone.sign_in(email("data-manager"), address("files"))
    before = tokens(someone)
    someone.page.route("**/subjects?**", lambda route: route.fulfill(status=401, json={}))
    someone.page.get_by_role("link", name="Subjects").click()
    someone.page.get_by_text("Your sign-in has ended.").wait_for()
    assert tokens(someone) == before + 1
    someone.page.unroute("**/subjects?**")
    again(someone, "data-manager")
    someone.page.get_by_role("searchbox").wait_for()
    forgive(someone, "401")


def test_who_signs_in_again_where_windows_are_blocked_comes_back_to_the_page(late):
    late.page.evaluate("window.open = () => null")
    end(late)
    late.page.get_by_label("Center").select_option("DE-01")
    late.page.get_by_role("button", name="Sign in again").click()
    late.page.unroute("**/token")
    late.page.get_by_role("button", name=email("data-manager")).click()
    late.page.get_by_role("heading", name="What came in").wait_for()
    assert late.page.url.endswith(address("files"))
    forgive(late, "400")


def test_another_user_who_signs_in_again_finds_nothing_of_the_first(late):
    assert "DE-01" in late.text()
    end(late)
    late.page.get_by_label("Center").select_option("DE-01")
    late.page.get_by_text("Your sign-in has ended.").wait_for()
    late.page.unroute("**/token")
    again(late, "lab")
    late.page.locator("header").get_by_text(email("lab")).wait_for()
    late.page.get_by_role("heading", name="What came in").wait_for()
    late.page.wait_for_load_state("networkidle")
    assert "DE-01" not in late.page.content()
    forgive(late, "400")


def test_without_a_connection_a_user_stays_signed_in_and_the_page_tries_again(late):
    late.page.clock.fast_forward("01:00")  # the token has ended
    late.page.route("**/token", lambda route: route.abort())
    late.page.get_by_role("link", name="Subjects").click()
    late.page.get_by_role("status").get_by_text("No connection to the server.").wait_for()
    assert late.page.get_by_role("button", name="Sign out").is_visible()
    assert late.page.get_by_text("Your sign-in has ended.").count() == 0
    late.page.unroute("**/token")
    late.page.get_by_role("searchbox").wait_for()
    assert late.page.get_by_text("No connection to the server.").count() == 0
    forgive(late, "ERR_FAILED")


def test_a_list_comes_when_the_connection_is_back(someone):
    someone.sign_in(email("data-manager"), address("files"))
    someone.page.route("**/subjects?**", lambda route: route.abort())
    someone.page.get_by_role("link", name="Subjects").click()
    someone.page.get_by_text("No connection to the server.").wait_for()
    someone.page.unroute("**/subjects?**")
    someone.page.evaluate("dispatchEvent(new Event('online'))")
    someone.page.get_by_role("searchbox").wait_for()
    forgive(someone, "ERR_FAILED")


def test_an_issuer_that_is_out_of_order_signs_nobody_out(late):
    late.page.route("**/token", lambda route: route.fulfill(status=503, body="busy"))
    late.page.get_by_role("link", name="Subjects").click()  # the token counts for half a minute more
    late.page.get_by_role("searchbox").wait_for()
    assert late.page.get_by_text("Your sign-in has ended.").count() == 0
    forgive(late, "503")


def test_a_second_sign_in_works_with_an_issuer_of_another_site(someone):
    """Then the browser lets neither window know of the other (Cross-Origin-Opener-Policy)."""
    someone.address = someone.address.replace("127.0.0.1", "localhost")
    someone.page.context.route("**/_issuer/**", for_other_origins)
    someone.sign_in(email("data-manager"), address("files"))
    someone.page.route("**/subjects?**", lambda route: route.fulfill(status=401, json={}))
    someone.page.get_by_role("link", name="Subjects").click()
    someone.page.get_by_text("Your sign-in has ended.").wait_for()
    someone.page.unroute("**/subjects?**")
    again(someone, "data-manager")
    someone.page.get_by_role("searchbox").wait_for()
    forgive(someone, "401")


def for_other_origins(route):
    """Answer as an issuer that pages of other origins may ask."""
    if route.request.is_navigation_request():
        return route.continue_()
    answer = route.fetch()
    return route.fulfill(response=answer, headers={**answer.headers, "Access-Control-Allow-Origin": "*"})


def test_a_forged_answer_of_the_issuer_signs_nobody_in(someone):
    someone.open("/app/signed-in?code=stolen&state=unknown")
    assert "No matching state found" in someone.text()
    assert someone.page.locator("header").get_by_role("button", name="Sign in").is_visible()
    assert "code=" not in someone.page.url
