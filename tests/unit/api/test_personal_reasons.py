"""Free text that a user sends is screened as cells are: 422 says what was found by its kind, never the text."""

import json
from pathlib import Path

import pytest
from tests.support.api_office import CENTER, LAB, STUDY, SUBJECT, ask_centers, lab_toml, profile, query_of

from hepaflow.domain.screening.free_text import person_kind

HERE = f"/studies/{STUDY}"
OPENAPI = json.loads(Path("docs/openapi.json").read_text("utf-8"))
NAMING = [
    ("患者：张三 的样本", "name"),
    ("call 010-62345678", "telephone-number"),
    ("old id 110105491231002", "identity-number"),
    ("see zhang@example.cn", "e-mail-address"),
    ("护照号：E12345678", "passport-number"),
    ("first line\nDOB: 1960-01-02", "personal-number-or-birth-date"),
]
QUERY = f"{HERE}/queries/{query_of(CENTER)}"
DECISION = {"subject": SUBJECT, "analyte": "BILI"}
ENTRY = {"center": CENTER, "version": 1, "status": "screened"}


@pytest.fixture
def file_id(office):
    (state,) = office.desk.registry.files(STUDY, CENTER)
    return state.file_id


def requests(file_id):
    """Return every request that has a reason: operation of the description, path and query, and body without its reason."""
    row = {**DECISION, "file_id": file_id, "line": 2}
    place = {**DECISION, "center": CENTER, "collected_at": "2024-03-22"}
    definition = {"study": STUDY, "version": 2, "title": "t", "centers": [CENTER]}
    decide = ("POST /studies/{study}/decisions", f"POST {HERE}/decisions")
    return [
        *((f"POST /studies/{{study}}/files/{{file_id}}/{turn}", f"POST {HERE}/files/{file_id}/{turn}", None, {})
          for turn in ("void", "restore", "rerun", "confirm")),
        ("POST /studies/{study}/reruns", f"POST {HERE}/reruns", None, {"center": CENTER}),
        ("POST /studies/{study}/hold-decisions", f"POST {HERE}/hold-decisions", None,
         {"kind": "accept", "center": CENTER, "code": "changed-unmarked"}),
        *((f"POST /studies/{{study}}/register/{turn}", f"POST {HERE}/register/{turn}", None, {})
          for turn in ("close", "reopen")),
        ("POST /studies/{study}/screenings", f"POST {HERE}/screenings", None, {"center": CENTER}),
        *((f"POST /studies/{{study}}/register/{turn}", f"POST {HERE}/register/{turn}", None, {}) for turn in ("close", "reopen")),
        *((*decide, None, {"kind": kind, **row}) for kind in ("accept", "set-aside", "release")),
        (*decide, None, {"kind": "move-subject", "to": "P-2", **row}),
        (*decide, None, {"kind": "retire", **place}),
        ("PUT /studies/{study}/subjects/{subject}", f"PUT {HERE}/subjects/{SUBJECT}", {}, ENTRY),
        ("PUT /studies/{study}/arms", f"PUT {HERE}/arms", {}, {"version": 1, "arms": {"A": "active"}}),
        ("PUT /studies/{study}/subjects/{subject}/arm", f"PUT {HERE}/subjects/{SUBJECT}/arm", {}, {"version": 1, "arm": "A"}),
        ("PUT /studies/{study}/centers/{center}/profile", f"PUT {HERE}/centers/{CENTER}/profile", {}, profile(CENTER, "", 2)),
        ("PUT /studies/{study}/centers/{center}/feeds/{feed}/profile",
         f"PUT {HERE}/centers/{CENTER}/feeds/lab/profile", {}, profile(CENTER, "", 1)),
        *((f"POST /studies/{{study}}/register/{turn}", f"POST {HERE}/register/{turn}", None, {})
          for turn in ("close", "reopen")),
        ("POST /studies/{study}/queries/{query_id}/close", f"POST {QUERY}/close", None, {"version": 2}),
        ("PUT /studies/{study}/labs/{lab}", f"PUT {HERE}/labs/{LAB}", {}, lab_toml(2)),
        ("PUT /studies/{study}/centers/{center}/feeds/{feed}/profile",
         f"PUT {HERE}/centers/{CENTER}/feeds/chemistry/profile", {}, profile(CENTER, "", 2)),
        ("PUT /studies/{study}/definition", f"PUT {HERE}/definition", {}, definition),
    ]  # fmt: skip


