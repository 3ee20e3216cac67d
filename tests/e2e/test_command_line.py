"""`hepaflow send` and its kin, as programs of their own, against the stack on this machine."""

import csv
import io
import json
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from tests.support.profiles import profile_toml

from hepaflow.cli.lab.receipt import wait_for_answer
from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.definitions import put_definition, put_profile
from hepaflow.cli.remote.deliveries import upload_file
from hepaflow.domain.identity import file_id
from local.serve import serving
from local.stack import running

STUDY = "S1"
HEPAFLOW = Path(sys.executable).with_name("hepaflow")
QUIET = {"POWERTOOLS_METRICS_DISABLED": "true", "POWERTOOLS_LOG_LEVEL": "CRITICAL"}
PROFILE = profile_toml(STUDY, "C-01", time_zone="")
HEADER = "Subject,Collected,Test,Result,Units\n"
GOOD = HEADER + "S-1,2024-03-22,ALT,45,U/L\nS-1,2024-03-22,TBIL,1.1,mg/dL\n"
MIXED = HEADER + "S-2,2024-03-22,ALT,45,U/L\nS-2,2024-03-22,ALT,45,furlong\n"
AGAIN = HEADER + "S-1,2024-05-22,K,4,furlong\n"
IMPOSSIBLE = HEADER + "S-3,2024-03-22,ALT,999999,U/L\n"
CHANGED = HEADER + "S-1,2024-03-22,ALT,54,U/L\n"


@pytest.fixture(scope="module")
def served():
    with running(QUIET) as stack, serving(stack) as served:
        manager = served.user("manager@example.org", f"{STUDY}/data-manager")
        client = Client(served.address, manager.token, STUDY)
        put_definition(client, "Trial", "2019-07-01", ["C-01", "C-02", "C-03"])
        put_profile(client, "C-01", PROFILE)
        yield served


@pytest.fixture(scope="module")
def manager(served):
    return served.user("dm@example.org", f"{STUDY}/data-manager").token


@pytest.fixture(scope="module")
def lab(served):
    return served.user("lab@example.org", f"{STUDY}/center-C-01").token


@pytest.fixture
def hepaflow(served, tmp_path):
    def run(token, *arguments, typed=""):
        return subprocess.run(  # noqa: S603 our own program
            [HEPAFLOW, *arguments],
            cwd=tmp_path,
            input=typed,
            capture_output=True,
            encoding="utf-8",
            check=False,
            env={"HEPAFLOW_API": served.address, "HEPAFLOW_TOKEN": token, "COLUMNS": "120"},
        )

    return run


def send(hepaflow, folder, token, text, *more, typed=""):
    (folder / "file.csv").write_text(text, encoding="utf-8")
    return hepaflow(token, "send", "file.csv", *more, typed=typed)


def test_a_file_without_faults_is_sent_and_answered_in_one_command(hepaflow, tmp_path, lab):
    ended = send(hepaflow, tmp_path, lab, GOOD)
    assert (ended.returncode, "2 rows = 2 accepted + 0 held" in ended.stdout) == (0, True), ended.stderr


def test_the_same_file_once_more_has_the_same_answer(hepaflow, tmp_path, lab):
    send(hepaflow, tmp_path, lab, GOOD)
    ended = send(hepaflow, tmp_path, lab, GOOD)
    assert (ended.returncode, "2 rows = 2 accepted + 0 held" in ended.stdout) == (0, True)


def test_a_file_with_faults_is_sent_only_if_the_lab_says_so(hepaflow, tmp_path, lab):
    ended = send(hepaflow, tmp_path, lab, MIXED, typed="n\n")
    assert (ended.returncode, ended.stdout, "unit-unknown" in ended.stderr) == (1, "", True)


def test_a_file_with_faults_is_answered_with_its_rows(hepaflow, tmp_path, lab):
    ended = send(hepaflow, tmp_path, lab, MIXED, "--yes", "--json")
    receipt = json.loads(ended.stdout)
    assert (ended.returncode, receipt["counts"]["rejected"]) == (1, 1)
    assert [cause["code"] for cause in receipt["causes"]] == ["unit-unknown"]


def test_a_refused_file_is_not_sent(hepaflow, tmp_path, lab):
    ended = send(hepaflow, tmp_path, lab, "%PDF-1.7", "--yes")
    assert (ended.returncode, "file-format" in ended.stderr) == (2, True)


def test_a_file_that_waits_for_its_profile_says_so_at_once_and_later(hepaflow, tmp_path, manager):
    sent = send(hepaflow, tmp_path, manager, GOOD, "--center", "C-02")
    name = sent.stdout.split()[2]
    asked = hepaflow(manager, "receipt", name, "--center", "C-02")
    assert (sent.returncode, "is waiting for the center's profile" in sent.stdout) == (3, True), sent.stderr
    assert (asked.returncode, asked.stdout) == (3, sent.stdout), asked.stderr


