"""Every route of the API has one command that calls it, or a reason why it has none."""

import json
import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
import requests
from scripts.build_help import commands
from tests.support.api_office import (
    CENTER,
    CHANGED,
    FIRST,
    LAB,
    STUDY,
    SUBJECT,
    USER,
    ask_centers,
    lab_toml,
    profile,
    query_of,
)

from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import Delivery

API = json.loads((Path(__file__).parents[3] / "docs" / "openapi.json").read_text("utf-8"))
ROUTES = [f"{verb.upper()} {path}" for path, verbs in API["paths"].items() for verb in verbs]
FILE, CHANGED_FILE = file_id(STUDY, CENTER, FIRST), file_id(STUDY, CENTER, CHANGED)
WHY = "--reason 'looked into it'"
STUDIES, OF_CENTER, OF_FILE = (
    "/studies/{study}",
    "/studies/{study}/centers/{center}",
    "/studies/{study}/files/{file_id}",
)
CALLS = {
    f"GET {STUDIES}/definition": "study show",
    f"PUT {STUDIES}/definition": f"study change study.json {WHY}",
    f"GET {STUDIES}/journal": "journal",
    f"GET {STUDIES}/access": "journal --access",
    f"DELETE {STUDIES}/access/{{sub}}/name": f"erase-name {USER}",
    "GET /health": f"send more.csv --center {CENTER} --yes --wait 0",
    f"POST {OF_CENTER}/uploads": f"send more.csv --center {CENTER} --yes --wait 0",
    f"POST {OF_CENTER}/redrive": f"redrive --center {CENTER}",
    f"GET {STUDIES}/unmapped": "unmapped",
    f"GET {STUDIES}/labs": "labs list",
    f"GET {STUDIES}/labs/{{lab}}": f"labs show {LAB}",
    f"GET {OF_CENTER}/labs": f"send more.csv --center {CENTER} --yes --wait 0",
    f"PUT {STUDIES}/labs/{{lab}}": f"labs add lab.toml {WHY}",
    f"GET {STUDIES}/files": "files",
    f"GET {OF_FILE}": f"file {FILE}",
    f"GET {OF_FILE}/issues": f"issues {FILE}",
    f"GET {OF_FILE}/receipt": f"receipt {FILE}",
    f"GET {OF_CENTER}/deliveries/{{version_id}}/receipt": f"receipt waiting.csv --center {CENTER}",
    f"GET {OF_FILE}/rejected": f"receipt {FILE} --rejected fix.csv --for data-manager",
    f"POST {OF_FILE}/void": f"void {FILE} {WHY}",
    f"POST {OF_FILE}/restore": f"restore {FILE} {WHY}",
    f"POST {OF_FILE}/rerun": f"rerun {FILE} --feed main {WHY}",
    f"POST {STUDIES}/reruns": f"rerun --center {CENTER} {WHY}",
    f"POST {OF_FILE}/confirm": f"register confirm {FILE} {WHY}",
    f"POST {STUDIES}/screenings": f"screen {WHY}",
    f"GET {STUDIES}/subjects": "register list",
    f"GET {STUDIES}/subjects/{{subject}}": f"register show {SUBJECT}",
    f"PUT {STUDIES}/subjects/{{subject}}": f"register set {SUBJECT} status=enrolled --center {CENTER} {WHY}",
    f"GET {STUDIES}/subjects/{{subject}}/results": f"results {SUBJECT}",
    f"GET {STUDIES}/subjects/{{subject}}/scores": f"scores {SUBJECT}",
    f"GET {STUDIES}/subjects/{{subject}}/visits": f"visits {SUBJECT}",
    f"GET {STUDIES}/subjects/{{subject}}/completeness": f"completeness {SUBJECT}",
    f"GET {STUDIES}/subjects/{{subject}}/panels": f"panels {SUBJECT}",
    f"GET {STUDIES}/subjects/{{subject}}/safety": f"safety {SUBJECT}",
    f"GET {STUDIES}/completeness": f"completeness --center {CENTER}",
    f"GET {STUDIES}/safety": "safety",
    f"GET {STUDIES}/subjects/{{subject}}/liver-panel": f"plot panel {SUBJECT}",
    f"GET {STUDIES}/subjects/{{subject}}/report": f"plot panel {SUBJECT} --report",
    f"GET {STUDIES}/edish": "plot edish",
    f"GET {STUDIES}/mdish": "plot mdish",
    f"GET {STUDIES}/completeness-map": "plot completeness",
    f"GET {STUDIES}/register": "register status",
    f"POST {STUDIES}/register/close": f"register close {WHY}",
    f"POST {STUDIES}/register/reopen": f"register reopen {WHY}",
    f"GET {STUDIES}/results": "results",
    f"GET {STUDIES}/holds": "holds",
    f"POST {STUDIES}/decisions": f"decide accept {SUBJECT} BILI --file {CHANGED_FILE} --line 2 {WHY}",
    f"GET {STUDIES}/lineage": f"lineage {SUBJECT} BILI --file {FILE} --line 2",
    f"GET {OF_CENTER}/profile": f"profile show {CENTER}",
    f"PUT {OF_CENTER}/profile": f"profile add next.toml {WHY}",
    f"GET {OF_CENTER}/feeds/{{feed}}/profile": f"profile show {CENTER} --feed edc",
    f"PUT {OF_CENTER}/feeds/{{feed}}/profile": f"profile add edc.toml {WHY}",
    f"POST {OF_CENTER}/profile/trial": f"trial {FILE} next.toml",
    f"POST {OF_CENTER}/feeds/{{feed}}/profile/trial": f"trial {FILE} edc.toml",
    f"GET {STUDIES}/queries": "query list",
    f"POST {STUDIES}/queries": f"query ask --file {FILE} --line 3 --question 'Which unit?' --due 2024-07-01",
    f"GET {STUDIES}/queries/{{query_id}}": f"query show {query_of(CENTER)}",
    f"POST {STUDIES}/queries/{{query_id}}/answer": f"query answer {query_of(CENTER)} --answer U/L",
    f"POST {STUDIES}/queries/{{query_id}}/close": f"query close {query_of(CENTER)} {WHY}",
    f"POST {STUDIES}/queries/{{query_id}}/reopen": f"query reopen {query_of(CENTER)} --question Why? --due 2024-08-01",
    f"GET {STUDIES}/work": "work",
    f"POST {STUDIES}/hold-decisions": f"decide-all accept changed-unmarked --center {CENTER} {WHY}",
    f"GET {STUDIES}/jobs/{{job_id}}": f"job {'0' * 64}",
}
WITHOUT = {
    "GET /sign-in": "`hepaflow login` reads it before there is a user",
    "GET /me": "the web pages read it; on the command line, the API answers what a role does not allow",
    "GET /catalog/analytes": "`hepaflow catalog analytes` has the same list without a network",
    "GET /catalog/units": "`hepaflow catalog units` has the same list without a network",
    "GET /catalog/issues": "`hepaflow catalog issues` has the same list without a network",
    **dict.fromkeys(
        (
            f"GET {STUDIES}/arms",
            f"PUT {STUDIES}/arms",
            f"GET {STUDIES}/arms/subjects",
            f"GET {STUDIES}/subjects/{{subject}}/arm",
            f"PUT {STUDIES}/subjects/{{subject}}/arm",
        ),
        "arms are read by programs of unmasked statisticians; no command shows them on a screen",
    ),
}
OFFLINE = {
    "check",
    "propose",
    "prepare",
    "catalog analytes",
    "catalog units",
    "catalog issues",
    "study check",
    "login",
    "logout",
}


