"""Page "Send": a lab checks a file on its own computer, mends it, sends it, and reads its receipt."""

import csv
import hashlib
import io
import json
import os
import tomllib
import zipfile
from datetime import UTC, datetime

import pytest
from tests.support.console import TELEPHONE, visitor
from tests.support.engine_files import EXAMPLES, NAMES, WORKBOOK, asked_for, content_of_example
from tests.support.profiles import profile_toml

from hepaflow.browser.checking import check_file, issues_csv, results_csv
from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.definitions import put_definition, put_profile
from local.demo_study import STUDY

pytestmark = pytest.mark.browser
SEND = f"/app/studies/{STUDY}/send"
OTHER = "BOOKS"  # a study whose center US-02 sends workbooks, and whose center NEW has no profile
READY = "Files are checked on this computer. They do not leave it until you send them."
PAPERS = (
    f'study = "{OTHER}"\nlab = "LAB-1"\nversion = 1\n[[papers]]\nname = "Central Lab"\nto = 2024-01-31\n'
    '[[ranges]]\nanalyte = "ALT"\nunit = "U/L"\nhigh = 40\n'
)
WARD = 'lab = "LAB-1"\n' + profile_toml(OTHER, "WARD")
LONG = 120_000  # milliseconds, on a busy machine


@pytest.fixture(scope="module")
def labs(demo):
    """Users of centers, and a second study."""
    demo.user("us02@example.org", f"{STUDY}/center-US-02")
    demo.user("books@example.org", f"{OTHER}/center-US-02")
    demo.user("new@example.org", f"{OTHER}/center-NEW")
    manager = Client(demo.address, demo.user("m@example.org", f"{OTHER}/data-manager").token, OTHER)
    put_definition(manager, "Workbooks", "2019-07-01", ["US-02", "NEW", "WARD"])
    put_profile(manager, "US-02", asked_for(WORKBOOK)["profile"].replace(STUDY, OTHER))
    headers = {"Content-Type": "application/toml"}
    manager.call("PUT", "/labs/LAB-1", params={"reason": "its papers"}, headers=headers, data=PAPERS.encode())
    put_profile(manager, "WARD", WARD)
    return demo


@pytest.fixture(scope="module")
def seated(labs, browser):
    """Somebody of the center US-02, whose browser has loaded the engine."""
    with visitor(browser, labs.address) as one:
        one.sign_in("us02@example.org", SEND)
        one.page.get_by_text(READY).wait_for(timeout=LONG)
        yield one


@pytest.fixture
def lab(seated):
    yield seated
    assert seated.complaints == []
    while (left := seated.page.get_by_role("button", name="Remove from the list")).count():
        left.first.click()


def drop(one, *files):
    chosen = [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files]
    one.page.set_input_files("input[type=file]", chosen)


def card(one, name):
    return one.page.get_by_role("region", name=name)


def saved(one, button):
    with one.page.expect_download(timeout=LONG) as download:
        button.click()
    return download.value.path().read_bytes()


def button(within, name):
    return within.get_by_role("button", name=name)


def mistakes():
    """A file of US-02 that was not sent before: the demo has sent the example itself."""
    text = (EXAMPLES / "mistakes.csv").read_text("utf-8")
    return text.replace("US02-0301", "US02-0399").encode()


def test_a_lab_checks_mends_sends_and_reads_the_receipt(lab):
    asked = len(lab.requests)
    drop(lab, ("mistakes.csv", mistakes()))
    file = card(lab, "mistakes.csv")
    file.get_by_text("15 rows are for you to correct.").wait_for(timeout=LONG)
    assert file.get_by_text("43 rows = 17 accepted + 6 held + 15 rejected + 5 skipped").is_visible()
    fix = saved(lab, button(file, "Save the 15 rows to correct"))
    assert lab.requests[asked:] == [one for one in lab.requests[asked:] if " blob:" in one]  # what was saved
    button(file, "Send the file as it is").click()
    file.locator("li.done", has_text="Compared with earlier results").wait_for(timeout=LONG)
    assert file.locator(".receipt").get_by_text("43 rows = 17 accepted").is_visible()
    mended = fix.replace(b"1O35", b"1035")
    drop(lab, ("mistakes-to-correct.csv", mended))
    again = card(lab, "mistakes-to-correct.csv")
    again.get_by_text("rows are for you to correct").wait_for(timeout=LONG)
    button(again, "Send the file as it is").click()
    again.get_by_text("1 settled.").wait_for(timeout=LONG)


