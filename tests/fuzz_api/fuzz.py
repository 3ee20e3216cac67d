"""Calls the HTTP API on one machine with whatever its own description allows, and with what it does not (Schemathesis).

`make fuzz-api` makes some thousand calls; tests/fuzz_api/test_fuzz.py some hundred. Every check holds but
`unsupported_method`: API Gateway answers methods that no route has (OPTIONS, for pages of other origins) by itself.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tests.support.profiles import profile_toml

from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.definitions import put_definition, put_profile
from hepaflow.cli.remote.deliveries import upload_file
from hepaflow.domain.identity import file_id
from local.pump import pump
from local.serve import Served, serving
from local.stack import running

ROOT = Path(__file__).parents[2]
NAMES = ("known", "anywhere")
STUDY, CENTER = "LIVER-1", "US-01"
QUIET = {"POWERTOOLS_METRICS_DISABLED": "true", "POWERTOOLS_LOG_LEVEL": "CRITICAL"}
PROFILE = profile_toml(STUDY, CENTER, time_zone="America/New_York")
FILE = (
    b"Subject,Collected,Test,Result,Units\nUS01-0001,2024-03-22,ALT,45,U/L\nUS01-0001,2024-03-22,ALB,3,g/hl\n"
)


def settled(served: Served) -> dict[str, str]:
    """Give the stack a study, a center and a file; return a token for arms, and a data manager's for all else."""
    groups = f"{STUDY}/data-manager", f"{STUDY}/center-{CENTER}"  # a center answers queries
    token = served.user("manager@example.org", *groups).token
    client = Client(served.address, token, STUDY)
    put_definition(client, "Trial", "2019-07-01", [CENTER])
    put_profile(client, CENTER, PROFILE)
    upload_file(client, CENTER, "march.csv", FILE)
    pump(served.stack)
    sent = file_id(STUDY, CENTER, FILE)
    about = {"kind": "row", "file_id": sent, "line": 3}
    question = {"about": about, "question": "Which unit is meant?", "due": "2099-12-31"}
    client.call("POST", "/queries", json=question)
    unmasked = served.user("unmasked@example.org", f"{STUDY}/unmasked-statistician").token
    return {"--exclude-tag": token, "--include-tag": unmasked}


def fuzz(names: str, examples: int, seed: int) -> int:
    """Return how Schemathesis ends: 0 where nothing failed.

    Args:
        names: `known`, or from `anywhere`.
        examples: calls at most of each kind to each operation.
        seed: the same one makes the same calls.
    """
    with running(QUIET) as stack, serving(stack, pumping=False) as served:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}  # noqa: TID251 for another program
        begin = [sys.executable, "-m", "schemathesis.cli", "--config-file", f"tests/fuzz_api/{names}.toml"]
        begin += ["run", f"{served.address}/openapi.json"]
        end = ["--max-examples", str(examples), "--seed", str(seed), "--continue-on-failure"]
        ends = []
        for which, token in settled(served).items():
            words = [*begin, which, "arm", "--header", f"Authorization: Bearer {token}", *end]
            done = subprocess.run(words, cwd=ROOT, env=environment, check=False)  # noqa: S603 our own words only
            ends.append(done.returncode)
        return max(ends)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--examples", type=int, default=100)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    return max(fuzz(names, asked.examples, asked.seed) for names in NAMES)
