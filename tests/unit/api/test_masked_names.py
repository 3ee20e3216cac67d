"""No name of the lab tells a masked role of which visit a draw is: neither column, sheet, specimen id nor text (ADR 0079).

The trials are those of `tests.support.named_worlds`. All that a masked role gets is compared byte by byte, with headers.
"""

import gzip
import hashlib
import re

import pytest
from tests.support.api_office import CENTER, LAB, OTHER, STUDY, SUBJECT, USER, empty_office, reply, request
from tests.support.named_worlds import DRAWN, all_worlds, by_specimen, by_visit, named_world

from api.routing.routes import whole_access
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.identity import file_id
from hepaflow.domain.queries.queries import QueryState, QueryVersion
from hepaflow.domain.study.register import Subject, SubjectStatus
from hepaflow.pipeline.desk.queries import open_query
from hepaflow.pipeline.register.entries import put_subject

pytestmark = pytest.mark.slow
ROLE = "data-manager"
READS = [route for route in whole_access() if route.startswith("GET ")]
QUERIES = (
    {}, {"format": "csv"}, {"format": "json"}, {"format": "html"}, {"history": "true"}, {"counts": "true"},
    {"center": OTHER}, {"as_of": "5"}, {"limit": "1"},
)  # fmt: skip
OF_RESULTS = (
    "results",
    "holds",
    "queries",
    "work",
    "unmapped",
    "files",
    "journal",
    "subjects/{subject}/results",
)
VISIT_WORDS = re.compile(r"[Dd]ay ?\d|\b[Dd]\d+\b|(bili|alt|date)_day|-PLA")


@pytest.fixture(scope="module")
def worlds(catalog):
    return all_worlds(empty_office, catalog)


def files(arm):
    return {
        file_id(STUDY, CENTER, by_visit(arm)): "file-by-visit",
        file_id(STUDY, OTHER, by_specimen(arm)): "file-by-specimen",
    }


def asked(office, route, query=None, body=None, role=ROLE, **named):
    at = {
        "study": STUDY, "center": OTHER, "feed": "main", "version_id": "v1", "job_id": "0" * 64, "subject": SUBJECT, "sub": USER,
        "lab": LAB, "query_id": "0" * 64, **named,
    }  # fmt: skip
    call = re.sub(r"{(\w+)}", lambda place: at[place[1]], route)
    return reply(request(call, query, body, groups=f"[{STUDY}/{role}]"), office.desk)


def told(answer, arm):
    """Return status, headers and body. Id and checksum of a file are hashes of its bytes, which differ."""
    text = f"{answer.status} {sorted(answer.headers.items())} {answer.text}"
    for whole, name in files(arm).items():
        text = text.replace(whole, name).replace(whole[:16], name)
    for data in (by_visit(arm), by_specimen(arm)):
        text = text.replace(hashlib.sha256(data).hexdigest(), "checksum")
    return text


def results(office, arm, role=ROLE, **query):
    answer = asked(office, "GET /studies/{study}/results", query or None, role=role)
    assert answer.status == 200, arm
    return answer.json["results"]


@pytest.mark.parametrize("role", [ROLE, f"center-{CENTER}"])
def test_every_route_answers_alike_whatever_the_visits_are_called(role, worlds):
    """The people of a center know its rows, so routes about its files are left out for them."""
    of_files = ("/files", "/unmapped", "/work", "/queries")
    routes = [
        one for one in READS if not (role.startswith("center") and any(word in one for word in of_files))
    ]
    for route in routes:
        for query in QUERIES:
            found = {}
            for arm, office in worlds.items():
                own = next(iter(files(arm)))
                found[arm] = told(asked(office, route, query, role=role, file_id=own), arm)
            assert found["A"] == found["B"] == found[""], (route, query)
            assert len({len(gzip.compress(text.encode(), mtime=0)) for text in found.values()}) == 1
            if route.partition("{study}/")[2].startswith(OF_RESULTS):
                assert not VISIT_WORDS.search(found["A"]), (route, query)