def test_an_archive_that_waits_says_so_once(hepaflow, tmp_path, manager):
    with zipfile.ZipFile(tmp_path / "waiting.zip", "w") as archive:
        archive.writestr("one.csv", f"{HEADER}S-8,2024-03-22,ALT,41,U/L\n")
        archive.writestr("two.csv", f"{HEADER}S-9,2024-03-22,ALT,41,U/L\n")
    ended = hepaflow(manager, "send", "waiting.zip", "--center", "C-02")
    assert (ended.returncode, ended.stdout.count("waiting for")) == (3, 1), ended.stderr


def test_a_file_that_was_refused_before_is_answered_by_what_it_becomes_now(
    hepaflow, tmp_path, served, manager
):
    client = Client(served.address, manager, STUDY)
    put_profile(client, "C-03", PROFILE.replace("C-01", "C-03").replace('"Result"', '"Value"'))
    text = GOOD.replace("S-1", "S-6")
    refused = upload_file(client, "C-03", "early.csv", text.encode())
    assert wait_for_answer(client, "C-03", refused, 60).outcome == "taken-up"
    mended = PROFILE.replace("C-01", "C-03").replace("version = 1", "version = 2")
    put_profile(client, "C-03", mended)
    ended = send(hepaflow, tmp_path, manager, text, "--center", "C-03")
    assert (ended.returncode, "2 rows = 2 accepted + 0 held" in ended.stdout) == (0, True), ended.stdout


def given_up(served, hepaflow, token):
    """Return the receipt of `file.csv` once all its tries are over; hours pass in between."""
    for _ in range(60):
        served.stack.clock.move_to(served.stack.clock.now() + 3600)
        time.sleep(0.5)
        told = hepaflow(token, "receipt", "file.csv")
        if "a fault on our side" in told.stdout:
            break
    return told


def test_a_file_that_fails_on_our_side_says_so_and_may_be_sent_again(
    served, hepaflow, tmp_path, lab, monkeypatch
):
    with monkeypatch.context() as failing:
        failing.setattr("hepaflow.pipeline.ingest.read_and_copy", None)
        send(hepaflow, tmp_path, lab, GOOD.replace("S-1", "S-7"), "--wait", "0")
        failed = given_up(served, hepaflow, lab)
    ended = send(hepaflow, tmp_path, lab, GOOD.replace("S-1", "S-7"))
    assert (failed.returncode, "a fault on our side" in failed.stdout) == (3, True), failed.stderr
    assert (ended.returncode, "2 rows = 2 accepted + 0 held" in ended.stdout) == (0, True), ended.stdout


def test_a_file_that_nobody_sent_has_no_receipt(hepaflow, lab):
    ended = hepaflow(lab, "receipt", "0" * 64)
    assert (ended.returncode, "There is no such file" in ended.stderr) == (3, True)


def test_an_archive_is_answered_file_by_file(hepaflow, tmp_path, lab):
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.writestr("one.csv", GOOD)
        archive.writestr("two.csv", f"{HEADER}S-9,2024-03-22,ALT,41,U/L\n")
    ended = hepaflow(lab, "send", "both.zip")
    assert (ended.returncode, ended.stdout.count("0 rejected")) == (0, 2), ended.stderr
    whole = file_id(STUDY, "C-01", (tmp_path / "both.zip").read_bytes())
    asked = hepaflow(lab, "receipt", whole)
    assert (asked.returncode, "Each file in it has its own receipt" in asked.stdout) == (0, True), (
        asked.stderr
    )


def test_a_register_is_sent_like_a_file(hepaflow, tmp_path, manager):
    listed = "subject,center,status\nS-1,C-01,enrolled\nS-2,C-01,enrolled\nS-3,C-09,enrolled\n"
    ended = send(hepaflow, tmp_path, manager, listed, "--center", "register", "--json")
    receipt = json.loads(ended.stdout)
    assert (ended.returncode, receipt["counts"]["accepted"]) == (1, 2), ended.stderr
    assert [cause["code"] for cause in receipt["causes"]] == ["center-unknown"]


def test_a_receipt_can_be_asked_for_later(hepaflow, tmp_path, lab):
    sent = json.loads(send(hepaflow, tmp_path, lab, GOOD, "--json").stdout)
    ended = hepaflow(lab, "receipt", sent["file_id"], "--lang", "zh")
    assert (ended.returncode, "共 2 行：接受 2" in ended.stdout) == (0, True)


