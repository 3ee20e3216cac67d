"""The issuer is asked where its own discovery says, once, with little patience, and never fails a call."""

import json
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from hepaflow.aws.issuer import OidcIssuer, may_be_asked

ANN = {"sub": "ann", "name": "Ann Lee"}


class Answers(BaseHTTPRequestHandler):
    """Gives what the server has for a path: status, headers, body."""

    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("Authorization")))
        status, headers, body = self.server.answers.get(self.path, (404, {}, b"{}"))
        time.sleep(self.server.delay)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for place in range(len(body)):
            self.wfile.write(body[place : place + 1] if self.server.trickle else body)
            if not self.server.trickle:
                return
            time.sleep(self.server.trickle)

    def log_message(self, *_):
        pass


@contextmanager
def listening():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.asked, server.answers, server.delay, server.trickle = [], {}, 0, 0
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def server():
    with listening() as made:
        made.address = f"http://127.0.0.1:{made.server_port}/realm"
        describe(made)
        made.answers["/people"] = (200, {}, json.dumps(ANN).encode())
        yield made


def describe(server, **changed):
    told = {"issuer": server.address, "userinfo_endpoint": server.address.replace("/realm", "/people")}
    body = json.dumps({**told, **changed}).encode()
    server.answers["/realm/.well-known/openid-configuration"] = (200, {}, body)


def claims(server):
    return OidcIssuer(server.address).user_claims("Bearer token")


def test_issuer_is_asked_where_its_discovery_says_and_the_discovery_gets_no_token(server):
    issuer = OidcIssuer(server.address)
    assert issuer.user_claims("Bearer token") == issuer.user_claims("Bearer token") == ANN
    assert server.asked == [
        ("/realm/.well-known/openid-configuration", None),
        ("/people", "Bearer token"),
        ("/people", "Bearer token"),
    ]


def test_address_that_ends_in_a_slash_is_one_issuer(server):
    server.address += "/"
    describe(server, userinfo_endpoint=server.address.replace("/realm/", "/people"))
    assert claims(server) == ANN


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://another.example.org"},
        {"userinfo_endpoint": "http://192.0.2.1/people"},
        {"userinfo_endpoint": "file:///etc/passwd"},
        {"userinfo_endpoint": "http://[::1"},
        {"userinfo_endpoint": None},
        {"userinfo_endpoint": 7},
    ],
)
def test_discovery_that_names_no_endpoint_that_may_be_asked_ends_it(server, changed):
    describe(server, **changed)
    assert (claims(server), len(server.asked)) == ({}, 1)


def test_another_host_is_asked_over_an_encrypted_connection_alone():
    issuer = "https://cognito-idp.eu-central-1.amazonaws.com/pool"
    assert may_be_asked(issuer, "https://trial.auth.eu-central-1.amazoncognito.com/oauth2/userInfo")
    assert not may_be_asked(issuer, "http://trial.auth.eu-central-1.amazoncognito.com/oauth2/userInfo")
    assert not may_be_asked(issuer, "http://127.0.0.1/people")
    assert not may_be_asked(issuer, "http://169.254.169.254/latest/meta-data/")
    assert not may_be_asked("http://127.0.0.1", "http://169.254.169.254/latest/meta-data/")
    assert not may_be_asked("http://id.example.org", "http://id.example.org/people")


@pytest.mark.parametrize(
    "answer",
    [
        (302, {"Location": "/realm/elsewhere"}, b""),
        (401, {}, json.dumps(ANN).encode()),
        (200, {}, b".".join((b"eyJhbGciOiJSUzI1NiJ9", b"e30", b"c2lnbmVk"))),  # a signed answer
        (200, {}, b"[1]"),
        (200, {}, b"\xff"),
        (200, {}, b'{"sub": "ann", "name": "' + b"A" * 65_536 + b'"}'),
        (200, {"Content-Length": "9"}, b"{}"),
    ],
)
def test_an_answer_that_is_no_json_object_of_bounded_size_gives_nothing(server, answer):
    server.answers["/people"] = answer
    server.answers["/realm/elsewhere"] = (200, {}, json.dumps(ANN).encode())
    assert (claims(server), len(server.asked)) == ({}, 2)


def test_issuer_that_cannot_be_reached_gives_nothing():
    with listening() as gone:
        address = f"http://127.0.0.1:{gone.server_port}"
    assert OidcIssuer(address).user_claims("Bearer token") == {}


def test_slow_issuer_is_not_waited_for(server):
    server.delay = 2
    begun = time.monotonic()
    assert claims(server) == {}
    assert time.monotonic() - begun < 2


@pytest.mark.slow
def test_answer_that_trickles_is_not_waited_for(server):
    server.trickle = 0.1  # each part comes in time, and all of them take more than ten seconds
    begun = time.monotonic()
    assert claims(server) == {}
    assert 2 < time.monotonic() - begun < 4


def test_header_with_a_line_break_is_not_sent(server):
    assert OidcIssuer(server.address).user_claims("Bearer a\r\nHost: b") == {}
    assert len(server.asked) == 1
