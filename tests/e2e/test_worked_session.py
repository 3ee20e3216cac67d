"""The worked session of docs/api.md, command by command, against the stack on this machine, over HTTP alone."""

import json
import os
import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from local.serve import serving
from local.stack import running

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
BLOCK = re.compile(r"^```(sh|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
QUIET = {"POWERTOOLS_METRICS_DISABLED": "true", "POWERTOOLS_LOG_LEVEL": "CRITICAL"}
END = "\x1e"  # ASCII's record separator: no answer has it
LEFT_OUT = "…"
DESCRIBED = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text("utf-8"))
ANSWERED = (  # what each block prints is answered by
    ("PUT /studies/{study}/definition",),
    ("PUT /studies/{study}/centers/{center}/profile",),
    ("GET /studies/{study}/files/{file_id}",),
    ("GET /studies/{study}/files/{file_id}/issues", "GET /studies/{study}/unmapped"),
    ("PUT /studies/{study}/centers/{center}/profile",),
    ("POST /studies/{study}/files/{file_id}/rerun",) * 2,
    ("GET /studies/{study}/holds", "POST /studies/{study}/decisions"),
    ("GET /studies/{study}/subjects/{subject}/results",),
    ("PUT /studies/{study}/definition", "PUT /studies/{study}/subjects/{subject}"),
    ("GET /studies/{study}/subjects/{subject}/visits",),
    ("GET /studies/{study}/subjects/{subject}/scores",),
    ("GET /studies/{study}/completeness",),
    ("GET /studies/{study}/safety",),
)


def session():
    """Return each block of commands with the answer that is shown below it."""
    blocks = BLOCK.findall(PAGE.split("\n## A worked session\n")[1].split("\n## ")[0])
    assert [kind for kind, _ in blocks] == ["sh", "json"] * (len(blocks) // 2)
    return [(commands, shown) for (_, commands), (_, shown) in list(pairwise(blocks))[::2]]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Run the commands in one shell that knows an address and a token; return what each block prints."""
    script = "".join(f"{commands}printf '{END}'\n" for commands, _ in session())
    with running(QUIET) as stack, serving(stack) as served:
        token = served.user("manager@example.org", "LIVER-2/data-manager").token
        done = subprocess.run(  # noqa: S603 the commands of our own page
            ["bash", "-euo", "pipefail", "-c", script],  # noqa: S607 the reader's own shell
            cwd=tmp_path_factory.mktemp("session"),
            env={"PATH": os.environ["PATH"], "API": served.address, "TOKEN": token},  # noqa: TID251 likewise
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.split(END)[:-1]


def fits(told, shown):
    """Say whether an answer is the one that is shown; `…` stands for anything."""
    bare = ["".join(part.split()) for part in shown.split(LEFT_OUT)]
    return re.fullmatch(".*?".join(map(re.escape, bare)), "".join(told.split()))


def test_every_command_of_the_worked_session_answers_what_is_shown(told):
    different = [
        (answer, shown) for answer, (_, shown) in zip(told, session(), strict=True) if not fits(answer, shown)
    ]
    assert different == []


def answers(text):
    """Return the JSON documents that stand one behind the other."""
    found, at = [], 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        one, at = json.JSONDecoder().raw_decode(text, at)
        found.append(one)
    return found


def members(value, at=""):
    """Yield every object within a document: its place and the names of its members, `found` left out: it has any."""
    if isinstance(value, dict):
        yield at, frozenset(value)
        for name in value.keys() - {"found"}:
            yield from members(value[name], f"{at}.{name}")
    if isinstance(value, list):
        for part in value:
            yield from members(part, f"{at}[]")


def exemplified(route):
    """Return the members of every object in the examples of a route."""
    method, _, path = route.partition(" ")
    content = DESCRIBED["paths"][path][method.lower()]["responses"]["200"]["content"]["application/json"]
    return {known for example in content["examples"].values() for known in members(example["value"])}


def test_the_examples_of_the_description_have_the_members_of_real_answers(told):
    for text, routes in zip(told, ANSWERED, strict=True):
        for answer, route in zip(answers(text), routes, strict=True):
            assert set(members(answer)) <= exemplified(route), route


@pytest.mark.parametrize("shown", ['{"a": 1}', '{"a": …, "c": 3}', '{"a": "…"}'])
def test_an_answer_that_is_not_the_one_shown_is_noticed(shown):
    assert not fits('{"a": 2, "b": 3}', shown)
