"""`hepaflow login` against the issuer of the stack on one machine: a browser is played by following redirects."""

import json
import re
import socket
import stat
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from local.serve import serving
from local.stack import running

HEPAFLOW = Path(sys.executable).with_name("hepaflow")
ANN = {"email": "ann@example.org"}


@pytest.fixture(scope="module")
def served():
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    quiet = {"POWERTOOLS_METRICS_DISABLED": "true", "POWERTOOLS_LOG_LEVEL": "CRITICAL"}
    with running(quiet, parameters={"LoopbackPort": port}) as stack, serving(stack, pumping=False) as made:
        made.user("ann@example.org", "S1/data-manager")
        yield made


@dataclass
class Terminal:
    """Where a user runs `hepaflow`, with a browser that only writes down which address it was given."""

    folder: Path
    api: str

    def start(self, *arguments, **changed):
        browser = self.folder / "browser"
        browser.write_text(
            f'#!/bin/sh\nprintf %s "$1" >{self.folder}/new && mv {self.folder}/new {self.folder}/opened\n'
        )
        browser.chmod(0o700)
        environment = {"HEPAFLOW_API": self.api, "XDG_CONFIG_HOME": str(self.folder), "BROWSER": str(browser)}
        return subprocess.Popen(  # noqa: S603 our own program
            [HEPAFLOW, *arguments],
            env={"PATH": "/usr/bin:/bin", "COLUMNS": "120", **environment, **changed},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, *arguments, **changed):
        program = self.start(*arguments, **changed)
        out, err = program.communicate(timeout=60)
        return program.returncode, out, err

    def page(self):
        """Wait until the browser is given an address; return it."""
        ends = time.monotonic() + 60
        while not (self.folder / "opened").exists():
            assert time.monotonic() < ends
            time.sleep(0.02)
        return (self.folder / "opened").read_text()

    def login(self, user=ANN):
        """Sign a user in with a browser; return status, output and errors of the command."""
        program = self.start("login")
        requests.post(self.page(), data=user, timeout=10).raise_for_status()
        (self.folder / "opened").unlink()
        out, err = program.communicate(timeout=60)
        return program.returncode, out, err

    @property
    def file(self):
        (path,) = (self.folder / "hepaflow" / "tokens").iterdir()
        return path

    def change(self, **changed):
        self.file.write_text(json.dumps({**json.loads(self.file.read_text()), **changed}))


@pytest.fixture
def terminal(served, tmp_path):
    return Terminal(tmp_path, served.address)


def test_the_api_says_how_its_users_sign_in(served):
    told = requests.get(f"{served.address}/sign-in", timeout=10).json()
    assert told == {
        "issuer": served.issuer.address,
        "client_id": "hepaflow-cli",
        "scopes": ["openid", "email"],
        "redirect_uri": f"http://localhost:{served.stack.parameters['LoopbackPort']}/",
    }


def test_a_user_signs_in_and_other_commands_need_no_token(terminal):
    assert terminal.login()[:2] == (
        0, f"Signed in to {terminal.api} as ann@example.org.\nRoles: S1/data-manager\n"
    )  # fmt: skip
    status, _, err = terminal.run("results", "S-1")
    assert (status, err) == (
        3,
        "The API rejected the request (HTTP 404).\nThere is no such subject.\n",
    )