def test_cells_at_fault_are_marked_in_the_lab_s_own_rows(lab):
    drop(lab, ("mistakes.csv", mistakes()))
    table = card(lab, "mistakes.csv").get_by_role("table", name="The rows to correct")
    table.wait_for(timeout=LONG)

    def marked(line):
        row = table.get_by_role("row").filter(has=lab.page.get_by_role("rowheader", name=line, exact=True))
        return row.locator("mark").all_inner_texts()

    assert (marked("17"), marked("11"), marked("39")) == (["1O35"], ["(blank)"], ["see", "letter"])


def test_what_is_not_sent_stays_on_the_computer(lab):
    before = len(lab.requests)
    drop(lab, ("kept.csv", mistakes()))
    card(lab, "kept.csv").get_by_text("15 rows are for you to correct.").wait_for(timeout=LONG)
    button(card(lab, "kept.csv"), "Remove from the list").click()
    card(lab, "kept.csv").wait_for(state="detached")
    assert lab.requests[before:] == []


@pytest.fixture(scope="module")
def manager(labs):
    return Client(labs.address, labs.user("m2@example.org", f"{STUDY}/data-manager").token, STUDY)


@pytest.fixture(scope="module")
def managing(labs, browser):
    with visitor(browser, labs.address) as one:
        one.sign_in("data-manager@example.org", SEND)
        one.page.get_by_text(READY).wait_for(timeout=LONG)
        yield one


@pytest.mark.parametrize("name", NAMES)
def test_results_and_issues_are_those_of_python(manager, managing, name):
    """The profile and the definition are those that the API gives; so both read with them."""
    center = tomllib.loads(asked_for(name)["profile"])["center"]
    asked = {
        "profile": manager.text(f"/centers/{center}/profile", {}, "application/toml"),
        "definition": json.dumps(manager.call("GET", "/definition")),
        "labs": [],
        "received": datetime.now(UTC).isoformat(),  # noqa: TID251 it arrives now
    }
    here = check_file(name, content_of_example(name), json.dumps(asked), lambda *_: None)
    managing.page.get_by_label("Center").select_option(center)
    same_tables(managing, name, here)


def test_results_and_issues_of_a_workbook_with_mistakes_are_those_of_python(labs, browser):
    asked = asked_for(WORKBOOK)
    asked["profile"] = asked["profile"].replace(STUDY, OTHER)
    asked["definition"] = json.dumps(
        {
            "study": OTHER,
            "version": 1,
            "title": "Workbooks",
            "start": "2019-07-01",
            "centers": ["US-02", "NEW"],
            "fold_version": 3,
        }
    )
    here = check_file(WORKBOOK, content_of_example(WORKBOOK), json.dumps(asked), lambda *_: None)
    with visitor(browser, labs.address) as one:
        one.sign_in("books@example.org", f"/app/studies/{OTHER}/send")
        same_tables(one, WORKBOOK, here)


def test_a_file_is_read_with_the_papers_of_the_lab_that_the_profile_names(labs, browser):
    labs.user("ward@example.org", f"{OTHER}/center-WARD")
    data = b"Subject,Collected,Test,Result,Units\nS-1,2024-03-22,ALT,45,U/L\n"
    with visitor(browser, labs.address) as one:
        one.sign_in("ward@example.org", f"/app/studies/{OTHER}/send")
        one.page.get_by_text(READY).wait_for(timeout=LONG)
        drop(one, ("ward.csv", data))
        results = button(card(one, "ward.csv"), "Save the results as they would be stored")
        results.wait_for(timeout=LONG)
        (row,) = csv.DictReader(io.StringIO(saved(one, results).decode()))
        assert [row[name] for name in ("range_high", "range_flag", "range_from", "issues")] == [
            "40",
            "H",
            "lab",
            "lab-not-valid",
        ]
        assert "reference ranges of LAB-1" not in card(one, "ward.csv").inner_text()
        assert one.complaints == []


