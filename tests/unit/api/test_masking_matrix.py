"""The masking matrix of the definition: every route in every masked role answers alike for trials that differ in what is masked.

The trials are of a subject of arm A, of arm B and of none (`tests.support.masked_worlds`). A new route is in the matrix by itself.
"""

import re

import pytest
from tests.support.api_office import CENTER, LAB, OTHER, STUDY, SUBJECT, USER, empty_office, reply, request
from tests.support.masked_worlds import (
    ARMS,
    HIDDEN,
    INFUSION,
    SHOWN,
    file_of,
    job_of,
    masked_world,
)

from api.http.access import UNMASKED
from api.routing.routes import whole_access
from hepaflow.pipeline.answers.digests import send_digests
from hepaflow.pipeline.masked import record as recording

pytestmark = pytest.mark.slow
ACCESS = whole_access()
ROLES = ["data-manager", "monitor", "statistician", f"center-{CENTER}", f"center-{OTHER}"]
SEEING = "unmasked-statistician"
BOTH = f"[{STUDY}/data-manager {STUDY}/monitor]"
_DIGEST = re.compile("[0-9a-f]{64}")
OF_SENDER = (
    "/receipt",
    "/issues",
    "/rejected",
    "/queries",
    "/files",
    "/unmapped",
    "/work",
)  # a center knows its own files
QUERIES = (
    {}, {"limit": "1"}, {"format": "csv"}, {"format": "html"}, {"as_of": "8"}, {"history": "true"}, {"counts": "true"},
    {"multiple_from": "0"}, {"analyte": "BILI"}, {"analyte": "ALB"}, {"from": INFUSION, "to": INFUSION}, {"center": OTHER},
    {"format": "json"}, {"lang": "zh"},
)  # fmt: skip


@pytest.fixture
def worlds(catalog, monkeypatch):
    """The three trials, with the same random texts of seals."""
    monkeypatch.setattr(recording.secrets, "token_hex", lambda size: "5a" * size)
    return {arm: masked_world(empty_office(catalog), catalog, arm) for arm in ARMS}


def places(arm, office):
    return {
        "study": STUDY, "center": CENTER, "feed": "main", "version_id": "v1", "file_id": file_of(arm, "mixed"),
        "job_id": job_of(office), "subject": SUBJECT, "sub": USER, "lab": LAB, "query_id": query_ids(office)[-1],
    }  # fmt: skip


def query_ids(office):
    listed = office.desk.registry.listed_queries(STUDY, CENTER)
    return [one.id for one in sorted(listed, key=lambda one: one.opened)]


def called(route, role, arm, office, query=None, body=None, **named):
    """Return status, headers and body, without digests: those of the journal are over the seal, ids of files over their bytes."""
    at = {**places(arm, office), **named}
    call = re.sub(r"{(\w+)}", lambda place: at[place[1]], route)
    groups = role if role.startswith("[") else f"[{STUDY}/{role}]"
    answer = reply(request(call, query, body, groups=groups), office.desk)
    return answer.status, _DIGEST.sub("digest", f"{sorted(answer.headers.items())}{answer.text}")


def pages(route, role, arm, office):
    """Yield what a list answers one by one: where each page ends is the same in every world, too."""
    query = {"limit": "1"} | ({"counts": "true"} if route.endswith("/subjects") else {})
    at = places(arm, office)
    for _ in range(60):
        call = re.sub(r"{(\w+)}", lambda place: at[place[1]], route)
        answer = reply(request(call, query, groups=f"[{STUDY}/{role}]"), office.desk)
        yield answer.status, _DIGEST.sub("digest", answer.text)
        following = answer.json.get("next") if answer.kind.endswith("json") else None
        if not following:
            return
        query |= {"cursor": following}


def is_of_sender(route, role):
    return role.startswith("center-") and any(word in route for word in OF_SENDER)