def test_a_receipt_is_found_by_the_name_of_the_file(hepaflow, tmp_path, lab):
    (tmp_path / "张三 2024-03.csv").write_text(GOOD, encoding="utf-8")
    sent = hepaflow(lab, "send", "张三 2024-03.csv", "--json")
    by_name = hepaflow(lab, "receipt", "张三 2024-03.csv", "--json")
    assert (by_name.returncode, json.loads(by_name.stdout)["file_id"]) == (
        0,
        json.loads(sent.stdout)["file_id"],
    )
    assert hepaflow(lab, "receipt", str(tmp_path / "张三 2024-03.csv")).returncode == 0
    ended = hepaflow(lab, "receipt", "李四 2024-03.csv")
    assert (ended.returncode, "no file of this name" in ended.stderr) == (64, True), ended.stderr


def test_a_waiting_file_is_found_by_its_name(hepaflow, tmp_path, manager):
    (tmp_path / "王五.csv").write_text(GOOD.replace("S-1", "S-7"), encoding="utf-8")
    hepaflow(manager, "send", "王五.csv", "--center", "C-02")
    asked = hepaflow(manager, "receipt", "王五.csv", "--center", "C-02")
    assert (asked.returncode, "is waiting for the center's profile" in asked.stdout) == (3, True)


def test_rejected_rows_are_fetched_mended_and_settled(hepaflow, tmp_path, lab):
    first = json.loads(send(hepaflow, tmp_path, lab, AGAIN, "--yes", "--json").stdout)
    names = ("--rejected", "fix.csv", "--for", "data-manager")
    ended = hepaflow(lab, "receipt", first["file_id"], *names)
    assert ended.returncode == 1, ended.stderr
    fix = (tmp_path / "fix.csv").read_text("utf-8-sig").replace("furlong", "mmol/L")
    ended = send(hepaflow, tmp_path, lab, fix)
    told = (f"Rows of an earlier file, sent again: {first['file_id']}", "settled: line 2", "1 new, 0 changed")
    assert (ended.returncode, [line in ended.stdout for line in told]) == (0, [True] * 3), ended.stdout


TEN = f"""{HEADER.strip()}
S-9,2024-05-01,ALT,4O,U/L
S-9,2024-02-30,AST,41,U/L
S-9,,GGT,42,U/L
,2024-05-01,ALP,43,U/L
S-9,2024-05-01,Albumin,#REF!,g/L
S-9,2024-05-01,Total bilirubin,<LOD,umol/L
S-9,2024-05-01,Creatinine,see comment,umol/L
S-9,2024-05-01,INR,12.5,s
S-9,2024-05-01,,44,U/L
S-9,2034-05-01,LDH,200,U/L
S-9,2024-05-01,Potassium,4.1,mmol/L
"""
MENDED = {
    "4O": "40", "2024-02-30": "2024-05-01", "S-9,,GGT": "S-9,2024-05-01,GGT", ",2024-05-01,ALP": "S-9,2024-05-01,ALP",
    "#REF!": "35", "<LOD": "<2", "see comment": "70", "12.5,s": "1.1,", "2024-05-01,,44": "2024-05-01,CK,44", "2034": "2024",
}  # fmt: skip


def test_ten_mistakes_are_mended_in_three_steps(hepaflow, tmp_path, lab):
    """The lab looks first and declines, mends the rows that came back, and sends them with the rows that were right."""
    ended = send(hepaflow, tmp_path, lab, TEN, "--rejected", "fix.csv", typed="n\n")
    assert ended.returncode == 1, ended.stderr
    assert "fix.csv: 10 rows for the lab to correct" in ended.stderr
    assert "The file was not sent." in ended.stderr
    first = send(hepaflow, tmp_path, lab, TEN, "--yes")
    assert first.returncode == 1
    fix = (tmp_path / "fix.csv").read_text("utf-8-sig")
    for wrong, right in MENDED.items():
        assert wrong in fix
        fix = fix.replace(wrong, right, 1)
    ended = send(hepaflow, tmp_path, lab, fix)
    assert (ended.returncode, "10 accepted + 0 held + 0 rejected" in ended.stdout) == (0, True), ended.stdout
    assert "settled: lines 2-11" in ended.stdout


def test_a_page_of_the_receipt_is_written(hepaflow, tmp_path, lab):
    first = json.loads(send(hepaflow, tmp_path, lab, AGAIN, "--yes", "--json").stdout)
    asked = hepaflow(lab, "receipt", first["file_id"], "--html", "receipt.html")
    assert asked.returncode == 1
    assert (
        hepaflow(lab, "receipt", first["file_id"][:16]).stdout
        == hepaflow(lab, "receipt", first["file_id"]).stdout
    )
    assert (tmp_path / "receipt.html").read_text("utf-8").startswith("<!doctype html>")
    assert hepaflow(lab, "receipt", first["file_id"], "--html", "receipt.pdf").returncode == 64