def same_tables(one, name, here):
    one.page.get_by_text(READY).wait_for(timeout=LONG)
    drop(one, (name, content_of_example(name)))
    file = card(one, name)
    results = button(file, "Save the results as they would be stored")
    results.wait_for(timeout=LONG)
    assert saved(one, results) == results_csv(here, 0)
    assert len(results_csv(here, 0)) > 1_000
    if here.files[0][1].issues:
        assert saved(one, button(file, "Save the list of all issues")) == issues_csv(here, 0, chinese=False)
    assert one.complaints == []


def test_the_whole_page_is_in_chinese(labs, browser):
    with visitor(browser, labs.address, language="zh-CN") as one:
        one.open(SEND)
        one.page.locator("header").get_by_role("button", name="登录").click()
        one.page.get_by_role("button", name="us02@example.org").click()
        one.page.get_by_text("文件在本机检查，发送之前不会离开本机。").wait_for(timeout=LONG)
        drop(one, ("mistakes.csv", mistakes()))
        file = card(one, "mistakes.csv")
        file.get_by_text("有 15 行需要您更正。").wait_for(timeout=LONG)
        assert file.get_by_text("共 43 行：接受 17、待核实 6、未通过 15、跳过 5").is_visible()
        english = {"the", "row", "rows", "is", "are", "not", "and"} & set(file.inner_text().lower().split())
        assert english == set()
        assert one.complaints == []


def test_a_language_chosen_later_translates_what_was_found(lab):
    drop(lab, ("mistakes.csv", mistakes()))
    card(lab, "mistakes.csv").get_by_text("The row has no subject id.").first.wait_for(timeout=LONG)
    lab.page.get_by_label("Language").select_option("zh")
    card(lab, "mistakes.csv").get_by_text("有 15 行需要您更正。").wait_for(timeout=LONG)
    card(lab, "mistakes.csv").get_by_text("The row has no subject id.").first.wait_for(
        state="detached", timeout=LONG
    )
    lab.page.locator("header select").select_option("en")
    card(lab, "mistakes.csv").get_by_text("15 rows are for you to correct.").wait_for(timeout=LONG)


def test_a_check_is_stopped_and_done_again(lab):
    drop(lab, ("mistakes.csv", mistakes()), ("long.csv", many_rows(60_000)))
    stop = button(card(lab, "long.csv"), "Stop")
    card(lab, "mistakes.csv").get_by_text("rows are for you to correct").wait_for(timeout=LONG)
    stop.click()
    card(lab, "long.csv").get_by_text("The check was stopped.").wait_for(timeout=LONG)
    fix = saved(lab, button(card(lab, "mistakes.csv"), "Save the 15 rows to correct"))  # read again for it
    assert b"1O35" in fix
    button(card(lab, "long.csv"), "Check again").click()
    card(lab, "long.csv").get_by_text("60,000 rows =").wait_for(timeout=LONG)


def many_rows(count):
    header, row = (EXAMPLES / "mistakes.csv").read_text("utf-8").splitlines()[:2]
    cells = row.split(",")
    rows = (
        ",".join([f"US02-{number % 10_000:04}", *cells[1:2], f"M{number}", *cells[3:]])
        for number in range(count)
    )
    return "\n".join([header, *rows, ""]).encode()


def test_each_file_of_an_archive_gets_its_verdict_and_its_receipt(lab):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("one.csv", many_rows(3))
        archive.writestr("two.csv", many_rows(4))
    drop(lab, ("both.zip", out.getvalue()))
    file = card(lab, "both.zip")
    file.get_by_text("4 rows = 4 accepted").first.wait_for(timeout=LONG)
    assert file.get_by_text("3 rows = 3 accepted").first.is_visible()
    button(file, "Send the file").click()
    file.locator("li.done", has_text="Compared with earlier results").wait_for(timeout=LONG)
    assert file.locator(".receipt").count() == 2


def test_a_file_that_would_be_refused_is_not_sent(lab):
    drop(lab, ("other.csv", b"a;b\n1;2\n"))
    file = card(lab, "other.csv")
    file.get_by_text("The server would refuse the file.").wait_for(timeout=LONG)
    assert button(file, "Send the file").count() == button(file, "Send the file as it is").count() == 0


