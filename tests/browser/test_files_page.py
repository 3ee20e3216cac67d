"""Page "Files and receipts": what came in over all centers, what waits, and the receipt of a file with its evidence."""

import csv
import io

import pytest
from tests.support.console_roles import address, email

from hepaflow.cli.remote.client import Client
from local.demo_study import STUDY

pytestmark = pytest.mark.browser
COUNTS = ["43", "17", "6", "15", "5"]  # of examples/mistakes.csv, as infra/local/expected.json has them


def opened(someone, role="data-manager"):
    someone.sign_in(email(role), address("files"))
    someone.page.get_by_role("heading", name="What came in").wait_for()
    someone.page.locator("table").nth(1).wait_for()


def came(someone, first_files):
    """Return the rows of the demo's deliveries, whatever other tests have sent since."""
    rows = someone.page.locator("table").nth(1).locator("tbody tr").all()
    return [
        row for row in rows if row.get_by_role("link").get_attribute("href").rpartition("/")[2] in first_files
    ]


def receipt(someone, first_files, center="US-02"):
    (row,) = [row for row in came(someone, first_files) if cells(row)[1] == center]
    row.get_by_role("link").click()
    someone.page.get_by_text("43 rows" if center == "US-02" else "680 rows").wait_for()


def cells(row):
    return [cell.strip() for cell in row.locator("td").all_inner_texts()]


def test_a_data_manager_sees_what_came_from_all_centers_newest_first(someone, first_files):
    opened(someone)
    rows = [cells(row) for row in came(someone, first_files)]
    assert {row[1] for row in rows} == {"CN-01", "DE-01", "LAB-01", "UK-01", "US-01", "US-02", "US-03"}
    assert rows[0][2].startswith("again-central-lab")  # it was sent last
    (mistakes,) = [row for row in rows if row[1] == "US-02"]
    assert mistakes[4:] == COUNTS


def test_a_data_manager_sees_what_waits_and_for_whom(someone, demo):
    token = demo.user("waits@example.org", f"{STUDY}/data-manager").token
    entries = Client(demo.address, token, STUDY).whole("/work", "entries", {})["entries"]
    (units,) = [one["count"] for one in entries if (one["kind"], one["name"]) == ("unmapped", "unit")]
    assert units >= 3  # of examples/mistakes.csv; files of other tests may add to them
    opened(someone)
    waits = [cells(row) for row in someone.page.locator("table").first.locator("tbody tr").all()]
    assert {row[1] for row in waits} == {"US-02"}
    assert [f"{units} terms are not mapped: units", "the data manager"] in [row[2:4] for row in waits]
    assert any("The file gives two different values for the same measurement" in row[2] for row in waits)


def test_choosing_a_center_leaves_out_the_others(someone):
    opened(someone)
    someone.page.get_by_label("Center").select_option("DE-01")
    someone.page.get_by_text("Nothing waits.").wait_for()
    assert [cells(row)[1] for row in someone.page.locator("table tbody tr").all()] == ["DE-01"]


def test_a_receipt_has_the_accounting_and_the_rows_of_each_cause(someone, first_files):
    opened(someone)
    receipt(someone, first_files)
    assert "43 rows = 17 accepted + 6 held + 15 rejected + 5 skipped" in someone.text()
    cause = someone.page.locator("li", has_text="The result cannot be read.")
    assert "lines 17, 33" in cause.inner_text()
    assert "“1O35” for Alkaline phosphatase (ALP)" in cause.inner_text()
    lab = someone.page.get_by_role("heading", name="For the lab to correct")
    desk = someone.page.get_by_role("heading", name="For the data manager")
    assert lab.bounding_box()["y"] < cause.bounding_box()["y"] < desk.bounding_box()["y"]


def test_a_receipt_can_be_linked_to_and_left_with_the_back_button(someone, first_files):
    opened(someone)
    receipt(someone, first_files)
    assert "/files/US-02/" in someone.page.url
    someone.page.go_back()
    someone.page.get_by_role("heading", name="What came in").wait_for()


def test_rows_to_be_corrected_are_taken_away_in_the_labs_own_layout(someone, first_files):
    opened(someone, "lab")
    receipt(someone, first_files)
    with someone.page.expect_download() as waiting:
        someone.page.get_by_role("button", name="Rows for the lab to correct").click()
    taken = waiting.value
    assert taken.suggested_filename.endswith("-lab.csv")
    header = next(csv.reader(io.StringIO(taken.path().read_text("utf-8-sig"))))
    assert {"Subject ID", "Collected", "Test", "Result", "Units"} <= set(header)


def test_the_receipt_as_a_page_is_taken_away(someone, first_files):
    opened(someone, "lab")
    receipt(someone, first_files)
    with someone.page.expect_download() as waiting:
        someone.page.get_by_role("button", name="Receipt as a page").click()
    assert "<html" in waiting.value.path().read_text("utf-8")


def test_a_receipt_of_another_center_is_refused_in_plain_words(browser, demo, first_files):
    from tests.support.console import visitor

    with visitor(browser, demo.address) as manager:
        opened(manager)
        receipt(manager, first_files, "DE-01")
        path = manager.page.url.removeprefix(demo.address)
    with visitor(browser, demo.address) as one:
        one.sign_in(email("lab"), path)
        assert "Your role does not allow this." in one.text()
        assert "680" not in one.page.content()


def test_a_printed_receipt_has_neither_buttons_nor_navigation(someone, first_files):
    opened(someone)
    receipt(someone, first_files)
    someone.page.emulate_media(media="print")
    assert someone.page.get_by_text("43 rows").is_visible()
    assert not someone.page.get_by_role("navigation").is_visible()
    assert not someone.page.get_by_role("button", name="All issues").is_visible()


def test_all_issues_are_taken_away_below_one_header(someone, first_files):
    opened(someone)
    receipt(someone, first_files)
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
