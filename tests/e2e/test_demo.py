"""`make demo` and `make local DEMO=1`, as a person runs them."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATHS = [str(ROOT / part) for part in ("infra", "functions", "shared")]


def command(module: str, *options: str) -> list[str]:
    start = f"import sys, runpy; sys.path[:0] = {PATHS!r}; runpy.run_module({module!r}, run_name='__main__')"
    return [sys.executable, "-W", "error", "-c", start, *options]


@pytest.fixture(scope="module")
def demo():
    return subprocess.run(command("local.demo"), capture_output=True, text=True, check=False)  # noqa: S603 our own words only


def test_the_demo_gives_the_published_answers(demo):
    assert demo.returncode == 0, demo.stdout + demo.stderr


def test_the_demo_prints_no_metrics_and_no_warnings(demo):
    assert ("_aws" in demo.stdout, "Warning" in demo.stdout, demo.stderr) == (False, False, "")


def test_every_column_of_numbers_has_a_title_with_its_unit(demo):
    assert re.search(r"collected +center +reported +in umol/L *\n", demo.stdout)


def test_no_score_of_the_generated_trial_is_wrong(demo):
    assert re.search(r"^ all +12,105 +1,895 +0 *$", demo.stdout, re.MULTILINE)  # sums of trial/expected.json


def test_the_demo_shows_a_course_an_open_score_and_completeness(demo):
    told = demo.stdout
    assert re.search(r"WEEK 4 +2022-08-08 +5\.8 +2\.8 +1\.7 +0\.91 +19 +23", told)
    assert re.search(r"INR waits\s+for\s+a\s+decision\s+\(HELD_INR\)", told)
    assert re.search(r"WEEK 8 +437 +91 +22", told)


def test_the_demo_ends_with_the_command_that_keeps_its_study_running(demo):
    assert "Next: `make local DEMO=1`" in demo.stdout.splitlines()[-2]


@pytest.fixture(scope="module")
def local():
    """Run `make local DEMO=1` on a free port; yield what it prints until it waits."""
    running = subprocess.Popen(  # noqa: S603 our own words only
        command("local.serve", "--port", "0", "--demo"), stdout=subprocess.PIPE, encoding="utf-8"
    )
    shown = []
    for line in running.stdout:
        shown.append(line)
        if line.startswith("Make another user"):
            break
    yield "".join(shown)
    running.send_signal(signal.SIGINT)
    assert "All data are deleted" in running.communicate(timeout=60)[0]


@pytest.fixture(scope="module")
def told(local):
    """Run each command that is printed, in a shell with the exports that are printed; return what it prints."""
    exports = dict(re.findall(r"^export (\w+)=(\S+)$", local, re.MULTILINE))
    hepaflow = shlex.quote(str(Path(sys.executable).with_name("hepaflow")))
    outputs = {}
    for line in re.findall(r"^(?:curl|\.venv/bin/hepaflow) .+$", local, re.MULTILINE):
        failing = line.replace(".venv/bin/hepaflow", hepaflow).replace("curl", "curl -sSf", 1)
        done = subprocess.run(  # noqa: S603 what our own program prints
            ["bash", "-c", failing],  # noqa: S607 the reader's own shell
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": os.environ["PATH"], **exports},  # noqa: TID251 the reader's own
        )
        assert done.returncode == 0, line + done.stderr
        outputs[line if line.startswith(".") else line.partition("/studies")[2]] = done.stdout
    return outputs


def output(told, part):
    (found,) = [text for line, text in told.items() if part in line]
    return found


def test_the_curl_that_local_prints_shows_the_accepted_correction(told):
    results = json.loads(output(told, "/results?"))["results"]
    values = {one["collected_at"]: one["current"]["value"] for one in results}
    assert values["2021-08-09T07:32"] == "23.5"  # expected.json, correction, after


def test_the_command_that_local_prints_shows_the_value_before_the_decision(told):
    assert re.search(r"2021-08-09T07:32.* 32\.5 umol/L", output(told, "--as-of"))  # as_of_before


def test_a_subject_of_the_generated_trial_has_scores(told):
    """Week 4 of US01-0042: MELD 19 and MELD 3.0 23, as trial/expected.json says."""
    shown = output(told, "hepaflow scores")
    assert re.search(r"WEEK 4 .*MELD3 .*\b23\b", shown), shown[:3000]


def test_the_holds_that_local_prints_are_those_of_the_demo(told):
    held = [one for result in json.loads(output(told, "/holds"))["results"] for one in result["held"]]
    assert len(held) == 6  # held rows of mistakes.csv, expected.json
