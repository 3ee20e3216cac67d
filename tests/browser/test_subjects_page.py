"""Page "Subjects": who is there, the picture of the liver panel, scores."""

import pytest
from tests.support.console import TELEPHONE, visitor
from tests.support.console_roles import address, email

pytestmark = pytest.mark.browser


def names(someone):
    return someone.page.locator("tbody a").all_inner_texts()


def test_a_subject_is_found_by_a_part_of_its_id(someone):
    someone.sign_in(email("statistician"), address("subjects"))
    someone.page.get_by_role("searchbox").fill("us01-0002")
    assert set(names(someone)) == {"US01-0002"}  # the lab and the center name it
    someone.page.get_by_role("link", name="US01-0002").first.click()
    someone.page.get_by_role("heading", name="US01-0002").wait_for()


def test_a_lab_sees_its_own_subjects_alone(someone):
    someone.sign_in(email("lab"), address("subjects"))
    assert {name[:4] for name in names(someone)} == {"US02"}


def test_scores_that_the_results_determine_are_shown_by_specimen_day(someone):
    someone.sign_in(email("statistician"), address("subjects", "US01-0002"))
    someone.page.locator("table").wait_for()
    rows = {
        cells[0]: cells[1:]
        for row in someone.page.locator("tbody tr").all()
        if (cells := row.locator("td").all_inner_texts())
    }
    assert "ALBI" in " ".join(rows)
    assert all(any(cell != "–" for cell in cells) for cells in rows.values())


def test_the_picture_of_the_liver_panel_is_shown_and_follows_the_language(someone):
    someone.sign_in(email("monitor"), address("subjects", "US01-0002"))
    picture = someone.page.get_by_role("img", name="Liver panel of subject US01-0002 over time")
    picture.wait_for()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    someone.page.get_by_label("Language").select_option("zh")
    someone.page.get_by_role("img", name="受试者 US01-0002 的肝功能随时间变化图").wait_for()
    assert [asked for asked in someone.requests if asked.endswith("liver-panel?lang=zh")]


def test_the_report_is_taken_away_as_one_page(someone):
    someone.sign_in(email("monitor"), address("subjects", "US01-0002"))
    with someone.page.expect_download() as waiting:
        someone.page.get_by_role("button", name="Report as a page").click()
    assert waiting.value.suggested_filename == "US01-0002.html"
    assert "<svg" in waiting.value.path().read_text("utf-8")


def test_a_subject_of_another_center_is_not_there_for_a_lab(browser, demo):
    with visitor(browser, demo.address) as one:
        one.sign_in(email("lab"), address("subjects", "US01-0002"))
        one.page.get_by_text("There is no such thing in this study.").first.wait_for()
        assert one.page.get_by_role("img").count() == 0
        assert {said.split("status of ")[1][:3] for said in one.complaints} == {"404"}


def test_nothing_keeps_people_from_reading_a_subject(browser, demo):
    with visitor(browser, demo.address, TELEPHONE) as one:
        one.sign_in(email("monitor"), address("subjects", "US01-0002"))
        one.page.get_by_role("img").wait_for()
        assert one.barriers() == []
        assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert one.complaints == []
