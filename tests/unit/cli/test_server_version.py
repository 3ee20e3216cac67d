"""`hepaflow send` says when the server has another version of hepaflow, and goes on."""

import json

import pytest
import requests
from tests.support.api_office import CENTER, HEADER

from hepaflow import VERSION

GOOD = f"{HEADER}CN01-0001,2024-06-01,ALT,45,U/L\n"
WITH_A_FAULT = f"{GOOD}CN01-0001,2024-06-02,ALT,45,furlong\n"


@pytest.fixture
def send(hepaflow, tmp_path):
    def send(*options, text=GOOD):
        (tmp_path / "a.csv").write_text(text, encoding="utf-8")
        return hepaflow("send", "a.csv", "--center", CENTER, "--wait", "0", *options, folder=tmp_path)

    return send


@pytest.fixture
def health(hepaflow, monkeypatch):
    desk, calls = requests.request, []

    def told(status, body):
        def answer(method, url, **asked):
            calls.append(f"{method} {url.rpartition('/')[2]}")
            if not url.endswith("/health"):
                return desk(method, url, **asked)
            assert "Authorization" not in asked["headers"]
            found = requests.Response()
            found.status_code, found._content = status, body
            return found

        monkeypatch.setattr("requests.request", answer)
        return calls

    return told


def test_nothing_is_said_of_a_server_of_the_same_version(send):
    told = send()
    assert (told.status, "server" in told.stderr) == (3, False), told.stderr


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "its receipt counts. Install hepaflow 9.9.9"),
        ("zh", "以其回执为准。如需按相同规则检查，请安装 hepaflow 9.9.9"),
    ],
)
def test_another_version_is_named_and_the_file_is_sent(lang, said, send, health):
    calls = health(200, json.dumps({"status": "ok", "version": "9.9.9", "schema": 1}).encode())
    told = send("--lang", lang)
    assert said in told.stderr
    assert VERSION in told.stderr
    assert (calls[0], "POST uploads" in calls) == ("GET health", True)


@pytest.mark.parametrize(
    ("status", "body"),
    [(404, b"{}"), (200, b"<html>"), (200, b"[]"), (200, b"{}"), (200, b'{"version": 3}')],
)
def test_a_server_that_names_no_version_is_said(status, body, send, health):
    calls = health(status, body)
    assert "does not say which version" in send().stderr
    assert "POST uploads" in calls


def test_a_version_cannot_write_on_the_terminal(send, health):
    health(200, json.dumps({"version": "1\x1b[2J"}).encode())
    assert "\x1b" not in send().stderr


def test_a_server_that_cannot_be_reached_is_said_once(send, monkeypatch):
    def lost(*_, **__):
        raise requests.ConnectionError

    monkeypatch.setattr("requests.request", lost)
    told = send()
    assert (told.status, told.stderr.count("cannot be reached")) == (3, 1)


@pytest.mark.parametrize(("lang", "asked"), [("en", "Send the file anyway?"), ("zh", "仍要发送该文件吗？")])
def test_the_question_before_sending_is_in_the_language_of_the_user(lang, asked, send):
    assert asked in send("--lang", lang, text=WITH_A_FAULT).stderr