def test_a_file_for_a_center_without_a_profile_waits(labs, browser):
    with visitor(browser, labs.address) as one:
        one.sign_in("new@example.org", f"/app/studies/{OTHER}/send")
        one.page.get_by_text("The center has no profile yet.").wait_for(timeout=LONG)
        drop(one, ("first.csv", b"Subject\nS-1\n"))
        button(card(one, "first.csv"), "Send the file").click()
        card(one, "first.csv").locator(".receipt").get_by_text("waits for a profile").wait_for(timeout=LONG)
        assert [said for said in one.complaints if "404" not in said] == []  # there is none


def test_without_the_engine_a_file_is_sent_and_the_server_checks_it(labs, browser):
    with visitor(browser, labs.address) as one:
        one.page.route("**/app/config.json", without_the_engine)
        one.sign_in("us02@example.org", SEND)
        assert "Checking on this computer is not installed here." in one.text()
        drop(one, ("plain.csv", many_rows(2)))
        button(card(one, "plain.csv"), "Send the file").click()
        card(one, "plain.csv").get_by_text("2 rows = 2 accepted").wait_for(timeout=LONG)
        assert one.complaints == []


def test_an_empty_file_of_the_center_has_its_headers(lab):
    empty = saved(lab, button(lab.page, "Save an empty file of the center"))
    (header,) = csv.reader(io.StringIO(empty.decode("utf-8-sig")))
    assert header[:3] == ["Subject ID", "Collected", "Accession"]


def test_a_center_answers_what_it_is_asked(manager, lab):
    sent = manager.call("GET", "/files", params={"center": "US-02"})["deliveries"][0]
    about = {"kind": "row", "file_id": sent["file_id"], "line": 13}
    manager.call(
        "POST", "/queries", json={"about": about, "question": "When was it drawn?", "due": "2036-01-01"}
    )
    lab.open(SEND)
    lab.sign_in("us02@example.org", SEND)
    query = lab.page.get_by_role("listitem").filter(has_text="When was it drawn?")
    query.get_by_label("Answer").fill("On 29 April 2020.")
    button(query, "Send the answer").click()
    query.wait_for(state="detached")
    (asked,) = manager.call("GET", "/queries", params={"center": "US-02", "state": "answered"})["queries"]
    assert asked["versions"][-1]["text"] == "On 29 April 2020."


@pytest.mark.parametrize("size", [None, TELEPHONE])
def test_nothing_keeps_people_from_using_the_page(labs, browser, size):
    with visitor(browser, labs.address, **({"size": size} if size else {})) as one:
        one.sign_in("us02@example.org", SEND)
        one.page.get_by_text(READY).wait_for(timeout=LONG)
        drop(one, ("mistakes.csv", mistakes()))
        card(one, "mistakes.csv").get_by_text("15 rows are for you to correct.").wait_for(timeout=LONG)
        assert one.barriers() == []
        assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        button(card(one, "mistakes.csv"), "Send the file as it is").click()
        card(one, "mistakes.csv").get_by_role("heading", name="Take away").wait_for(timeout=LONG)
        assert one.barriers() == []
        assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert one.complaints == []


def test_a_file_is_sent_with_the_keyboard_alone(lab):
    drop(lab, ("typed.csv", many_rows(5)))  # the dialog of the browser is not the page's
    card(lab, "typed.csv").get_by_text("Nothing to do: every row is accepted.").wait_for(timeout=LONG)
    lab.page.locator("input[type=file]").focus()
    for _ in range(20):
        lab.page.keyboard.press("Tab")
        if lab.page.evaluate("document.activeElement.textContent") == "Send the file":
            break
    lab.page.keyboard.press("Enter")
    card(lab, "typed.csv").locator(".receipt").get_by_text("5 rows = 5 accepted").wait_for(timeout=LONG)


def sent(one, name):
    button(card(one, name), "Send the file").click()
    return card(one, name).locator(".receipt")


