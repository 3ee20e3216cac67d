"""What breaks programs that use the API is told from what does not; what is told of a commit says what to do."""

import json
import shutil
import subprocess
from copy import deepcopy

import pytest
from scripts.build_openapi import PATH
from scripts.openapi_breaks import breaking
from scripts.openapi_changes import ADVICE, CHANGELOG, DESCRIPTION, changes

KEPT = json.loads(PATH.read_text("utf-8"))
TEXT, NUMBER, NULL = ({"type": name} for name in ("string", "integer", "null"))
JOURNAL = ("paths", "/studies/{study}/journal")
FILES = ("paths", "/studies/{study}/files", "get", "parameters")
SCHEMAS = ("components", "schemas")
UPLOAD, FORM, DECISION = (
    "POST /studies/{study}/centers/{center}/uploads: body",
    "POST /studies/{study}/centers/{center}/uploads: 200",
    "POST /studies/{study}/decisions: body",
)


def at(document, path):
    for part in path:
        document = document[part]
    return document


def put(*path, value):
    """Return a change that puts a value in a place."""
    return lambda document: at(document, path[:-1]).__setitem__(path[-1], value)


def more(*path, **members):
    return lambda document: at(document, path).update(members)


def add(*path, value):
    return lambda document: at(document, path).append(value)


def drop(*path):
    return lambda document: at(document, path[:-1]).__delitem__(path[-1])


def take(*path, value):
    return lambda document: at(document, path).remove(value)


def after(change):
    new = deepcopy(KEPT)
    change(new)
    return new


def of_upload(name, **members):
    return more(*SCHEMAS, "UploadRequest", "properties", name, **members)


def of_form(name, value):
    return put(*SCHEMAS, "UploadForm", "properties", name, value=value)


BREAKS = [  # change, what is said of it
    (drop(*JOURNAL), ["GET /studies/{study}/journal: gone"]),
    (drop(*JOURNAL, "get"), ["GET /studies/{study}/journal: gone"]),
    (take(*JOURNAL, "get", "x-roles", value="monitor"), ["GET /studies/{study}/journal: not for a monitor"]),
    (drop("paths", "/health", "get", "security"), ["GET /health: needs a token"]),
    # answers
    (drop(*JOURNAL, "get", "responses", "200"), ["GET /studies/{study}/journal: answers no 200"]),
    (drop(*SCHEMAS, "UploadForm", "properties", "url"), [f"{FORM}.url is gone"]),
    (take(*SCHEMAS, "UploadForm", "required", value="url"), [f"{FORM}.url may be missing"]),
    (of_form("seconds", TEXT), [f"{FORM}.seconds may now be string"]),
    (of_form("url", {"anyOf": [TEXT, NULL]}), [f"{FORM}.url may now be null"]),
    (of_form("fields", {"type": "object", "additionalProperties": NUMBER}), [f"{FORM}.fields.* may now be integer"]),
    (drop(*SCHEMAS, "Conversion", "properties", "factor"), ["GET /studies/{study}/lineage: 200.conversion.factor is gone"]),
    # requests
    (of_upload("name", type="integer"), [f"{UPLOAD}.name may no longer be string"]),
    (of_upload("name", maxLength=99), [f"{UPLOAD}.name has a smaller maxLength"]),
    (of_upload("name", minLength=2), [f"{UPLOAD}.name has a larger minLength"]),
    (of_upload("name", pattern="^a"), [f"{UPLOAD}.name has another pattern"]),
    (of_upload("name", format="date"), [f"{UPLOAD}.name has another format"]),
    (of_upload("name", enum=["a", "b"]), [f"{UPLOAD}.name takes listed values only"]),
    (add(*SCHEMAS, "UploadRequest", "required", value="format"), [f"{UPLOAD}.format must be given"]),
    (more(*SCHEMAS, "UploadRequest", additionalProperties=False), [f"{UPLOAD} may have no other members"]),
    (drop(*SCHEMAS, "MoveMeasurementRequest", "properties", "to"), [f"{DECISION}.to may no longer be given"]),
    (take(*SCHEMAS, "ObservationDecisionRequest", "properties", "kind", "enum", value="release"),
     [f"{DECISION} may no longer be release", f"{DECISION}.kind may no longer be release"]),
    (take(*SCHEMAS, "SubjectStatus", "enum", value="screened"),
     ["PUT /studies/{study}/subjects/{subject}: body.status may no longer be screened"]),
    (put(*JOURNAL, "get", "requestBody", value={"required": True, "content": {}}),
     ["GET /studies/{study}/journal: a body must be given"]),
    # parameters
    (add(*FILES, value={"in": "query", "name": "day", "required": True, "schema": TEXT}),
     ["GET /studies/{study}/files: parameter day must be given"]),
    (put(*FILES, value=[]),
     [f"GET /studies/{{study}}/files: parameter {name} is gone" for name in ("study", "center", "name_hash", "cursor", "limit")]),
]  # fmt: skip
HARMLESS = [
    put("paths", "/new", value={"get": {"responses": {}}}),
    put(*JOURNAL, "put", value={"responses": {}}),
    add(*JOURNAL, "get", "x-roles", value="center"),
    of_form("more", TEXT),
    add(*SCHEMAS, "UploadForm", "required", value="more"),
    put(*SCHEMAS, "UploadRequest", "properties", "more", value=TEXT),
    of_upload("name", maxLength=999),
    of_upload("size", type=["integer", "null"]),
    add(*SCHEMAS, "SubjectStatus", "enum", value="withdrawn"),
    add(*SCHEMAS, "ObservationDecisionRequest", "properties", "kind", "enum", value="doubt"),
    add(*FILES, value={"in": "query", "name": "day", "required": False, "schema": TEXT}),
    put(*JOURNAL, "get", "responses", "202", value={"description": "Accepted"}),
    put(*SCHEMAS, "UploadForm", "description", value="said otherwise"),
    put(*JOURNAL, "get", "responses", "200", "content", "application/json", "examples", value={}),
]