@pytest.fixture
def folder(tmp_path, office, hepaflow):
    """A folder with the files that the commands name."""
    (tmp_path / "study.json").write_text(hepaflow("study", "show", "--json").stdout, "utf-8")
    (tmp_path / "next.toml").write_text(profile(CENTER, version=2), "utf-8")
    edc = profile(CENTER).replace(f'center = "{CENTER}"', f'center = "{CENTER}"\nfeed = "edc"')
    (tmp_path / "edc.toml").write_text(edc, "utf-8")
    (tmp_path / "lab.toml").write_text(lab_toml(2), "utf-8")
    (tmp_path / "more.csv").write_bytes(CHANGED.replace(b"2.2", b"2.3"))
    office.send(CHANGED, "2024-05-20")
    key, received = f"{STUDY}/{CENTER}/waiting.csv", "2024-05-21T00:00:00.000Z"
    office.desk.registry.record(Delivery(STUDY, CENTER, key, "v9", received))
    ask_centers(office.desk)
    return tmp_path


@pytest.fixture
def called(monkeypatch, folder):
    """The routes that commands call from now on, as the description of the API names them."""
    found = []
    patterns = {route: re.compile(re.sub(r"\{\w+\}", "[^/]+", route)) for route in ROUTES}
    send = requests.request

    def record(method, url, **asked):
        call = f"{method} {urlsplit(url).path}"
        fitting = [route for route, pattern in patterns.items() if pattern.fullmatch(call)]
        found.extend(fitting)
        return send(method, url, **asked)

    monkeypatch.setattr("requests.request", record)
    return found


def test_every_route_has_a_command_or_a_reason_why_it_has_none():
    assert sorted([*CALLS, *WITHOUT]) == sorted(ROUTES)


@pytest.mark.parametrize(("route", "line"), CALLS.items(), ids=CALLS)
def test_the_command_of_a_route_calls_it(route, line, called, folder, hepaflow):
    ended = hepaflow(*shlex.split(line), folder=folder)
    assert route in called, ended.stderr


def test_every_command_over_the_api_is_that_of_a_route():
    leaves = {" ".join(path) for path, command in commands() if not isinstance(command, click.Group)}
    used = {name for name in leaves for line in CALLS.values() if f"{line} ".startswith(f"{name} ")}
    assert leaves - used == OFFLINE


@pytest.mark.parametrize(
    "path",
    [
        path
        for path, command in commands()
        if not isinstance(command, click.Group) and " ".join(path) not in OFFLINE | {"send", "receipt"}
    ],
    ids=" ".join,
)
def test_every_command_of_a_data_manager_prints_csv_and_json(path):
    options = {option for parameter in dict(commands())[path].params for option in parameter.opts}
    assert {"--csv", "--json", "--lang"} <= options