def test_a_file_that_was_sent_before_is_said_to_change_nothing(lab):
    drop(lab, ("first.csv", many_rows(6)))
    sent(lab, "first.csv").get_by_text("Of the accepted rows:").wait_for(timeout=LONG)
    drop(lab, ("second.csv", many_rows(6)))
    receipt = sent(lab, "second.csv")
    receipt.get_by_text("The same file was delivered before. It changes nothing.").wait_for(timeout=LONG)
    assert receipt.get_by_text("sent before", exact=True).is_visible()
    assert receipt.get_by_text("Of the accepted rows:").count() == 0


def test_what_is_only_noted_is_for_nobody_before_and_after_a_file_is_sent(lab):
    unusual = b"US02-0001,2020-04-27 07:07,N1,ALP,Serum,1612,U/L,40-129,H,\n"
    drop(lab, ("noted.csv", many_rows(1).splitlines()[0] + b"\n" + unusual))
    card(lab, "noted.csv").get_by_text("Nothing to do: every row is accepted.").wait_for(timeout=LONG)
    receipt = sent(lab, "noted.csv")
    receipt.get_by_text("1 note, nothing to do").wait_for(timeout=LONG)
    assert receipt.get_by_role("heading", name="For the data manager").count() == 0


def test_receipts_of_an_archive_name_its_files(lab):
    drop(lab, ("named.zip", archive(("left.csv", many_rows(7)), ("right.csv", many_rows(8)))))
    card(lab, "named.zip").get_by_text("8 rows = 8 accepted").first.wait_for(timeout=LONG)
    receipts = sent(lab, "named.zip")
    receipts.nth(1).wait_for(timeout=LONG)
    assert receipts.locator(":scope > h3").all_inner_texts() == [
        "Receipt of left.csv, US-02",
        "Receipt of right.csv, US-02",
    ]


