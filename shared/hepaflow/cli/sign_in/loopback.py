"""Wait on this machine for the browser that an issuer sends back (RFC 8252, section 7.3)."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from typing import Final
from urllib.parse import parse_qs, urlsplit

from hepaflow.cli.sign_in.issuer import SignInFailed

IssuerAnswer = dict[str, str]
_SECONDS: Final = 5  # that a browser may take to say what it wants
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>hepaflow</title>
<p>{english}</p><p lang="zh">{chinese}</p></html>"""
_DONE = _PAGE.format(
    english="Sign-in is done here. Go back to the terminal.", chinese="此处登录已完成，请回到终端。"
)
_OTHER = _PAGE.format(
    english="This is not the answer to the sign-in that hepaflow waits for.",
    chinese="这不是 hepaflow 正在等待的登录应答。",
)
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address has the code
    "Content-Security-Policy": "default-src 'none'",
}


@contextmanager
def waiting_for(redirect_uri: str, state: str) -> Iterator[Queue[IssuerAnswer]]:
    """Listen at an address of this machine for the answer to one sign-in.

    Args:
        redirect_uri: `http://localhost:{port}/`.
        state: what the answer must repeat; any other answer does not count.

    Yields:
        A queue that gets the parameters of the answer.

    Raises:
        SignInFailed: the address is not on this machine, or another program listens there.
    """
    address = urlsplit(redirect_uri)
    if (address.scheme, address.hostname, address.path) != ("http", "localhost", "/") or not address.port:
        raise SignInFailed(f"The API names an address that is not one of your machine: {redirect_uri}")
    answers: Queue[IssuerAnswer] = Queue()
    try:
        server = ThreadingHTTPServer(("127.0.0.1", address.port), _handler(state, answers))
    except OSError:
        raise SignInFailed(
            f"Port {address.port} of your machine is in use, perhaps by another `hepaflow login`. End it and try again."
        ) from None
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield answers
    finally:
        server.shutdown()
        server.server_close()


def first_of(answers: Queue[IssuerAnswer], seconds: float) -> IssuerAnswer:
    """Return the answer to a sign-in once it comes.

    Raises:
        SignInFailed: it does not come in time.
    """
    try:
        return answers.get(timeout=seconds)
    except Empty:
        raise SignInFailed("Nobody signed in within five minutes. Try again.") from None


def _handler(state: str, answers: Queue[IssuerAnswer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers the browser."""

        timeout = _SECONDS

        def do_GET(self) -> None:
            """Take the answer to the sign-in, and show a page."""
            address = urlsplit(self.path)
            told = {name: values[0] for name, values in parse_qs(address.query).items()}
            right = address.path == "/" and secrets.compare_digest(
                told.get("state", "").encode(), state.encode()
            )
            body = (_DONE if right else _OTHER).encode()
            self.send_response(200 if right else 400)
            for name, value in {**_HEADERS, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            if right:
                answers.put(told)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 http.server's name
            """Drop the line: it has the code."""

    return Handler