def test_these_worlds_differ_for_who_is_not_masked(worlds):
    for noun in ("results", "subjects/{subject}/results", "subjects/{subject}/visits", "journal"):
        found = {
            told(asked(office, f"GET /studies/{{study}}/{noun}", role="unmasked-statistician"), arm)
            for arm, office in worlds.items()
        }
        assert len(found) == 3, noun


def test_rows_have_numbers_by_which_lineage_finds_them_and_the_lines_find_nothing(worlds):
    for arm, office in worlds.items():
        real = results(office, arm, role="unmasked-statistician", analyte="BILI")
        seen = results(office, arm, analyte="BILI")
        assert len(real) == len(seen) == 3
        for one, other in zip(real, seen, strict=True):
            sent, named = one["current"], other["current"]
            assert (sent["value"], sent["file_id"]) == (named["value"], named["file_id"])
            assert sent["line"] != named["line"]
            assert (bool(sent["place"]), named["place"]) == (True, "")
            row = {"subject": SUBJECT, "analyte": "BILI", "file_id": sent["file_id"]}
            lineage = "GET /studies/{study}/lineage"
            by_name = asked(office, lineage, {**row, "line": str(named["line"])})
            assert by_name.json["observation"] == named
            assert asked(office, lineage, {**row, "line": str(sent["line"])}).status == 404


def test_specimens_stay_apart_under_other_ids(worlds):
    for arm, office in worlds.items():
        seen = [one for one in results(office, arm, center=OTHER) if one["analyte"] == "ALT"]
        real = results(office, arm, role="unmasked-statistician", center=OTHER)
        assert len(seen) == len(real)
        assert len({one["specimen"] for one in seen}) == len({one["specimen"] for one in real})
        assert {one["specimen"] for one in seen}.isdisjoint(one["specimen"] for one in real)


def test_a_decision_under_such_a_name_is_about_the_row_and_the_specimen(catalog):
    """What the journal has of it is the lab's own row; the data manager who decided does not get its line back."""
    for arm, office in all_worlds(empty_office, catalog).items():
        seen = results(office, arm, analyte="BILI")[1]
        real = results(office, arm, role="unmasked-statistician", analyte="BILI")[1]
        row = {
            "subject": SUBJECT,
            "analyte": "BILI",
            "file_id": real["current"]["file_id"],
            "reason": "as the lab says",
        }
        decisions = "POST /studies/{study}/decisions"
        by_line = asked(office, decisions, body={"kind": "set-aside", **row, "line": real["current"]["line"]})
        assert by_line.status == 404
        aside = {"kind": "set-aside", **row, "line": seen["current"]["line"]}
        number = asked(office, decisions, body=aside).json["journal_number"]
        again = asked(office, decisions, body=aside)
        assert again.json["journal_number"] == number
        event = next(one for one in office.desk.registry.events(STUDY) if one.journal_number == number)
        assert event.draft.details["line"] == real["current"]["line"]
        left = results(office, arm, role="unmasked-statistician", analyte="BILI")
        assert [one["collected_at"] for one in left] == ["2024-04-01", "2024-04-09"]
        own = next(
            one
            for one in asked(office, "GET /studies/{study}/journal").json["events"]
            if one["journal_number"] == number
        )
        assert own["reason"] == "as the lab says"
        assert "line" not in own["details"]

        twin = next(
            one for one in results(office, arm, center=OTHER) if one["collected_at"].startswith("2024-04-01")
        )
        named = {
            key: twin[key]
            for key in ("subject", "analyte", "center", "collected_at", "specimen_type", "specimen")
        }
        retire = {"kind": "retire", **named, "reason": "as the lab says"}
        assert asked(office, decisions, body=retire).status == 200
        assert asked(office, decisions, body={**retire, "specimen": f"{SUBJECT}-D6-SER"}).status == 404
        left = [
            one for one in results(office, arm, center=OTHER) if one["collected_at"] == twin["collected_at"]
        ]
        assert [one["specimen"] for one in left] != [twin["specimen"]]
        assert len(left) == 1


