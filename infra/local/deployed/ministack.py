"""ministack for a while: AWS on this machine, which takes a real `sam deploy` and runs functions in processes of their own."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast
from urllib.error import URLError
from urllib.request import urlopen

import boto3

from local.clients import Client

ROOT = Path(__file__).parents[3]
REGION = "eu-central-1"
START = 60  # seconds to wait at most; it takes one


class Failed(Exception):
    """The check shows that something does not work."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """ministack, as a client sees it."""

    url: str
    environment: dict[str, str]

    @property
    def client(self) -> Client:
        made = partial(
            boto3.client,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 what ministack takes
        )
        return cast("Client", made)

    def run(self, words: list[str], folder: Path, otherwise: str) -> str:
        """Run a program that calls it; return what the program prints."""
        done = subprocess.run(  # noqa: S603 our own words only
            words, env=self.environment, cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Failed(f"{otherwise}\n{done.stdout[-4000:]}\n{done.stderr[-2000:]}")
        return done.stdout


@contextmanager
def ministack(folder: Path) -> Iterator[Cloud]:
    """Run ministack on this machine's own address, at a free port, with all that it keeps in a folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    cloud = Cloud(f"http://127.0.0.1:{port}", environment(folder, port))
    log = folder / "ministack.log"
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 our own words only
            [tool("ministack", "python"), "-m", "ministack"],
            env=cloud.environment,
            cwd=folder,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that the functions' processes end with it
        )
        try:
            wait_until(lambda: answers(cloud.url), START, "ministack does not answer")
            yield cloud
        except Failed as failed:
            raise Failed(f"{failed}\n{faults(log)}") from failed
        finally:
            stop(process)


def environment(folder: Path, port: int) -> dict[str, str]:
    """Return what ministack and sam get to see: nothing of this machine's own configuration."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_EC2_METADATA_DISABLED": "true",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "SAM_CLI_TELEMETRY": "0",
    }


def tool(name: str, program: str) -> str:
    path = ROOT / f".venv-{name}" / "bin" / program
    if not path.exists():
        raise Failed(f"{path} is not there: run `make deploy-check`, which installs it")
    return str(path)


def answers(url: str) -> bool:
    try:
        with urlopen(f"{url}/_ministack/health", timeout=5) as answer:  # noqa: S310 our own address
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False


def wait_until(holds: Callable[[], bool], seconds: float, otherwise: str) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise Failed(f"{otherwise} within {seconds:.0f} s")
        time.sleep(0.2)


def faults(log: Path) -> str:
    """Return what ministack said last of things that went wrong."""
    lines = log.read_text("utf-8", errors="replace").splitlines()
    return "\n".join([line for line in lines if " ERROR " in line or " WARNING " in line][-10:])


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process that we started, and those that it started."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    except ProcessLookupError:
        process.wait()
