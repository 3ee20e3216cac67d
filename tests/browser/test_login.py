"""`hepaflow login` with a real Chromium, against the issuer of the stack on one machine (`make console-test`)."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DRIVER = ROOT / ".venv-browser" / "bin" / "python"
HEPAFLOW = Path(sys.executable).with_name("hepaflow")
pytestmark = pytest.mark.browser


@pytest.fixture
def served(demo):
    demo.user("ann@example.org", "S1/data-manager")
    return demo


def opened(path):
    ends = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < ends, "no browser was opened"
        time.sleep(0.05)
    return path.read_text()


def signed_in(address, picture):
    """Sign Ann in with Chromium; return the text of the last page."""
    driven = subprocess.run(  # noqa: S603 our own program
        [DRIVER, HERE / "sign_in.py", shutil.which("chromium"), address, "ann@example.org", picture],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    return driven.stdout


def test_a_person_signs_in_with_chromium(served, tmp_path):
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" >{tmp_path}/new && mv {tmp_path}/new {tmp_path}/address\n')
    browser.chmod(0o700)
    told = {"HEPAFLOW_API": served.address, "XDG_CONFIG_HOME": str(tmp_path), "PATH": os.environ["PATH"]}  # noqa: TID251
    with subprocess.Popen(  # noqa: S603 our own program
        [HEPAFLOW, "login"],
        env={**told, "BROWSER": str(browser)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as login:
        try:
            page = signed_in(opened(tmp_path / "address"), tmp_path / "page.png")
            out, _ = login.communicate(timeout=60)
        finally:
            login.kill()
    assert "Sign-in is done here. Go back to the terminal." in page
    assert "此处登录已完成，请回到终端。" in page
    assert (login.returncode, out.splitlines()[0]) == (
        0,
        f"Signed in to {served.address} as ann@example.org.",
    )
    asked = subprocess.run(  # noqa: S603 our own program
        [HEPAFLOW, "results", "S-1"], env=told, capture_output=True, encoding="utf-8", check=False
    )
    assert "There is no such subject" in asked.stderr  # the API accepts the token