@pytest.mark.parametrize("at", [0, 1])
def test_a_specimen_keeps_its_id_when_one_that_looks_the_same_goes_to_another_subject(at, catalog):
    """Otherwise a decision about the one that was moved would be about the one that is left."""
    office = named_world(empty_office(catalog), catalog, "A")
    receiver = Subject(id="CN01-0002", center=OTHER, sex="F", birth_year=1961, status=SubjectStatus.ENROLLED)
    put_subject(office.desk, STUDY, receiver, 1, "dm", "enrolment")

    def seen(subject):
        route = "GET /studies/{study}/subjects/{subject}/results"
        found = asked(office, route, subject=subject).json["results"]
        return [one for one in found if one["center"] == OTHER and one["collected_at"] == f"{DRAWN[0]}T08:30"]

    twins = seen(SUBJECT)
    assert len({one["specimen"] for one in twins}) == len(twins) == 2
    moved, left = twins[at], twins[1 - at]
    body = {
        "kind": "move-subject",
        "subject": SUBJECT,
        "analyte": "ALT",
        "file_id": moved["current"]["file_id"],
        "line": moved["current"]["line"],
        "to": receiver.id,
        "reason": "as the lab says",
    }
    assert asked(office, "POST /studies/{study}/decisions", body=body).status == 200
    names = [(one["specimen"], one["current"]["line"]) for one in (left, moved)]
    now = [*seen(SUBJECT), *seen(receiver.id)]
    assert [
        (one["specimen"], (one["current"] or one["held"][0]["observation"])["line"]) for one in now
    ] == names
    every = [one for one in results(office, "A", center=OTHER) if one["collected_at"] == left["collected_at"]]
    assert {one["specimen"] for one in every} == {name for name, _ in names}


def test_a_query_shows_no_place_and_none_is_about_a_specimen(catalog):
    """The id of a query is a hash: who knows all but the specimen's id could try it out."""
    asking = {"question": "Right?", "due": "2024-06-30"}
    for arm, office in all_worlds(empty_office, catalog).items():
        seen = results(office, arm, analyte="BILI")[0]
        named = {
            key: seen[key]
            for key in ("subject", "analyte", "center", "collected_at", "specimen_type", "specimen")
        }
        opened = asked(
            office,
            "POST /studies/{study}/queries",
            body={"about": {"kind": "measurement", **named}, **asking},
        )
        assert (opened.status, opened.json["about"]["line"], opened.json["about"]["place"]) == (200, 0, "")
        whole = asked(office, "GET /studies/{study}/queries", role="unmasked-statistician").json["queries"]
        assert whole[0]["about"]["line"] > 20_000  # the center finds the cell
        at = {"query_id": opened.json["id"]}
        closed = asked(
            office,
            "POST /studies/{study}/queries/{query_id}/close",
            body={"version": 2, "reason": "done"},
            **at,
        )
        assert (closed.json["state"], closed.json["about"]["place"]) == ("closed", "")
        assert asked(office, "GET /studies/{study}/queries/{query_id}", **at).json == closed.json

        real = results(office, arm, role="unmasked-statistician", center=OTHER)[0]
        about = Measurement(*(real[key] for key in Measurement._fields))
        other = open_query(
            office.desk, STUDY, "udm", about, QueryVersion(QueryState.OPEN, "Right?", "2024-06-30")
        )
        assert asked(office, "GET /studies/{study}/queries/{query_id}", query_id=other.id).status == 404
        listed = asked(office, "GET /studies/{study}/queries").json["queries"]
        assert [one["id"] for one in listed] == [opened.json["id"]]
        for specimen in (real["specimen"], results(office, arm, center=OTHER)[0]["specimen"]):
            body = {"about": {"kind": "measurement", **about._asdict(), "specimen": specimen}, **asking}
            assert asked(office, "POST /studies/{study}/queries", body=body).status == 403
