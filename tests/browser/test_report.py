"""The report of a subject in a browser, as the API hands it over: nothing that a browser or a reader stumbles over."""

import pytest
from tests.support.console import TELEPHONE, WIDE, visitor

from local.demo_study import STUDY, SUBJECT

pytestmark = pytest.mark.browser
BASE = f"/studies/{STUDY}"
PICTURES = [
    f"{BASE}/subjects/{SUBJECT}/liver-panel",
    f"{BASE}/edish",
    f"{BASE}/mdish",
    f"{BASE}/completeness-map",
]


@pytest.fixture(scope="module")
def token(demo):
    return demo.user("reader@example.org", f"{STUDY}/monitor").token


@pytest.fixture
def read(browser, demo, token):
    """Open a page in a window of a size, as somebody who is signed in; return the person."""
    opened = []

    def opener(path, size=WIDE):
        opened.append(visitor(browser, demo.address, size))
        someone = opened[-1].__enter__()
        someone.page.set_extra_http_headers({"Authorization": f"Bearer {token}"})
        someone.open(path)
        return someone

    yield opener
    for one in opened:
        one.__exit__(None, None, None)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [WIDE, TELEPHONE], ids=["wide", "telephone"])
def test_a_report_has_no_error_and_asks_for_nothing_else(language, size, read):
    someone = read(f"{BASE}/subjects/{SUBJECT}/report?lang={language}", size)
    assert someone.page.get_by_role("heading", level=1).is_visible()
    assert someone.page.locator("svg").count() >= 1
    assert someone.complaints == []
    assert [one for one in someone.requests if "/report" not in one and "icon" not in one] == []


def test_a_report_keeps_nobody_from_reading_it(read):
    assert read(f"{BASE}/subjects/{SUBJECT}/report").barriers() == []


def test_a_report_is_not_wider_than_a_telephone(read):
    someone = read(f"{BASE}/subjects/{SUBJECT}/report", TELEPHONE)
    widths = someone.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


@pytest.mark.parametrize("path", PICTURES)
def test_a_picture_alone_has_no_error(path, read):
    someone = read(f"{path}?format=svg")
    assert someone.page.locator("svg > title").count() == 1
    assert someone.complaints == []