def test_issues_are_listed_once(hepaflow, tmp_path, lab):
    asked = send(hepaflow, tmp_path, lab, AGAIN, typed="y\n")
    unasked = send(hepaflow, tmp_path, lab, AGAIN, "--yes")
    assert (asked.stdout + asked.stderr).count("analyte-ambiguous") == 1
    assert "The issues are those listed above." in asked.stdout
    assert (unasked.stdout + unasked.stderr).count("analyte-ambiguous") == 1


def test_a_held_change_is_found_accepted_and_counts(hepaflow, tmp_path, lab, manager):
    send(hepaflow, tmp_path, lab, GOOD)
    assert send(hepaflow, tmp_path, lab, CHANGED).returncode == 0
    listed = hepaflow(manager, "results", "S-1", "--analyte", "ALT", "--csv").stdout
    current, held = csv.DictReader(io.StringIO(listed))
    assert (current["value"], held["value"], held["issues"]) == ("45", "54", "changed-unmarked")
    names = ("--file", held["file_id"], "--line", held["line_number"])
    decided = hepaflow(manager, "decide", "accept", "S-1", "ALT", *names, "--reason", "the lab confirmed it")
    assert (decided.returncode, decided.stdout.startswith("journal number ")) == (0, True)
    after = json.loads(hepaflow(manager, "results", "S-1", "--analyte", "ALT", "--json").stdout)
    assert after["results"][0]["current"]["value"] == "54"


def test_a_held_value_is_listed_with_what_was_found(hepaflow, tmp_path, lab, manager):
    send(hepaflow, tmp_path, lab, IMPOSSIBLE, "--yes")
    (held,) = csv.DictReader(io.StringIO(hepaflow(manager, "results", "S-3", "--csv").stdout))
    assert held["found"] == "value-impossible: 999999"


def test_a_table_names_the_journal_number(hepaflow, tmp_path, lab, manager):
    send(hepaflow, tmp_path, lab, GOOD)
    assert "As of journal number" in hepaflow(manager, "results", "S-1").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("results", "S-1"),
        ("receipt", "0" * 64),
        ("decide", "retire", "S-1", "ALT", "--collected-at", "2024-03-22", "--reason", "x"),
    ],
)
def test_what_the_api_denies_is_told_with_its_reason(hepaflow, arguments):
    ended = hepaflow("not.a.token", *arguments, "--study", STUDY)
    assert (ended.returncode, "The API rejected the request (HTTP 401)" in ended.stderr) == (3, True)


def test_a_token_never_goes_out_unencrypted(hepaflow, lab):
    ended = hepaflow(lab, "results", "S-1", "--api", "http://example.org")
    assert (ended.returncode, "so that the token is encrypted" in ended.stderr) == (64, True)


def test_an_api_that_cannot_be_reached_is_named(hepaflow, lab):
    ended = hepaflow(lab, "results", "S-1", "--api", "http://127.0.0.1:9")
    assert (ended.returncode, "cannot be reached" in ended.stderr) == (3, True)


def test_a_token_of_no_study_asks_for_one(hepaflow):
    ended = hepaflow("not.a.token", "results", "S-1")
    assert (ended.returncode, "add --study" in ended.stderr) == (64, True)


def test_a_token_of_no_center_asks_for_one(hepaflow, tmp_path, manager):
    ended = send(hepaflow, tmp_path, manager, GOOD)
    assert (ended.returncode, "add --center" in ended.stderr) == (64, True)


def test_file_of_a_feed_is_checked_and_read_with_the_profile_of_the_feed(
    served, hepaflow, tmp_path, manager, lab
):
    client = Client(served.address, manager, STUDY)
    known = client.call("GET", "/definition")
    known |= {"version": known["version"] + 1, "feeds": {"C-01": ["edc"]}}
    client.call("PUT", "/definition", params={"reason": "an EDC"}, json=known)
    edc = PROFILE.replace('center = "C-01"', 'center = "C-01"\nfeed = "edc"').replace('"Result"', '"Wert"')
    headers = {"Content-Type": "application/toml"}
    where = "/centers/C-01/feeds/edc/profile"
    client.call("PUT", where, params={"reason": "an EDC"}, headers=headers, data=edc.encode())
    text = GOOD.replace("S-1", "S-9").replace("Result", "Wert")
    assert send(hepaflow, tmp_path, lab, text).returncode == 2  # main has no column of that name
    ended = send(hepaflow, tmp_path, lab, text, "--feed", "edc", "--json")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["recipe"]["feed"] == "edc"