@pytest.mark.parametrize("role", ROLES)
def test_every_route_that_reads_answers_a_masked_role_alike(role, worlds):
    for route in (one for one in ACCESS if one.startswith("GET ") and not is_of_sender(one, role)):
        for query in QUERIES:
            answers = {arm: called(route, role, arm, office, query) for arm, office in worlds.items()}
            assert answers["A"] == answers["B"] == answers[""], (route, query)
        listed = {arm: list(pages(route, role, arm, office)) for arm, office in worlds.items()}
        assert listed["A"] == listed["B"] == listed[""], route
        if ACCESS[route] == UNMASKED:
            assert answers["A"][0] == 403


TELLING = {  # routes whose answers to a data manager would tell the arm, were he not masked
    f"GET /studies/{{study}}/{noun}" for noun in (
        "results", "holds", "queries", "work", "unmapped", "files", "files/{file_id}", "files/{file_id}/issues", "files/{file_id}/receipt",
        "files/{file_id}/rejected", "queries/{query_id}", "jobs/{job_id}", "subjects", "journal", "subjects/{subject}/results",
        "subjects/{subject}/scores", "subjects/{subject}/panels", "subjects/{subject}/visits", "subjects/{subject}/completeness",
        "subjects/{subject}/safety", "completeness", "completeness-map", "safety", "mdish", "edish", "subjects/{subject}/liver-panel",
        "subjects/{subject}/report",
    )
}  # fmt: skip


def test_matrix_finds_every_route_that_forgets_the_masking(worlds, monkeypatch):
    monkeypatch.setattr("api.routing.answer.masked_services", lambda at, _roles: at)
    monkeypatch.setattr("hepaflow.pipeline.answers.course.masked_registry", lambda registry, _roles: registry)
    found = {
        route
        for route in ACCESS
        if route.startswith("GET ")
        for asked in (called, pages)
        if len({tuple(asked(route, "data-manager", arm, office)) for arm, office in worlds.items()}) > 1
    }
    assert TELLING - found == set()
    assert found - TELLING == set()


LINEAGE = {
    "A": {"analyte": "BILI", "line": "5"},
    "B": {"analyte": "ALB", "line": "5"},
    "": {"analyte": "ALB", "line": "7"},
}


def lineage(arm, role, office, **asked):
    file = file_of(arm, "mixed" if arm else "screening")
    query = {"subject": SUBJECT, "file_id": file, **LINEAGE[arm], **asked}
    return called("GET /studies/{study}/lineage", role, arm, office, query)


@pytest.mark.parametrize("role", ROLES)
def test_a_masked_row_has_no_lineage(role, worlds):
    answers = {arm: lineage(arm, role, office) for arm, office in worlds.items()}
    assert {status for status, _ in answers.values()} == {404}
    assert len(set(answers.values())) == 1
    assert {lineage(arm, SEEING, office)[0] for arm, office in worlds.items()} == {200}
    missing = {lineage(arm, role, office, line="400")[1] for arm, office in worlds.items()}
    assert missing == {told for _, told in answers.values()}


def bodies(arm):
    """Yield what a masked data manager may ask for: what is masked answers as what does not exist."""
    decisions, queries = "POST /studies/{study}/decisions", "POST /studies/{study}/queries"
    hidden, row = HIDDEN[arm], {"subject": SUBJECT, "file_id": file_of(arm, "mixed" if arm else "screening")}
    named = {name: getattr(hidden, name) for name in ("subject", "analyte", "center", "collected_at")}
    asked = {"question": "Right?", "due": "2024-06-30"}
    yield decisions, {"kind": "retire", **named, "reason": "haemolysed"}, 404
    for kind in ("accept", "set-aside", "release"):
        at = {"analyte": LINEAGE[arm]["analyte"], "line": int(LINEAGE[arm]["line"])}
        yield decisions, {"kind": kind, **row, **at, "reason": "the lab says so"}, 404
    yield queries, {"about": {"kind": "measurement", **named}, **asked}, 404
    yield queries, {"about": {"kind": "row", "file_id": row["file_id"], "line": 5}, **asked}, 403
    shown = {name: getattr(SHOWN, name) for name in ("subject", "analyte", "center", "collected_at")}
    yield queries, {"about": {"kind": "measurement", **shown}, **asked}, 200
    yield decisions, {"kind": "retire", **shown, "reason": "the lab says so"}, 200
    entry = {
        "center": CENTER,
        "version": 2,
        "status": "discontinued",
        "baseline": "2024-03-10",
        "sex": "F",
        "birth_year": 1961,
    }
    yield "PUT /studies/{study}/subjects/{subject}", entry, 200