def sent(ask, path, query, body, reason):
    role = "unmasked-statistician" if path.endswith(("/arms", "/arm")) else "data-manager"
    groups = f"[{STUDY}/{role}]"
    if query is not None:
        return ask(path, {**query, "reason": reason}, body, groups=groups)
    return ask(path, None, {**body, "reason": reason}, groups=groups)


@pytest.mark.parametrize(("reason", "kind"), NAMING)
def test_reason_that_names_a_person_is_refused_by_kind_and_nothing_is_stored(
    ask, office, file_id, reason, kind
):
    before = office.desk.registry.head(STUDY)
    for _, path, query, body in requests(file_id):
        answer = sent(ask, path, query, body, reason)
        said = json.dumps(answer.json, ensure_ascii=False)
        assert answer.status == 422, path
        assert f"({kind})" in said, path
        assert reason not in said
    assert office.desk.registry.head(STUDY) == before


def words_of_queries(file_id):
    """Return every request that has words of a query: its role, path, member with the words, and its other members."""
    about = {"kind": "row", "file_id": file_id, "line": 2}
    due = {"due": "2024-06-30"}
    return [
        ("data-manager", f"POST {HERE}/queries", "question", {"about": about, **due}),
        ("data-manager", f"POST {QUERY}/reopen", "question", {"version": 2, **due}),
        (f"center-{CENTER}", f"POST {QUERY}/answer", "answer", {"version": 2}),
    ]


@pytest.mark.parametrize(("words", "kind"), NAMING)
def test_words_of_a_query_that_name_a_person_are_refused_by_kind_and_never_stored(
    ask, office, file_id, words, kind
):
    ask_centers(office.desk)
    before = office.desk.registry.head(STUDY)
    for role, path, member, body in words_of_queries(file_id):
        answer = ask(path, None, {**body, member: words}, groups=f"[{STUDY}/{role}]")
        said = json.dumps(answer.json, ensure_ascii=False)
        assert answer.status == 422, path
        assert f"({kind})" in said, path
        assert words not in said
    assert office.desk.registry.head(STUDY) == before


def test_every_request_with_a_reason_is_tried(file_id):
    def names_a_reason(operation):
        return "reason" in json.dumps(
            [operation.get("parameters", []), schemas(operation.get("requestBody"))]
        )

    described = {
        f"{method.upper()} {path}"
        for path, operations in OPENAPI["paths"].items()
        for method, operation in operations.items()
        if method in {"post", "put"} and names_a_reason(operation)
    }
    assert described == {operation for operation, *_ in requests(file_id)}


def schemas(body):
    """Return a request body with its schemas written out."""
    text = json.dumps(body)
    found = [name for name in OPENAPI["components"]["schemas"] if f'"#/components/schemas/{name}"' in text]
    return [body, *(schemas(OPENAPI["components"]["schemas"][name]) for name in found)]


def test_ordinary_reason_is_recorded(ask, file_id):
    reason = f"Measured twice: see {file_id}, line 2; lab called on 2024-03-22 08:30."
    assert ask(f"POST {HERE}/files/{file_id}/void", None, {"reason": reason}).status == 200


def test_profile_and_title_that_name_a_person_are_refused(ask, office):
    before = office.desk.registry.head(STUDY)
    text = profile(CENTER, "", 2) + "\n# Ansprechpartner: +49 30 1234567\n"
    line = len(text.splitlines())
    why = {"reason": "a better one"}
    answer = ask(f"PUT {HERE}/centers/{CENTER}/profile", why, text)
    assert (answer.status, f"Line {line} " in answer.json["detail"]) == (422, True)
    assert "1234567" not in answer.text
    draft = {"profile": text, "file_id": "0" * 64}
    assert ask(f"POST {HERE}/centers/{CENTER}/profile/trial", None, draft).status == 422
    titled = {"study": STUDY, "version": 2, "title": "患者：张三", "centers": [CENTER]}
    answer = ask(f"PUT {HERE}/definition", why, titled)
    assert (answer.status, "(name)" in answer.json["detail"]) == (422, True)
    assert office.desk.registry.head(STUDY) == before


@pytest.mark.parametrize("path", sorted(Path("examples").rglob("*.toml")), ids=str)
def test_profiles_of_the_examples_name_nobody(path):
    assert [line for line in path.read_text("utf-8").splitlines() if person_kind(line)] == []
