"""docs/a-day.md shows what happens: its commands run in order, as the people that it names, against the stack on one machine."""

import re
import time
from pathlib import Path

import pytest
from tests.support.page_session import Step, files_of, fits, played, steps_of

from local.serve import serving
from local.stack import running

PAGE = (Path(__file__).parents[2] / "docs" / "a-day.md").read_text("utf-8")
STUDY = "LIVER-3"
ROLES = {"manager": "data-manager", "lab": "center-US-01", "china": "center-CN-01", "germany": "center-DE-01"}
QUIET = {"POWERTOOLS_METRICS_DISABLED": "true", "POWERTOOLS_LOG_LEVEL": "CRITICAL"}
STEPS = list(steps_of(PAGE))
SECONDS = 60  # that a file may need which waited for its profile


def _comes_later(step: Step) -> bool:
    """Say whether a step asks for what a file does in the background."""
    words = step.commands[-1][1:3]
    return words[0] == "receipt" or words == ["query", "list"]


def _as_shown(step: Step, told: tuple[int, str, str]) -> bool:
    return told[0] == step.status and fits(told[1], step.shown or told[1])


def answered(step: Step, *asked) -> tuple[int, str, str]:
    """Run a step; a receipt or a list of queries is asked for again until the file is processed."""
    ends = time.monotonic() + SECONDS
    told = played(step, *asked)
    while _comes_later(step) and not _as_shown(step, told) and time.monotonic() < ends:
        time.sleep(0.5)
        told = played(step, *asked)
    return told


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Run all steps; return the status and the output of each."""
    folder, found, digest = tmp_path_factory.mktemp("day"), [], ""
    for name, text in files_of(PAGE):
        (folder / name).write_text(text, "utf-8")
    with running(QUIET) as stack, serving(stack) as served:
        tokens = {
            who: served.user(f"{who}@example.org", f"{STUDY}/{role}").token for who, role in ROLES.items()
        }
        for step in STEPS:
            status, printed, digest = answered(step, folder, served.address, tokens, digest)
            found.append((status, printed))
    return found


@pytest.mark.parametrize(
    "number", range(len(STEPS)), ids=lambda number: " ".join(STEPS[number].commands[-1][1:3])
)
def test_a_step_ends_and_prints_as_the_page_shows(told, number):
    (status, printed), step = told[number], STEPS[number]
    assert status == step.status, printed
    assert step.shown == "" or fits(printed, step.shown), printed


def test_the_table_counts_the_commands_of_the_day():
    day = PAGE[PAGE.index("## A data manager's day") : PAGE.index("## Before and after")]
    rows = re.findall(
        r"^\|[^|]*\| ([0-9]+)[^|]*\| ([0-9]+) \|$", PAGE[PAGE.index("## Before and after") :], re.MULTILINE
    )
    *tasks, (before, after) = [(int(before), int(after)) for before, after in rows]
    assert (sum(one for one, _ in tasks), sum(one for _, one in tasks)) == (before, after)
    assert sum(len(step.commands) for step in steps_of(day) if step.who == "manager") == after


def test_an_output_that_differs_does_not_fit():
    assert fits("3 rows\n  2026-01-01 done", "3 rows … done")
    assert not fits("3 rows", "4 rows")
    assert not fits("3 rows and more", "3 rows")
