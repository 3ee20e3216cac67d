"""Long work over the command line: a difference first, a digest that confirms it, and Ctrl-C that leaves nothing half done."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.support.profiles import profile_toml

from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.definitions import put_definition, put_profile, stored_profile
from hepaflow.cli.remote.deliveries import await_processed, deliveries_of, upload_file
from hepaflow.cli.remote.results import results_of_subject
from hepaflow.pipeline.changes.rerun_choice import rerun_center
from local.serve import serving
from local.stack import running

STUDY = "S1"
HEPAFLOW = Path(sys.executable).with_name("hepaflow")
QUIET = {"POWERTOOLS_METRICS_DISABLED": "true", "POWERTOOLS_LOG_LEVEL": "CRITICAL"}
FILE = "Subject,Collected,Test,Result,Units\nS-1,2024-03-22,ALT,45,furlong\nS-1,2024-03-22,TBIL,1.1,mg/dL\n"
FURLONG = '[unit_spellings.ALT]\n"furlong" = "U/L"\n'


def profile(version=1, more=""):
    return profile_toml(STUDY, "C-01", time_zone="", version=version, more=more)


@pytest.fixture(scope="module")
def served():
    with running(QUIET) as stack, serving(stack) as served:
        yield served


@pytest.fixture(scope="module")
def client(served):
    manager = served.user("manager@example.org", f"{STUDY}/data-manager")
    client = Client(served.address, manager.token, STUDY)
    put_definition(client, "Trial", "2019-07-01", ["C-01"])
    put_profile(client, "C-01", profile())
    upload_file(client, "C-01", "file.csv", FILE.encode())
    await_processed(client, "C-01", 1, lambda: time.sleep(0.1))
    put_profile(client, "C-01", profile(2, FURLONG))
    return client


@pytest.fixture
def start(client, tmp_path):
    """Start `hepaflow` as a program of its own."""

    def run(*arguments):
        environment = {"HEPAFLOW_API": client.address, "HEPAFLOW_TOKEN": client.token, "COLUMNS": "100"}
        return subprocess.Popen(  # noqa: S603 our own program
            [HEPAFLOW, *arguments], cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip

    return run


@pytest.fixture
def hepaflow(start):
    def run(*arguments):
        program = start(*arguments)
        out, err = program.communicate(timeout=60)
        return program.returncode, out, err

    return run


def current(client):
    return sorted(one["analyte"] for one in results_of_subject(client, "S-1")["results"] if one["current"])


def test_a_trial_shows_what_a_draft_changes_and_stores_nothing(hepaflow, client, tmp_path):
    (tmp_path / "draft.toml").write_text(profile(3, FURLONG), "utf-8")
    (sent,) = deliveries_of(client, "C-01")
    status, out, err = hepaflow("trial", sent["file_id"][:8], "draft.toml")
    assert (status, "Working on job" in err) == (0, True), err
    assert [
        part
        for part in ("unit-unknown: 1 → 0  gone in line 2", "1 added", "Nothing was stored")
        if part not in out
    ] == []
    assert (current(client), "version = 2" in stored_profile(client, "C-01")) == (["BILI"], True)


def slowly(wish, services):
    time.sleep(4)
    return rerun_center(wish, services)


def test_ctrl_c_ends_the_waiting_and_says_how_to_go_on(start, hepaflow, client, monkeypatch):
    with monkeypatch.context() as slow:
        slow.setattr("hepaflow.pipeline.jobs.rerun_center", slowly)
        program = start("rerun", "--center", "C-01", "--reason", "furlong is known")
        assert "Working on job" in program.stderr.readline()
        time.sleep(1.5)
        os.kill(program.pid, signal.SIGINT)
        out, err = program.communicate(timeout=30)
    assert (program.returncode, out) == (130, "")
    assert "It changes nothing unless you confirmed it." in err
    words = err.split()
    status, out, _ = hepaflow("job", words[-1])
    assert (status, "1 added" in out) == (0, True), out
    assert current(client) == ["BILI"]


def test_a_rerun_of_a_center_takes_effect_with_its_digest_only(hepaflow, client):
    asked = ("rerun", "--center", "C-01", "--reason", "furlong is known")
    status, out, err = hepaflow(*asked)
    assert (status, "Current results: 1 added, 0 removed, 0 changed" in out) == (1, True), err
    assert current(client) == ["BILI"]
    status, out, err = hepaflow(*asked, "--confirm", err.split()[-1])
    assert (status, "The re-run took effect." in out) == (0, True), err
    assert current(client) == ["ALT", "BILI"]
    status, out, err = hepaflow(*asked)
    assert (status, "Nothing to do" in out) == (0, True), err


def test_without_a_center_the_differences_of_all_centers_are_shown(hepaflow):
    status, out, err = hepaflow("rerun", "--reason", "after an upgrade")
    assert (status, out.startswith("C-01\n")) == (0, True), err


def test_a_job_that_does_not_exist_is_told_as_a_sentence(hepaflow):
    status, _, err = hepaflow("job", "0" * 64)
    assert (status, "There is no such job." in err) == (3, True), err


def test_a_register_is_closed_with_its_digest_and_opened_again(hepaflow, client):
    before = current(client)
    asked = ("register", "close", "--reason", "the list is complete")
    status, out, err = hepaflow(*asked)
    assert (status, f"0 added, {len(before)} removed" in out, current(client)) == (1, True, before), err
    status, out, err = hepaflow(*asked, "--confirm", err.split()[-1])
    assert (status, "The register is closed" in out, current(client)) == (0, True, []), err
    assert "The register is closed" in hepaflow("register", "status")[1]
    again = ("register", "reopen", "--reason", "some are missing")
    status, out, err = hepaflow(*again)
    status, out, err = hepaflow(*again, "--confirm", err.split()[-1])
    assert (status, "open again" in out, current(client)) == (0, True, before), err


def test_holds_of_one_issue_are_decided_together(hepaflow, client):
    upload_file(client, "C-01", "again.csv", FILE.replace("1.1", "1.3").encode())
    await_processed(client, "C-01", 2, lambda: time.sleep(0.1))
    asked = ("decide-all", "accept", "changed-unmarked", "--center", "C-01", "--reason", "the lab confirms")
    status, out, err = hepaflow(*asked)
    assert (status, "0 added, 0 removed, 1 changed" in out) == (1, True), err
    assert "Results that are decided about: 1." in out
    status, out, err = hepaflow(*asked, "--confirm", err.split()[-1])
    assert (status, "The decisions were recorded." in out) == (0, True), err
    assert hepaflow(*asked)[1].endswith("Nothing is held for this issue alone.\n")


def test_a_register_file_that_waits_takes_effect_with_its_digest(hepaflow, client):
    listed = b"subject,center,status,former_ids\nS-9,C-01,enrolled,S-1\n"
    upload_file(client, "register", "register.csv", listed)
    (sent,) = await_processed(client, "register", 1, lambda: time.sleep(0.1))
    assert sent["file_status"] == "to-confirm"
    asked = ("register", "confirm", sent["file_id"][:8], "--reason", "the list of August")
    status, out, err = hepaflow(*asked)
    assert (status, "S-9" in out, results_of_subject(client, "S-1")["results"] != []) == (1, True, True), err
    status, out, err = hepaflow(*asked, "--confirm", err.split()[-1])
    assert (status, "The register file took effect" in out) == (0, True), err
    assert {one["subject"] for one in results_of_subject(client, "S-9")["results"]} == {"S-9"}
