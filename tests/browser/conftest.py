"""The demo's study on this machine, users of every role, and a browser."""

import socket
from contextlib import closing

import pytest
from tests.support.console import chromium, visitor
from tests.support.console_roles import GROUPS, email

from hepaflow.cli.remote.client import Client
from local.demo_study import STUDY
from local.serve import load_demo, serving
from local.stack import running

QUIET = {"POWERTOOLS_METRICS_DISABLED": "true", "POWERTOOLS_LOG_LEVEL": "CRITICAL"}


@pytest.fixture(scope="session")
def demo():
    """The one stack of this process: a second one would make the same buckets."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])  # to which `hepaflow login` is sent back
    with running(QUIET, parameters={"LoopbackPort": port}) as stack, serving(stack) as served:
        tokens = {
            name: served.user(email(name), *(f"{STUDY}/{group}" for group in groups)).token
            for name, groups in GROUPS.items()
        }
        load_demo(Client(served.address, tokens["data-manager"], STUDY))
        yield served


@pytest.fixture(scope="session", autouse=True)
def first_files(demo):
    """Return the version ids of the demo's deliveries; other tests of this process may send more."""
    token = demo.user("first@example.org", f"{STUDY}/data-manager").token
    listed = Client(demo.address, token, STUDY).whole("/files", "deliveries", {})
    return {one["version_id"] for one in listed["deliveries"]}


@pytest.fixture(scope="session")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def someone(browser, demo):
    with visitor(browser, demo.address) as one:
        yield one
        assert one.complaints == []