def test_a_masked_data_manager_who_writes_gets_the_same_answers(worlds):
    for steps in zip(*(bodies(arm) for arm in ARMS), strict=True):
        answers = {
            arm: called(
                route,
                "data-manager",
                arm,
                worlds[arm],
                {"reason": "why"} if route.startswith("PUT") else None,
                body,
            )
            for arm, (route, body, _) in zip(ARMS, steps, strict=True)
        }
        assert {status for status, _ in answers.values()} == {steps[0][2]}, steps[0]
        assert len(set(answers.values())) == 1, steps[0]


def test_a_change_that_would_count_masked_results_is_refused(worlds):
    """Void, re-run, many decisions, trials, definitions: each answers a masked data manager with 403, whatever is asked."""
    refused = {
        route
        for route, roles in ACCESS.items()
        if not route.startswith("GET ") and roles != UNMASKED
        and called(route, "data-manager", "A", worlds["A"], None, {})[0] == 403
    }  # fmt: skip
    assert {route.partition("}/")[2] for route in refused} == {
        "definition", "files/{file_id}/void", "files/{file_id}/restore", "files/{file_id}/rerun", "files/{file_id}/confirm", "reruns",
        "screenings", "register/close", "register/reopen", "hold-decisions", "centers/{center}/profile/trial",
        "centers/{center}/feeds/{feed}/profile/trial", "queries/{query_id}/answer",
    }  # fmt: skip
    assert (
        called(
            "POST /studies/{study}/files/{file_id}/void",
            BOTH.replace("monitor", "unmasked-statistician"),
            "A",
            worlds["A"],
            None,
            {},
        )[0]
        == 403
    )


def test_a_center_reads_the_documents_of_its_own_files(worlds):
    for noun in ("receipt", "issues", "rejected"):
        route = f"GET /studies/{{study}}/files/{{file_id}}/{noun}"
        assert called(route, f"center-{CENTER}", "A", worlds["A"])[0] == 200
        assert called(route, f"center-{OTHER}", "A", worlds["A"])[0] == 404
        assert called(route, "monitor", "A", worlds["A"])[0] == 403


def test_digests_of_a_masked_center_do_not_tell_the_arm(worlds):
    told = {}
    for arm, office in worlds.items():
        del office.services.announcements.announced[:]
        send_digests(office.services)
        told[arm] = [(news.center, news.counts) for news in office.services.announcements.announced]
    assert told["A"] == told["B"] == told[""]
    assert told["A"]


def test_an_event_about_results_is_shown_to_who_wrote_it(worlds):
    """`u-1` is the caller; the others wrote of what is masked."""
    path = f"GET /studies/{STUDY}/journal"
    called("POST /studies/{study}/decisions", "data-manager", "A", worlds["A"], None, {
        "kind": "retire", "subject": SUBJECT, "analyte": "BILI", "center": CENTER, "collected_at": SHOWN.collected_at, "reason": "own words",
    })  # fmt: skip
    events = reply(request(path, groups=f"[{STUDY}/data-manager]"), worlds["A"].desk).json["events"]
    decided = {
        event["actor"]: (event["reason"], bool(event["details"]))
        for event in events
        if event["kind"] == "decided"
    }
    assert decided == {"udm": ("", False), "u-1": ("own words", True)}
    assert {(event["hash"], event["previous"], event["masked"]) for event in events} == {("", "", True)}
