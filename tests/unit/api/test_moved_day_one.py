"""The masking matrix where the arm moves day 1: every route in every masked role answers alike, that of the register, too.

The trials are those of `tests.support.moved_worlds`. A new route is in the matrix by itself.
"""

import re

import pytest
from tests.support.api_office import CENTER, LAB, STUDY, SUBJECT, USER, empty_office, reply, request
from tests.support.masked_worlds import ARMS, job_of
from tests.support.moved_worlds import (
    DAY_ONE_ALONE,
    WITH_ANALYTE,
    WITH_VISIT,
    daily,
    moved_world,
    register_file,
)

from api.routing.routes import whole_access
from hepaflow.domain.identity import file_id
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.masked import record as recording

pytestmark = pytest.mark.slow
ACCESS = whole_access()
MASKINGS = [DAY_ONE_ALONE, WITH_ANALYTE, WITH_VISIT]
READS = [route for route in ACCESS if route.startswith("GET ")]
WRITES = [route for route in ACCESS if not route.startswith("GET ")]
OF_SENDER = ("/receipt", "/issues", "/rejected", "/queries", "/files", "/unmapped", "/work")
QUERIES = (
    {}, {"format": "csv"}, {"format": "json"}, {"format": "html"}, {"lang": "zh"}, {"counts": "true"}, {"history": "true"},
    {"center": RESERVED_CENTER}, {"center": CENTER}, {"as_of": "5"}, {"as_of": "9"},
)  # fmt: skip
_DIGEST = re.compile("[0-9a-f]{64}|[0-9a-f]{16}")


def made(catalog, monkeypatch, masking):
    monkeypatch.setattr(recording.secrets, "token_hex", lambda size: "5a" * size)
    return {arm: moved_world(empty_office(catalog), catalog, arm, masking) for arm in ARMS}


@pytest.fixture(scope="module", params=MASKINGS, ids=["day 1", "and an analyte", "and a visit"])
def worlds(request, catalog):
    """The three trials, with the same random texts of seals."""
    with pytest.MonkeyPatch.context() as patched:
        return made(catalog, patched, request.param)


def called(route, role, arm, office, query=None, body=None, **named):
    """Return status, headers and body without digests: ids of lab files are over rows that differ."""
    at = {
        "study": STUDY, "center": CENTER, "feed": "main", "version_id": "v1", "file_id": file_id(STUDY, CENTER, daily(arm)),
        "job_id": job_of(office), "subject": SUBJECT, "sub": USER, "lab": LAB, "query_id": query_id(office), **named,
    }  # fmt: skip
    call = re.sub(r"{(\w+)}", lambda place: at[place[1]], route)
    groups = role if role.startswith("[") else f"[{STUDY}/{role}]"
    answer = reply(request(call, query, body, groups=groups), office.desk)
    return answer.status, _DIGEST.sub("digest", f"{sorted(answer.headers.items())}{answer.text}")


def query_id(office):
    return next(iter(office.desk.registry.listed_queries(STUDY, CENTER))).id


def is_of_sender(route, role):
    return role.startswith("center-") and any(word in route for word in OF_SENDER)


def pages(route, role, arm, office):
    """Yield the pages of a list with one entry each."""
    query = {"limit": "1"}
    for _ in range(20):
        status, told = called(route, role, arm, office, query)
        yield status, told
        following = re.search(r'"next": ?"([^"]+)"', told)
        if not following:
            return
        query |= {"cursor": following[1]}


@pytest.mark.parametrize("role", ["data-manager", f"center-{CENTER}"])
def test_every_route_answers_a_masked_role_alike_whenever_day_1_was(role, worlds):
    for route in (one for one in READS if not is_of_sender(one, role)):
        for query in QUERIES:
            told = {called(route, role, arm, office, query) for arm, office in worlds.items()}
            assert len(told) == 1, (route, query, told)
        listed = {tuple(pages(route, role, arm, office)) for arm, office in worlds.items()}
        assert len(listed) == 1, route


def test_no_journal_number_shows_when_day_1_was_entered(worlds):
    head = worlds["A"].desk.registry.head(STUDY).journal_number
    for route in (one for one in READS if one.endswith(("/subjects/{subject}", "/subjects", "/visits"))):
        for number in range(1, head + 1):
            asked = {"as_of": str(number)}
            told = {called(route, "data-manager", arm, office, asked) for arm, office in worlds.items()}
            assert len(told) == 1, (route, number)