def test_no_change_breaks_nothing():
    assert breaking(KEPT, KEPT) == []


@pytest.mark.parametrize(("change", "says"), BREAKS, ids=[says[0] for _, says in BREAKS])
def test_what_breaks_is_told_with_its_place(change, says):
    assert breaking(KEPT, after(change)) == says


@pytest.mark.parametrize("change", HARMLESS)
def test_what_adds_breaks_nothing(change):
    assert breaking(KEPT, after(change)) == []


def test_a_model_may_have_another_name():
    text = (
        json.dumps(KEPT)
        .replace('schemas/UploadForm"', 'schemas/Sheet"')
        .replace('"UploadForm": {', '"Sheet": {')
    )
    assert breaking(KEPT, json.loads(text)) == []


# since a commit


@pytest.fixture
def copy(tmp_path):
    """A copy of the project with two commits, of which the second changes nothing yet."""

    def git(*words):
        made = [shutil.which("git"), "-c", "user.name=a", "-c", "user.email=a@example.org", *words]
        subprocess.run(made, cwd=tmp_path, check=True, capture_output=True)  # noqa: S603 our own words

    (tmp_path / "docs").mkdir()
    write(tmp_path, KEPT)
    (tmp_path / CHANGELOG).write_text("# Changelog\n\n## Unreleased\n\n- nothing\n\n## 1.0.0\n")
    git("init")
    git("add", ".")
    git("commit", "--message", "first")
    git("commit", "--allow-empty", "--message", "second")
    return tmp_path


def write(folder, document):
    (folder / DESCRIPTION).write_text(json.dumps(document), "utf-8")


GONE = "GET /studies/{study}/journal: gone"


def test_where_nothing_breaks_that_is_said(copy):
    assert changes("HEAD~1", copy) == (
        "The HTTP API since HEAD~1: nothing breaks programs that use it.",
        True,
    )


def test_what_breaks_since_a_commit_fails_and_says_what_to_do(copy):
    write(copy, after(drop(*JOURNAL)))
    told, is_fine = changes("HEAD~1", copy)
    assert (GONE in told, ADVICE in told, is_fine) == (True, True, False)


def test_a_break_that_the_changelog_tells_of_is_wanted(copy):
    write(copy, after(drop(*JOURNAL)))
    (copy / CHANGELOG).write_text(f"# Changelog\n\n## Unreleased\n\n- `{GONE}`: ask for /events\n")
    told, is_fine = changes("HEAD~1", copy)
    assert (GONE in told, ADVICE in told, is_fine) == (True, False, True)


def test_what_an_earlier_version_told_of_says_nothing_about_this_one(copy):
    write(copy, after(drop(*JOURNAL)))
    (copy / CHANGELOG).write_text(f"# Changelog\n\n## Unreleased\n\n## 1.0.0\n\n- `{GONE}`\n")
    assert not changes("HEAD~1", copy)[1]


@pytest.mark.parametrize(("base", "is_fine"), [("HEAD~1", True), ("no-such-tag", False)])
def test_where_there_is_no_such_commit_that_is_said_and_fails_only_if_somebody_named_it(
    tmp_path, base, is_fine
):
    told, fine = changes(base, tmp_path)
    assert (f"as of {base}: nothing to compare" in told, fine) == (True, is_fine)
