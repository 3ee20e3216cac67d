"""Page "Send": a lab checks a file on its own computer, mends it, sends it, and reads its receipt."""

import csv
import io
import json
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
    assert file.get_by_text("43 rows = 16 accepted + 6 held + 15 rejected + 6 skipped").is_visible()
    fix = saved(lab, button(file, "Save the 15 rows to correct"))
    assert lab.requests[asked:] == [one for one in lab.requests[asked:] if " blob:" in one]  # what was saved
    button(file, "Send the file as it is").click()
    file.locator("li.done", has_text="Compared with earlier results").wait_for(timeout=LONG)
    assert file.locator(".receipt").get_by_text("43 rows = 16 accepted").is_visible()
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

    assert (marked("17"), marked("11"), marked("39")) == (["1O35"], ["(blank)"], [])


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
        assert file.get_by_text("共 43 行：接受 16、待核实 6、未通过 15、跳过 6").is_visible()
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
    receipt.get_by_role("heading", name="Nothing to do, noted").wait_for(timeout=LONG)
    assert receipt.get_by_role("heading", name="For the data manager").count() == 0


def test_receipts_of_an_archive_name_its_files(lab):
    drop(lab, ("named.zip", archive(("left.csv", many_rows(7)), ("right.csv", many_rows(8)))))
    card(lab, "named.zip").get_by_text("8 rows = 8 accepted").first.wait_for(timeout=LONG)
    receipts = sent(lab, "named.zip")
    receipts.nth(1).wait_for(timeout=LONG)
    assert receipts.get_by_role("heading", level=3).all_inner_texts() == [
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
    card(lab, name).get_by_text("identifies a person. It is not sent.").wait_for(timeout=LONG)
    assert button(card(lab, name), "Send the file").count() == 0


def test_the_sentence_about_a_refused_file_says_who_acts(lab):
    drop(lab, ("empty.csv", b""), ("other.csv", b"a;b\n1;2\n"))
    card(lab, "empty.csv").get_by_text("Correct it, and drop it here again.").wait_for(timeout=LONG)
    other = card(lab, "other.csv")
    other.get_by_text("save the list of all issues and give it to the data manager").wait_for(timeout=LONG)
    assert other.get_by_text("Correct it, and drop it here again.").count() == 0


def test_a_file_that_was_changed_after_it_was_chosen_is_not_sent(lab, tmp_path):
    file = tmp_path / "changed.csv"
    file.write_bytes(many_rows(31))
    lab.page.set_input_files("input[type=file]", str(file))
    card(lab, "changed.csv").get_by_text("31 rows = 31 accepted").wait_for(timeout=LONG)
    file.write_bytes(many_rows(32))
    button(card(lab, "changed.csv"), "Send the file").click()
    card(lab, "changed.csv").get_by_text("It was changed or moved after you chose it").wait_for(timeout=LONG)
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
        card(one, "lost.csv").get_by_text("The server cannot be reached").wait_for(timeout=LONG)
        one.page.unroute("**/files?**")
        uploads = [asked for asked in one.requests if asked.endswith("/uploads")]
        button(card(one, "lost.csv"), "Ask again what became of the file").click()
        card(one, "lost.csv").locator(".receipt").get_by_text("41 rows = 41 accepted").wait_for(timeout=LONG)
        assert [asked for asked in one.requests if asked.endswith("/uploads")] == uploads
        assert len(uploads) == 1


def test_the_word_for_a_skipped_row_is_on_the_page(lab):
    drop(lab, ("total.csv", many_rows(9) + b"Total,,,,,,,,,\n"))
    file = card(lab, "total.csv")
    file.get_by_text("9 accepted + 0 held + 0 rejected + 1 skipped").wait_for(timeout=LONG)
    file.get_by_text("1 note, nothing to do").click()
    assert file.get_by_text("skipped", exact=True).bounding_box()["x"] > 0