def bodies(arm):
    entry = {
        "center": CENTER,
        "version": 2,
        "status": "enrolled",
        "baseline": "2024-03-10",
        "sex": "F",
        "birth_year": 1961,
    }
    yield "PUT /studies/{study}/subjects/{subject}", {"reason": "why"}, entry, {}
    form = {"name": "register.csv", "size": 9, "sha256": "0" * 64}
    yield "POST /studies/{study}/centers/{center}/uploads", None, form, {"center": RESERVED_CENTER}
    named = {"file_id": file_id(STUDY, RESERVED_CENTER, register_file(arm))}
    for noun in ("confirm", "void", "restore", "rerun"):
        body = {"reason": "why"}
        yield f"POST /studies/{{study}}/files/{{file_id}}/{noun}", None, body, named


def test_a_masked_data_manager_may_not_change_the_register(worlds):
    """A request that repeats an entry would tell whether he knows day 1."""
    for steps in zip(*map(bodies, ARMS), strict=True):
        told = {
            called(route, "data-manager", arm, worlds[arm], query, body, **named)
            for arm, (route, query, body, named) in zip(ARMS, steps, strict=True)
        }
        assert [status for status, _ in told] == [403], steps[0]


def test_every_route_that_writes_answers_alike(worlds):
    for route in WRITES:
        for query, body in ((None, {}), ({"reason": "why"}, {"reason": "why"})):
            told = {called(route, "data-manager", arm, office, query, body) for arm, office in worlds.items()}
            assert len(told) == 1, (route, told)


def test_a_register_file_is_not_found_by_the_beginning_of_its_id(worlds):
    """Who knows all but the date could find the date by the id."""
    for arm, office in worlds.items():
        whole = file_id(STUDY, RESERVED_CENTER, register_file(arm))
        for named in (whole, whole[:8], "".join(whole[:12])):
            for route in ("GET /studies/{study}/files/{file_id}", "GET /studies/{study}/lineage"):
                query = {"subject": SUBJECT, "analyte": "BILI", "file_id": named, "line": "2"}
                asked = query if route.endswith("lineage") else None
                assert called(route, "data-manager", arm, office, asked, file_id=named)[0] == 404
        asked = request(
            f"GET /studies/{STUDY}/files", {"center": RESERVED_CENTER}, groups=f"[{STUDY}/monitor]"
        )
        assert reply(asked, office.desk).json["deliveries"] == []
        listed = reply(request(f"GET /studies/{STUDY}/files", groups=f"[{STUDY}/monitor]"), office.desk)
        journal = reply(request(f"GET /studies/{STUDY}/journal", groups=f"[{STUDY}/monitor]"), office.desk)
        assert whole not in listed.text + journal.text


@pytest.mark.parametrize("masking", [DAY_ONE_ALONE])
def test_who_is_not_masked_sees_the_dates_and_may_write(masking, catalog, monkeypatch):
    for arm, office in made(catalog, monkeypatch, masking).items():
        both = f"[{STUDY}/data-manager {STUDY}/monitor {STUDY}/unmasked-statistician]"
        masked = reply(request(f"GET /studies/{STUDY}/subjects/{SUBJECT}", groups=both), office.desk).json
        assert masked["entries"][0]["baseline"] is None
        assert masked["entries"][0]["version"] is masked["entries"][0]["journal_number"] is None
        seeing = f"GET /studies/{STUDY}/subjects/{SUBJECT}"
        whole = reply(request(seeing, groups=f"[{STUDY}/unmasked-statistician]"), office.desk).json
        assert (whole["masked"], masked["masked"]) == ([], ["MASKED_DAY_ONE"])
        day = {"A": "2024-03-10", "B": "2024-03-08", "": None}[arm]
        assert (whole["entries"][0]["baseline"], whole["entries"][0]["version"]) == (
            day,
            2 if arm == "B" else 1,
        )


TELLING = {  # routes whose answers to a data manager would tell the arm, were he not masked
    *("completeness", "edish", "journal", "mdish", "results", "safety", "subjects", "subjects/{subject}"),
    *(
        f"subjects/{{subject}}/{noun}"
        for noun in (
            "completeness",
            "liver-panel",
            "panels",
            "report",
            "results",
            "safety",
            "scores",
            "visits",
        )
    ),
}


def test_matrix_finds_every_route_that_forgets_the_masking(catalog, monkeypatch):
    worlds = made(catalog, monkeypatch, DAY_ONE_ALONE)
    monkeypatch.setattr("api.routing.answer.masked_services", lambda at, _roles: at)
    monkeypatch.setattr("hepaflow.pipeline.answers.course.masked_registry", lambda registry, _roles: registry)
    found = {
        route.removeprefix("GET /studies/{study}/")
        for route in READS
        for query in QUERIES
        if len({called(route, "data-manager", arm, office, query) for arm, office in worlds.items()}) > 1
    }
    assert found == TELLING
