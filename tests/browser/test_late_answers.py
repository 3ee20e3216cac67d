"""Answers that come late, in another order or twice: a page shows what was asked last, and prints what is folded."""

import pytest
from tests.support.console_roles import address, email

pytestmark = pytest.mark.browser


def held(someone, addresses):
    """Return a list of the requests that wait until a test lets them go."""
    waiting = []

    def hold(route):
        waiting.append(route)

    someone.page.route(addresses, hold)
    return waiting


def test_texts_of_a_language_that_was_chosen_before_do_not_come_back(someone):
    someone.open("/app")
    waiting = held(someone, "**/texts-zh*.js")
    language = someone.page.get_by_label("Language")
    language.select_option("zh")
    someone.page.wait_for_timeout(100)
    language.select_option("en")
    assert len(waiting) == 1
    waiting[0].continue_()
    someone.page.wait_for_load_state("networkidle")
    assert someone.page.evaluate("document.documentElement.lang") == "en"
    assert "Lab files of liver trials" in someone.text()


def test_a_button_that_is_pressed_twice_asks_once(someone):
    someone.sign_in(email("data-manager"), address("files"))
    someone.page.locator("table a").first.click()
    button = someone.page.get_by_role("button", name="All issues")
    button.wait_for()
    waiting = held(someone, "**/issues?*")
    button.dblclick()
    someone.page.wait_for_timeout(200)
    assert len(waiting) == 1
    assert button.get_attribute("aria-busy") == "true"
    with someone.page.expect_download():
        waiting[0].continue_()
    assert button.get_attribute("aria-busy") == "false"


def test_pages_of_an_older_deployment_say_so_and_what_to_do(someone):
    someone.sign_in(email("data-manager"), address("files"))
    settings = someone.page.request.get(f"{someone.address}/app/config.json").json()
    someone.page.route("**/app/config.json", lambda route: route.fulfill(json={**settings, "build": "other"}))
    someone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    someone.page.get_by_role("status").get_by_text(
        "The server has a newer version than this page."
    ).wait_for()
    someone.page.get_by_label("Language").select_option("zh")
    someone.page.get_by_text("服务器的版本比本页新。").wait_for()
    assert someone.barriers() == []


def test_pages_of_the_present_deployment_say_nothing(someone):
    someone.sign_in(email("data-manager"), address("files"))
    with someone.page.expect_response("**/app/config.json"):
        someone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    someone.page.wait_for_load_state("networkidle")
    assert "newer version" not in someone.text()


def test_what_is_folded_is_open_on_paper_and_folded_again_after_it(someone):
    someone.sign_in(email("data-manager"), address("files"))
    someone.page.evaluate(
        """() => {
          const folded = document.createElement("details");
          folded.append(document.createElement("summary"), "folded row");
          document.querySelector("main").append(folded);
          addEventListener("beforeprint", () => { window.printed = folded.open; });
        }"""
    )
    someone.page.pdf()
    assert someone.page.evaluate("window.printed")
    assert not someone.page.locator("main details").last.evaluate("folded => folded.open")