def test_the_tokens_are_in_a_file_that_only_the_user_can_read(terminal):
    terminal.login()
    assert stat.S_IMODE(terminal.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(terminal.file.parent.stat().st_mode) == 0o700


def test_the_address_is_printed_and_has_a_challenge_and_no_verifier(terminal):
    program = terminal.start("login")
    address = terminal.page()
    program.terminate()
    _, err = program.communicate(timeout=60)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert address in err
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert set(asked) == {
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method"
    }  # fmt: skip


@pytest.mark.parametrize("state", ["", "another"])
def test_an_answer_to_another_question_does_not_count(terminal, state):
    program = terminal.start("login")
    address = terminal.page()
    back = parse_qs(urlsplit(address).query)["redirect_uri"][0]
    forged = requests.get(back, params={"code": "c", "state": state}, timeout=10)
    assert (forged.status_code, "not the answer" in forged.text) == (400, True)
    requests.post(address, data=ANN, timeout=10).raise_for_status()
    program.communicate(timeout=60)
    assert program.returncode == 0


def test_a_refusal_of_the_issuer_is_shown(terminal):
    program = terminal.start("login")
    asked = parse_qs(urlsplit(terminal.page()).query)
    told = {"error": "access_denied", "error_description": "no\x1b[2J", "state": asked["state"][0]}
    requests.get(asked["redirect_uri"][0], params=told, timeout=10)
    out, err = program.communicate(timeout=60)
    assert (program.returncode, out) == (3, "")
    assert err.endswith("The issuer refused: access_denied: no�[2J\n")


def test_an_id_token_of_another_sign_in_is_refused(terminal):
    program = terminal.start("login")
    address = terminal.page()
    nonce = parse_qs(urlsplit(address).query)["nonce"][0]
    requests.post(address.replace(nonce, "another"), data=ANN, timeout=10)
    _, err = program.communicate(timeout=60)
    assert (program.returncode, "does not belong to this sign-in" in err) == (3, True)


def test_a_port_that_is_in_use_is_said(terminal):
    first = terminal.start("login")
    terminal.page()
    status, _, err = terminal.run("login")
    first.terminate()
    first.communicate(timeout=60)
    assert (status, "is in use" in err) == (3, True)


def test_an_expired_token_is_renewed_once(terminal):
    terminal.login()
    before = json.loads(terminal.file.read_text())
    terminal.change(expires=0, access_token="old")
    assert "no such subject" in terminal.run("results", "S-1")[2]
    after = json.loads(terminal.file.read_text())
    assert after["refresh_token"] != before["refresh_token"]
    assert after["expires"] > time.time()
    assert stat.S_IMODE(terminal.file.stat().st_mode) == 0o600


@pytest.mark.parametrize("refresh_token", ["", "made-up"])
def test_a_sign_in_that_cannot_be_renewed_is_said_with_the_command(terminal, refresh_token):
    terminal.login()
    terminal.change(expires=0, refresh_token=refresh_token)
    told = f"Your sign-in to {terminal.api} has expired. Run: hepaflow login --api {terminal.api}\n"
    assert terminal.run("results", "S-1") == (3, "", told)


def test_who_is_not_signed_in_is_told_the_command(terminal):
    told = f"You are not signed in to {terminal.api}. Run: hepaflow login --api {terminal.api}\n"
    assert terminal.run("results", "S-1") == (3, "", told)


def test_a_token_that_the_api_refuses_is_said_with_the_command(terminal):
    status, _, err = terminal.run("results", "S-1", "--study", "S1", "--token", "x.y.z")
    assert status == 3
    assert err.splitlines() == [
        "The API rejected the request (HTTP 401).",
        "the token is not signed by the issuer",
        f"Get a new access token. Run: hepaflow login --api {terminal.api}",
    ]


def test_a_token_of_a_program_goes_before_that_of_the_login(served, terminal):
    terminal.login()
    other = served.user("bob@example.org", "S2/data-manager").token
    assert "HTTP 404" in terminal.run("results", "S-1", "--study", "S1")[2]
    assert "HTTP 403" in terminal.run("results", "S-1", "--study", "S1", HEPAFLOW_TOKEN=other)[2]


def test_tokens_are_kept_for_each_api(terminal):
    terminal.login()
    status, _, err = terminal.run("results", "S-1", "--api", "https://elsewhere.example")
    assert (status, "not signed in to https://elsewhere.example" in err) == (3, True)


def test_logout_deletes_the_tokens_and_ends_them(served, terminal):
    terminal.login()
    refresh = json.loads(terminal.file.read_text())["refresh_token"]
    assert terminal.run("logout") == (0, f"Signed out of {terminal.api}.\n", "")
    assert list((terminal.folder / "hepaflow" / "tokens").iterdir()) == []
    form = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": "hepaflow-cli"}
    assert requests.post(f"{served.issuer.address}/token", data=form, timeout=10).status_code == 400
    assert terminal.run("logout")[1] == f"You were not signed in to {terminal.api}.\n"


def test_a_user_signs_in_on_another_device(served, terminal):
    program = terminal.start("login", "--device")
    address, code = re.search(
        r"Open (\S+) on any device, and enter the code (\S+)", program.stderr.readline()
    ).groups()
    assert requests.post(address, data={**ANN, "user_code": "WRON-GONE"}, timeout=10).status_code == 400
    requests.post(address, data={**ANN, "user_code": code}, timeout=10).raise_for_status()
    out, _ = program.communicate(timeout=60)
    assert (program.returncode, "as ann@example.org" in out) == (0, True)
    assert "no such subject" in terminal.run("results", "S-1")[2]


def test_a_missing_option_names_its_variable(terminal):
    status, _, err = terminal.run("results", "S-1", HEPAFLOW_API="")
    assert (status, "--api" in err, "HEPAFLOW_API" in err) == (64, True, True)


@pytest.mark.parametrize("api", ["http://hepaflow.example", "hepaflow.example", "ftp://localhost"])
def test_an_address_without_encryption_is_refused(terminal, api):
    status, _, err = terminal.run("login", "--api", api)
    assert (status, "must begin with https://" in err) == (64, True)
