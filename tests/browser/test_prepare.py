"""Page "Prepare": a hospital's export becomes a file without names, and key list and secret stay in the browser."""

import json

import pytest
from tests.support.console import TELEPHONE, visitor
from tests.support.hospital_export import PROFILE, ROWS, export

from hepaflow.browser.preparing import prepare_export, prepared_file, prepared_log
from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.definitions import put_definition, put_profile

pytestmark = pytest.mark.browser
PREPARE = "/app/studies/S1/prepare"
KEYS = "病案号,subject\n0012345,CN01-0101\n".encode("utf-8-sig")
SECRET = "5a" * 32
LONG = 120_000  # milliseconds, on a busy machine


@pytest.fixture(scope="module")
def manager(demo):
    """Two centers of a study; a user of the first."""
    demo.user("cn01@example.org", "S1/center-CN-01")
    client = Client(demo.address, demo.user("m3@example.org", "S1/data-manager").token, "S1")
    put_definition(client, "A trial", "2019-07-01", ["CN-01"])
    put_profile(client, "CN-01", PROFILE)
    return client


@pytest.fixture(scope="module")
def seated(demo, manager, browser):
    with visitor(browser, demo.address) as one:
        one.sign_in("cn01@example.org", PREPARE)
        one.page.get_by_text("Files are checked on this computer.").wait_for(timeout=LONG)
        yield one
        assert one.complaints == []


def choose(one, label, name, data):
    chosen = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    one.page.get_by_label(label).set_input_files(chosen)


def fill(one, keys=KEYS):
    choose(one, "The export of the hospital", "export.csv", export(*ROWS))
    choose(one, "The key list", "keys.csv", keys)
    choose(one, "The secret of the hospital", "keys.csv.secret", SECRET.encode())
    one.page.get_by_role("button", name="Prepare the file").click()


def saved(one, name):
    with one.page.expect_download(timeout=LONG) as download:
        one.page.get_by_role("button", name=name).click()
    return download.value.path().read_bytes()


def test_file_and_log_are_those_of_the_command_and_nothing_is_sent(seated, manager):
    asked = json.dumps(
        {
            "profile": manager.text("/centers/CN-01/profile", {}, "application/toml"),
            "definition": json.dumps(manager.call("GET", "/definition")),
            "secret": SECRET,
            "keys_name": "keys.csv",
            "secret_name": "keys.csv.secret",
        }
    )
    here = prepare_export(export(*ROWS), KEYS, asked, chinese=False)
    before = len(seated.requests)
    fill(seated)
    seated.page.get_by_text("5 rows = 2 kept + 1 not in the trial + 1 without an id").wait_for(timeout=LONG)
    assert saved(seated, "Save the prepared file") == prepared_file(here, asked)
    assert saved(seated, "Save the log of all rows") == prepared_log(here, "export-prepared.csv")
    assert [one for one in seated.requests[before:] if " blob:" not in one] == []


def test_a_key_list_that_cannot_be_used_is_told(seated):
    fill(seated, b"only one column\n")
    seated.page.get_by_text("keys.csv is not a key list: write two columns").wait_for(timeout=LONG)
    assert "Traceback" not in seated.text()


def test_a_secret_that_is_read_late_does_not_replace_the_one_chosen_after_it(seated):
    seated.page.evaluate(
        """() => {
          for (const name of ["arrayBuffer", "text"]) {
            const read = File.prototype[name];
            File.prototype[name] = async function () {
              if (this.name === "late.secret") await new Promise((go) => { window.readLate = go; });
              return read.call(this);
            };
          }
        }"""
    )
    choose(seated, "The secret of the hospital", "late.secret", SECRET.encode())
    seated.page.wait_for_timeout(300)
    assert seated.page.evaluate("typeof window.readLate") == "function"
    choose(seated, "The secret of the hospital", "chosen.secret", SECRET.encode())
    seated.page.get_by_text("The secret is that of chosen.secret.").wait_for()
    seated.page.evaluate("window.readLate()")
    seated.page.wait_for_timeout(200)
    assert seated.page.get_by_text("The secret is that of chosen.secret.").is_visible()


def test_a_new_secret_is_saved_and_used(seated):
    secret = saved(seated, "Make a new secret")
    assert len(bytes.fromhex(secret.decode())) == 32
    seated.page.get_by_text("The secret is that of keys.csv.secret.").wait_for()


def test_nothing_keeps_people_from_using_the_page(seated):
    fill(seated)
    seated.page.get_by_text("2 rows are kept.").wait_for(timeout=LONG)
    assert seated.barriers() == []
    seated.page.set_viewport_size(TELEPHONE)
    assert seated.barriers() == []
    assert seated.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_whole_page_is_in_chinese(seated):
    seated.page.locator("header select").select_option("zh")
    seated.page.get_by_role("heading", name="处理导出文件").wait_for()
    shown = seated.page.inner_text("main")
    assert {"the", "row", "rows", "is", "file", "and"} & set(shown.lower().split()) == set()
