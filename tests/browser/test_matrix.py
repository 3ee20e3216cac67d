"""Every role at every page: what it may open, what it is told of the rest, and that nothing keeps it from using the page."""

import pytest
from tests.support.console import TELEPHONE, WIDE, visitor
from tests.support.console_roles import GROUPS, PAGES, address, email
from tests.support.site_pages import listed_pages

from local.demo_study import STUDY

pytestmark = pytest.mark.browser
# what no lab but its own may see: subjects, results and files of other centers
OTHERS = ["CN01-", "DE01-", "UK01-", "US03-", "LAB-01", "CN-01", "DE-01", "UK-01", "US-03", "US-01"]


def test_the_matrix_has_every_page():
    assert listed_pages() == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", GROUPS)
def test_a_role_opens_the_pages_that_it_may_and_no_other(browser, demo, role, page):
    with visitor(browser, demo.address) as one:
        one.sign_in(email(role), address(page))
        may = role in PAGES[page]
        heading = one.page.get_by_role("heading", level=1).inner_text()
        assert (one.page.title().split(" · ")[0] == heading) == may
        links = one.page.locator("header nav a").evaluate_all(
            "links => links.map((link) => link.getAttribute('href'))"
        )
        assert sorted(links) == sorted(address(name) for name, roles in PAGES.items() if role in roles)
        assert one.page.locator("[role=alert]").count() == (0 if may else 1)
        refused = [] if GROUPS[role] else [said for said in one.complaints if "403" in said]  # of `GET /me`
        assert one.complaints == refused


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("size", [WIDE, TELEPHONE], ids=["wide", "telephone"])
@pytest.mark.parametrize("page", PAGES)
def test_nothing_keeps_people_from_using_a_page(browser, demo, page, size, language):
    with visitor(browser, demo.address, size, language) as one:
        one.sign_in(email("data-manager"), address(page))
        assert one.barriers() == []
        assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert one.complaints == []


@pytest.mark.parametrize("page", PAGES)
def test_a_lab_finds_nothing_of_another_center_in_any_page(someone, page):
    someone.sign_in(email("lab"), address(page))
    document = someone.page.content()
    assert [name for name in OTHERS if name in document] == []


def test_the_names_that_the_labs_do_not_see_are_there_for_the_data_manager(someone):
    someone.sign_in(email("data-manager"), address("files"))
    assert all(center in someone.text() for center in ("CN-01", "DE-01", "LAB-01"))


def test_who_has_no_role_sees_nothing_of_the_study(browser, demo):
    with visitor(browser, demo.address) as one:
        one.sign_in(email("nobody"), address("files"))
        assert STUDY not in one.text()