def archive(*files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        for name, data in files:
            written.writestr(name, data)
    return out.getvalue()


def test_without_the_engine_each_file_of_an_archive_gets_its_receipt(labs, browser):
    with visitor(browser, labs.address) as one:
        one.page.route("**/app/config.json", without_the_engine)
        one.sign_in("us02@example.org", SEND)
        drop(one, ("unseen.zip", archive(*((f"{n}.csv", many_rows(n)) for n in (21, 22, 23)))))
        receipts = sent(one, "unseen.zip")
        receipts.nth(2).wait_for(timeout=LONG)
        for number, rows in enumerate((21, 22, 23)):
            assert receipts.nth(number).get_by_text(f"{rows} rows = {rows} accepted").is_visible()
        assert one.complaints == []


def without_the_engine(route):
    answer = route.fetch()
    route.fulfill(response=answer, body=json.dumps({**answer.json(), "engine": None}))


@pytest.mark.parametrize("name", ["姓名_张三.csv", "months.zip"])
def test_a_file_whose_name_identifies_a_person_is_not_sent(lab, name):
    drop(lab, (name, archive(("姓名_张三.csv", many_rows(2))) if name.endswith(".zip") else many_rows(2)))
    card(lab, name).get_by_text("identifies a person. The file is not sent.").wait_for(timeout=LONG)
    assert "Nothing to do" not in card(lab, name).inner_text()
    assert button(card(lab, name), "Send the file").count() == 0


def test_the_sentence_about_a_refused_file_says_who_acts(lab):
    drop(lab, ("empty.csv", b""), ("other.csv", b"a;b\n1;2\n"))
    card(lab, "empty.csv").get_by_text("Correct it as the list below says, and drop it here again.").wait_for(
        timeout=LONG
    )
    other = card(lab, "other.csv")
    other.get_by_text("save the list of all issues and give it to the data manager").wait_for(timeout=LONG)
    assert other.get_by_text("Correct it as the list below says, and drop it here again.").count() == 0


def test_a_file_that_was_changed_after_it_was_chosen_is_not_sent(lab, tmp_path):
    file = tmp_path / "changed.csv"
    file.write_bytes(many_rows(31))
    lab.page.set_input_files("input[type=file]", str(file))
    card(lab, "changed.csv").get_by_text("31 rows = 31 accepted").wait_for(timeout=LONG)
    file.write_bytes(many_rows(32))
    button(card(lab, "changed.csv"), "Send the file").click()
    card(lab, "changed.csv").get_by_text("The file was moved or changed after you chose it").wait_for(
        timeout=LONG
    )
    button(card(lab, "changed.csv"), "Remove from the list").click()
    card(lab, "changed.csv").wait_for(state="detached")


def test_a_file_that_arrived_before_the_connection_was_lost_is_not_sent_twice(labs, browser):
    with visitor(browser, labs.address) as one:
        one.sign_in("us02@example.org", SEND)
        one.page.get_by_text(READY).wait_for(timeout=LONG)
        drop(one, ("lost.csv", many_rows(41)))
        one.page.route("**/files?**", lambda route: route.abort())
        card(one, "lost.csv").get_by_text("41 rows = 41 accepted").wait_for(timeout=LONG)
        button(card(one, "lost.csv"), "Send the file").click()
        one.page.get_by_text("No connection to the server.").wait_for(timeout=LONG)
        one.page.unroute("**/files?**")
        uploads = [asked for asked in one.requests if asked.endswith("/uploads")]
        card(one, "lost.csv").locator(".receipt").get_by_text("41 rows = 41 accepted").wait_for(timeout=LONG)
        assert [asked for asked in one.requests if asked.endswith("/uploads")] == uploads
        assert len(uploads) == 1
        one.page.get_by_text("No connection to the server.").wait_for(state="detached")


def test_the_word_for_a_skipped_row_is_on_the_page(lab):
    drop(lab, ("total.csv", many_rows(9) + b"Total,,,,,,,,,\n"))
    file = card(lab, "total.csv")
    file.get_by_text("9 accepted + 0 held + 0 rejected + 1 skipped").wait_for(timeout=LONG)
    file.get_by_text("1 note, nothing to do").click()
    assert file.get_by_text("skipped", exact=True).bounding_box()["x"] > 0


def causes_of(within):
    """Return what each cause says: title, places, what was found, what to do."""
    return within.locator("ul.causes > li").evaluate_all("causes => causes.map((one) => one.innerText)")


def headings_of(within):
    found = within.locator("section > h3, details > summary").all_inner_texts()
    return [one for one in found if one in HEADINGS or "note" in one or "提示" in one]


HEADINGS = {"For the lab to correct", "For the data manager", "由实验室更正", "由数据管理员处理"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_cause_has_the_same_words_before_and_after_a_file_is_sent(lab, language):
    name = f"words-{language}.csv"
    text = (EXAMPLES / "mistakes.csv").read_text("utf-8").replace("US02-0301", f"US02-03{len(language)}9")
    drop(lab, (name, text.replace("1612", "1613" if language == "zh" else "1614").encode()))
    file = card(lab, name)
    file.get_by_text("15 rows are for you to correct.").wait_for(timeout=LONG)
    lab.page.locator("header select").select_option(language)
    file.get_by_text("有 15 行需要您更正。" if language == "zh" else "15 rows are").wait_for(timeout=LONG)
    file.locator("details:not([open]) > summary", has_text="note" if language == "en" else "提示").click()
    before, headings = causes_of(file), headings_of(file)
    assert len(before) > 10
    button(file, "原样发送文件" if language == "zh" else "Send the file as it is").click()
    file.locator(".receipt h3", has_text="下载" if language == "zh" else "Take away").wait_for(timeout=LONG)
    receipt = file.locator(".receipt")
    assert causes_of(receipt) == before
    assert headings_of(receipt) == headings
    assert len(headings) == 3
    lab.page.locator("header select").select_option("en")


def test_a_row_of_another_width_is_shown_as_it_stands(lab):
    header, row = (EXAMPLES / "mistakes.csv").read_text("utf-8").splitlines()[:2]
    row += "seen"
    long, short = row.replace("mg/dL", "mg/dL,more"), row.rpartition(",")[0].rpartition(",")[0]
    drop(lab, ("wide.csv", "\n".join([header, row, long, short, ""]).encode()))
    table = card(lab, "wide.csv").get_by_role("table", name="The rows to correct")
    table.wait_for(timeout=LONG)
    cells = len(header.split(","))

    def shown(line):
        return table.get_by_role("row").filter(has=lab.page.get_by_role("rowheader", name=line, exact=True))

    assert f"The header has {cells} cells, this row has {cells + 1}." in shown("3").inner_text()
    assert f"The header has {cells} cells, this row has {cells - 2}." in shown("4").inner_text()
    assert shown("3").locator(".whole li").nth(cells).inner_text().split("\n")[0] == "(no header)"
    assert [one.split("\n")[0] for one in shown("3").locator(".whole li").all_inner_texts()][
        :2
    ] == header.split(",")[:2]
    assert "more" in shown("3").locator(".whole").inner_text()
    assert shown("4").locator("mark").all_inner_texts() == ["(missing)", "(missing)"]
    taken = saved(lab, button(card(lab, "wide.csv"), "Save the 2 rows to correct"))
    assert b"more" not in taken  # nobody knows below which header it belongs


def test_a_file_that_was_exchanged_without_a_trace_is_not_sent(lab, tmp_path):
    """Its size and time are those of the file that was checked: the browser sees no change."""
    file = tmp_path / "exchanged.csv"
    file.write_bytes(many_rows(33))
    lab.page.set_input_files("input[type=file]", str(file))
    card(lab, "exchanged.csv").get_by_text("33 rows = 33 accepted").wait_for(timeout=LONG)
    times = (file.stat().st_atime_ns, file.stat().st_mtime_ns)
    file.write_bytes(many_rows(33).replace(b"M1,", b"N1,"))
    os.utime(file, ns=times)
    before = len(lab.requests)
    button(card(lab, "exchanged.csv"), "Send the file").click()
    card(lab, "exchanged.csv").get_by_text("The file is not the one that was checked").wait_for(timeout=LONG)
    assert [asked for asked in lab.requests[before:] if not asked.startswith("GET blob:")] == []
    button(card(lab, "exchanged.csv"), "Remove from the list").click()
    card(lab, "exchanged.csv").wait_for(state="detached")


def test_what_is_sent_has_the_hash_of_what_was_checked(lab):
    content = many_rows(34)
    with lab.page.expect_request("**/uploads") as asked:
        drop(lab, ("hashed.csv", content))
        card(lab, "hashed.csv").get_by_text("34 rows = 34 accepted").first.wait_for(timeout=LONG)
        button(card(lab, "hashed.csv"), "Send the file").click()
    assert asked.value.post_data_json["sha256"] == hashlib.sha256(content).hexdigest()
    card(lab, "hashed.csv").locator(".receipt").get_by_text("34 rows = 34 accepted").wait_for(timeout=LONG)


def test_a_file_is_checked_with_the_profile_of_the_center_that_was_chosen(managing):
    """The answer about the center that was chosen first comes last."""
    late = []

    def hold(route):
        late.append(route)

    managing.page.get_by_label("Center").select_option("UK-01")
    managing.page.route("**/centers/CN-01/profile", hold)
    managing.page.get_by_label("Center").select_option("CN-01")
    managing.page.get_by_label("Center").select_option("US-02")
    managing.page.locator("input[type=file]").wait_for()
    late[0].continue_()
    managing.page.wait_for_load_state("networkidle")
    drop(managing, ("chosen.csv", many_rows(3)))
    card(managing, "chosen.csv").get_by_text("3 rows = 3 accepted").wait_for(timeout=LONG)
    managing.page.unroute("**/centers/CN-01/profile")


def test_a_file_stays_with_the_center_for_which_it_was_dropped(managing):
    managing.page.get_by_label("Center").select_option("US-02")
    drop(managing, ("bound.csv", many_rows(4)))
    managing.page.get_by_label("Center").select_option("DE-01")
    bound = card(managing, "bound.csv")
    bound.get_by_text("4 rows = 4 accepted").wait_for(timeout=LONG)
    assert bound.get_by_role("heading", level=2).get_by_text("US-02").is_visible()
    with managing.page.expect_request("**/uploads") as asked:
        button(bound, "Send the file").click()
    assert "/centers/US-02/uploads" in asked.value.url
    bound.locator(".receipt").get_by_text("4 rows = 4 accepted").wait_for(timeout=LONG)


def test_a_page_with_an_unsent_file_is_left_only_by_who_says_so(lab):
    said = []

    def refuse(dialog):
        said.append((dialog.type, dialog.message))
        dialog.dismiss()

    lab.page.get_by_role("link", name="Subjects").click()
    lab.page.get_by_role("searchbox").wait_for()
    lab.page.get_by_role("link", name="Send files").click()
    lab.page.get_by_text(READY).wait_for(timeout=LONG)
    drop(lab, ("unsent.csv", many_rows(35)))
    card(lab, "unsent.csv").get_by_text("35 rows = 35 accepted").wait_for(timeout=LONG)
    lab.page.on("dialog", refuse)
    lab.page.get_by_role("link", name="Subjects").click()
    lab.page.evaluate("history.back()")
    lab.page.get_by_role("button", name="Sign out").click()
    assert [kind for kind, _ in said] == ["confirm"] * 3
    assert "not sent" in said[0][1]
    assert lab.page.url.endswith(SEND)
    lab.page.evaluate("location.reload()")
    lab.page.wait_for_timeout(500)
    assert said[3:] == [("beforeunload", "")]
    assert card(lab, "unsent.csv").get_by_text("35 rows = 35 accepted").is_visible()
    lab.page.remove_listener("dialog", refuse)
    sent(lab, "unsent.csv").get_by_text("Of the accepted rows:").wait_for(timeout=LONG)
    lab.page.on("dialog", refuse)
    lab.page.get_by_role("link", name="Subjects").click()
    lab.page.get_by_role("searchbox").wait_for()
    assert said[4:] == []
    lab.page.remove_listener("dialog", refuse)
    lab.page.go_back()
    lab.page.get_by_text(READY).wait_for(timeout=LONG)


def test_a_session_that_ends_before_a_file_is_sent_loses_no_file(lab):
    drop(lab, ("ended.csv", many_rows(36)))
    card(lab, "ended.csv").get_by_text("36 rows = 36 accepted").wait_for(timeout=LONG)
    lab.page.route("**/uploads", lambda route: route.fulfill(status=401, json={}))
    button(card(lab, "ended.csv"), "Send the file").click()
    lab.page.get_by_text("Your sign-in has ended.").wait_for(timeout=LONG)
    lab.page.unroute("**/uploads")
    with lab.page.expect_popup() as opened:
        button(lab.page, "Sign in again").click()
    opened.value.get_by_role("button", name="us02@example.org").click()
    card(lab, "ended.csv").locator(".receipt").get_by_text("36 rows = 36 accepted").wait_for(timeout=LONG)
    lab.complaints[:] = [said for said in lab.complaints if "401" not in said]


def test_rows_that_are_skipped_are_not_called_accepted(lab):
    total = b"Total,,,,,,,,,\n"
    drop(lab, ("some.csv", many_rows(2) + total), ("none.csv", many_rows(0) + total))
    card(lab, "some.csv").get_by_text("Nothing to do: no row is held or rejected.").wait_for(timeout=LONG)
    card(lab, "none.csv").get_by_text("No row has a result that the study asks for.").wait_for(timeout=LONG)


def test_what_is_kept_of_a_file_is_not_said_of_one_that_cannot_be_sent(lab):
    drop(lab, ("refused.csv", b"a;b\n1;2\n"))
    card(lab, "refused.csv").get_by_text("The server would refuse the file.").wait_for(timeout=LONG)
    assert "the server stores" not in card(lab, "refused.csv").inner_text()


def test_an_archive_with_a_file_to_be_refused_says_what_becomes_of_both(lab):
    drop(lab, ("half.zip", archive(("good.csv", many_rows(37)), ("bad.csv", b"a;b\n1;2\n"))))
    card(lab, "half.zip").get_by_text(
        "The server would refuse 1 file of the archive and read the others."
    ).wait_for(timeout=LONG)
    button(card(lab, "half.zip"), "Send the file as it is").click()
    receipts = card(lab, "half.zip").locator(".receipt")
    receipts.get_by_text("The file was refused. None of its results were stored.").wait_for(timeout=LONG)
    receipts.get_by_text("37 rows = 37 accepted").wait_for(timeout=LONG)
