"""Page "Files and receipts": what came in over all centers, what waits, and the receipt of a file with its evidence."""

import csv
import io

import pytest
from tests.support.console_roles import address, email

pytestmark = pytest.mark.browser
COUNTS = ["43", "16", "6", "15", "6"]  # of examples/mistakes.csv, as infra/local/expected.json has them


def opened(someone, role="data-manager"):
    someone.sign_in(email(role), address("files"))
    someone.page.get_by_role("heading", name="What came in").wait_for()
    someone.page.locator("table").nth(1).wait_for()


def receipt(someone):
    someone.page.locator("table").nth(1).locator("tr", has_text="US-02").get_by_role("link").click()
    someone.page.get_by_text("43 rows").wait_for()


def cells(row):
    return [cell.strip() for cell in row.locator("td").all_inner_texts()]


def test_a_data_manager_sees_what_came_from_all_centers_newest_first(someone):
    opened(someone)
    rows = [cells(row) for row in someone.page.locator("table").nth(1).locator("tbody tr").all()]
    assert {row[1] for row in rows} == {"CN-01", "DE-01", "LAB-01", "UK-01", "US-01", "US-02", "US-03"}
    assert rows[0][2].startswith("again-central-lab")  # it was sent last
    (mistakes,) = [row for row in rows if row[1] == "US-02"]
    assert mistakes[4:] == COUNTS


def test_a_data_manager_sees_what_waits_and_for_whom(someone):
    opened(someone)
    waits = [cells(row) for row in someone.page.locator("table").first.locator("tbody tr").all()]
    assert {row[1] for row in waits} == {"US-02"}
    assert ["3 terms are not mapped: units", "the data manager"] in [row[2:4] for row in waits]
    assert any("The file gives two different values for the same measurement" in row[2] for row in waits)


def test_choosing_a_center_leaves_out_the_others(someone):
    opened(someone)
    someone.page.get_by_label("Center").select_option("DE-01")
    someone.page.get_by_text("Nothing waits.").wait_for()
    assert [cells(row)[1] for row in someone.page.locator("table tbody tr").all()] == ["DE-01"]


def test_a_receipt_has_the_accounting_and_the_rows_of_each_cause(someone):
    opened(someone)
    receipt(someone)
    assert "43 rows = 16 accepted + 6 held + 15 rejected + 6 skipped" in someone.text()
    cause = someone.page.locator("li", has_text="The result cannot be read.")
    assert "Rows 17, 33" in cause.inner_text()
    assert "ALP: “1O35”" in cause.inner_text()
    lab = someone.page.get_by_role("heading", name="For the lab to correct")
    desk = someone.page.get_by_role("heading", name="For the data manager")
    assert lab.bounding_box()["y"] < cause.bounding_box()["y"] < desk.bounding_box()["y"]


def test_a_receipt_can_be_linked_to_and_left_with_the_back_button(someone):
    opened(someone)
    receipt(someone)
    assert "/files/US-02/" in someone.page.url
    someone.page.go_back()
    someone.page.get_by_role("heading", name="What came in").wait_for()


def test_rows_to_be_corrected_are_taken_away_in_the_labs_own_layout(someone):
    opened(someone, "lab")
    receipt(someone)
    with someone.page.expect_download() as waiting:
        someone.page.get_by_role("button", name="Rows for the lab to correct").click()
    taken = waiting.value
    assert taken.suggested_filename.endswith("-lab.csv")
    header = next(csv.reader(io.StringIO(taken.path().read_text("utf-8-sig"))))
    assert {"Subject ID", "Collected", "Test", "Result", "Units"} <= set(header)


def test_the_receipt_as_a_page_is_taken_away(someone):
    opened(someone, "lab")
    receipt(someone)
    with someone.page.expect_download() as waiting:
        someone.page.get_by_role("button", name="Receipt as a page").click()
    assert "<html" in waiting.value.path().read_text("utf-8")


def test_a_receipt_of_another_center_is_refused_in_plain_words(browser, demo):
    from tests.support.console import visitor

    with visitor(browser, demo.address) as manager:
        opened(manager)
        manager.page.locator("table").nth(1).locator("tr", has_text="DE-01").get_by_role("link").click()
        manager.page.get_by_text("680 rows").wait_for()
        path = manager.page.url.removeprefix(demo.address)
    with visitor(browser, demo.address) as one:
        one.sign_in(email("lab"), path)
        assert "Your role does not allow this." in one.text()
        assert "680" not in one.page.content()


def test_a_printed_receipt_has_neither_buttons_nor_navigation(someone):
    opened(someone)
    receipt(someone)
    someone.page.emulate_media(media="print")
    assert someone.page.get_by_text("43 rows").is_visible()
    assert not someone.page.get_by_role("navigation").is_visible()
    assert not someone.page.get_by_role("button", name="All issues").is_visible()


def test_all_issues_are_taken_away_below_one_header(someone):
    opened(someone)
    receipt(someone)
    # as if a page of the API had five issues
    someone.page.route(
        "**/issues?*",
        lambda route: route.continue_(
            url=route.request.url + "&limit=5" * ("limit" not in route.request.url)
        ),
    )
    with someone.page.expect_download() as waiting:
        someone.page.get_by_role("button", name="All issues").click()
    rows = list(csv.DictReader(io.StringIO(waiting.value.path().read_text("utf-8-sig"))))
    assert len(rows) > 30
    assert {"1O35", "3-May"} <= {row["found"] for row in rows}
    assert "code" not in {row["code"] for row in rows}
