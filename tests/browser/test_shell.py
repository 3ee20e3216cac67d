"""What all pages share: first paint, sign-in and out, languages, keyboard, telephone."""

import pytest
from tests.support.console import TELEPHONE, visitor

from local.demo_study import STUDY

pytestmark = pytest.mark.browser
FIRST_PAINT = 6  # requests


def test_a_lab_signs_in_and_sees_its_study_and_its_pages(someone):
    someone.sign_in("lab@example.org")
    assert someone.page.get_by_role("heading", name=STUDY).is_visible()
    assert "Center US-02" in someone.text()
    someone.page.get_by_role("link", name="Send files").first.click()
    assert someone.page.get_by_role("heading", level=1).inner_text() == "Send files"


def test_the_first_page_is_painted_with_six_requests_at_most(someone):
    someone.open("/app")
    painted = someone.page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert len([one for one in someone.requests if "icon" not in one]) <= FIRST_PAINT
    assert painted < 1000  # milliseconds


def test_who_signs_in_comes_back_to_the_page_that_he_wanted(someone):
    someone.sign_in("lab@example.org", f"/app/studies/{STUDY}/send")
    assert someone.page.url.endswith(f"/app/studies/{STUDY}/send")
    assert someone.page.get_by_role("heading", level=1).inner_text() == "Send files"


def test_tokens_are_in_memory_alone(someone):
    someone.sign_in("lab@example.org")
    kept = someone.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert "eyJ" not in kept
    someone.page.reload()
    someone.page.locator("header").get_by_role("button", name="Sign in").wait_for()


def test_who_signs_out_sees_nothing_of_his_study_any_more(someone):
    someone.sign_in("lab@example.org")
    someone.page.get_by_role("button", name="Sign out").click()
    someone.page.locator("header").get_by_role("button", name="Sign in").wait_for()
    assert STUDY not in someone.text()


def test_every_page_is_in_chinese_for_a_chinese_browser(browser, demo):
    with visitor(browser, demo.address, language="zh-CN") as one:
        one.open("/app")
        assert one.page.get_by_role("heading", level=1).inner_text() == "肝病临床试验的检验数据文件"
        assert one.page.evaluate("document.documentElement.lang") == "zh-Hans"


def test_a_chosen_language_is_kept(someone):
    someone.open("/app")
    someone.page.get_by_label("Language").select_option("zh")
    someone.page.get_by_role("button", name="登录").first.wait_for()
    someone.page.reload()
    someone.page.get_by_role("button", name="登录").first.wait_for()


@pytest.mark.parametrize("size", [None, TELEPHONE])
@pytest.mark.parametrize("signed_in", [False, True])
def test_nothing_keeps_people_from_using_the_first_page(browser, demo, size, signed_in):
    with visitor(browser, demo.address, **({"size": size} if size else {})) as one:
        if signed_in:
            one.sign_in("lab@example.org")
        else:
            one.open("/app")
        assert one.barriers() == []
        assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert one.complaints == []


def test_an_unknown_page_is_named_as_one(someone):
    someone.sign_in("lab@example.org", f"/app/studies/{STUDY}/journal")
    assert "There is no such page" in someone.text()


def test_a_user_without_a_role_is_told_in_plain_words(browser, demo):
    with visitor(browser, demo.address) as one:
        one.sign_in("nobody@example.org")
        assert "Your role does not allow this." in one.text()
        assert [
            said for said in one.complaints if "403" not in said
        ] == []  # the browser reports the refusal, too


def test_a_person_signs_in_with_the_keyboard_alone(someone):
    someone.open("/app")
    someone.page.keyboard.press("Tab")
    assert someone.page.evaluate("document.activeElement.textContent") == "Skip to the content"
    someone.page.keyboard.press("Enter")
    someone.page.keyboard.press("Tab")
    someone.page.keyboard.press("Enter")
    someone.page.get_by_role("button", name="lab@example.org").press("Enter")
    someone.page.get_by_role("heading", name=STUDY).wait_for()
