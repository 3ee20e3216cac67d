"""The masking matrix: no masked role reads or infers an arm, at any route."""

import json
import re

import pytest
from scripts.api_examples import api_examples
from scripts.api_session import STUDY as EXAMPLE
from scripts.api_session import new_session
from tests.support.api_office import (
    CENTER,
    FIRST,
    JOB,
    LAB,
    OTHER,
    STUDY,
    SUBJECT,
    USER,
    ask_centers,
    empty_office,
    furnish,
    query_of,
    randomize,
    reply,
    request,
)

from api.http.access import UNMASKED
from api.routing.routes import whole_access
from hepaflow.domain.identity import file_id
from hepaflow.domain.masked.masked import MaskedTopic
from hepaflow.pipeline.masked import record as recording
from hepaflow.pipeline.masked.record import RequestedRecord, record

ACCESS = whole_access()
MASKED = ["data-manager", "monitor", "statistician", f"center-{CENTER}", f"center-{OTHER}"]
CANARIES = ("OPAL", "onyx", "jasper")  # an arm, its title, a reason
LISTS = ("/files", "/subjects", "/unmapped")
PLACES = {
    "study": STUDY,
    "center": CENTER,
    "feed": "main",
    "version_id": "v1",
    "file_id": file_id(STUDY, CENTER, FIRST),
    "job_id": JOB.id,
    "subject": SUBJECT,
    "sub": USER,
    "query_id": query_of(CENTER),
    "lab": LAB,
}
_DIGEST = re.compile("[0-9a-f]{64}")


@pytest.fixture
def salted(monkeypatch):
    """Let both offices draw the same random texts, so that they differ in the arm alone."""
    monkeypatch.setattr(recording.secrets, "token_hex", lambda size: "5a" * size)


def randomized(catalog, arm):
    """Return a desk where the subject is in an arm; in none if it is empty."""
    office = empty_office(catalog)
    furnish(office, catalog)
    randomize(office.desk, arm or "A")
    ask_centers(office.desk)
    if not arm:
        office.desk.registry.kept_masked.clear()
    return office.desk


def called(route, role, desk):
    """Return status, headers and body of a route, without digests: those of the journal are over the seal."""
    call = re.sub(r"{(\w+)}", lambda place: PLACES[place[1]], route)
    query = {"center": CENTER} if route.endswith(LISTS) and role.startswith("center-") else None
    told = reply(request(call, query, groups=f"[{STUDY}/{role}]"), desk)
    return told.status, _DIGEST.sub("digest", f"{sorted(told.headers.items())}{told.text}")


@pytest.mark.usefixtures("salted")
@pytest.mark.parametrize("role", MASKED)
def test_no_route_answers_a_masked_role_otherwise_for_another_arm_or_none(role, catalog):
    for route in ACCESS:
        answers = [called(route, role, randomized(catalog, arm)) for arm in ("A", "B", "")]
        assert answers[0] == answers[1] == answers[2], route
        if ACCESS[route] == UNMASKED:
            assert answers[0][0] == 403


@pytest.mark.usefixtures("salted")
def test_matrix_would_find_a_route_that_tells_the_arm(catalog):
    route = "GET /studies/{study}/subjects/{subject}/arm"
    answers = {called(route, "unmasked-statistician", randomized(catalog, arm)) for arm in ("A", "B", "")}
    assert len(answers) == 3


def test_whole_session_of_a_data_manager_and_a_center_has_no_word_of_an_arm(capsys):
    """Previews, jobs, receipts, lists, journal and problems: every route, with bodies that it takes up."""
    at = new_session()
    arm, title, reason = CANARIES
    for topic, subject, content in (
        (MaskedTopic.ARMS, "", json.dumps({"arms": {arm: title}})),
        (MaskedTopic.ARM, "US01-0001", arm),
    ):
        wish = RequestedRecord(topic, subject, 1, content, "us", reason)
        record(at.services, EXAMPLE, wish, lambda *_: None)
    answers = {route: told for route, told in api_examples(at).items() if ACCESS.get(route) != UNMASKED}
    told = json.dumps(answers, ensure_ascii=False)
    stored = repr((at.queue, at.services.announcements, at.services.receipts, at.services.source))
    logged = "".join(capsys.readouterr())
    for canary in CANARIES:
        assert canary not in told
        assert canary not in stored
        assert canary not in logged
    assert "arm-recorded" in told


@pytest.mark.parametrize("body", [{"version": 1, "arm": "OPAL"}, {"version": "OPAL", "arm": "onyx"}])
def test_log_and_metrics_of_an_unmasked_call_have_no_arm_and_no_subject(body, catalog, capsys):
    desk = randomized(catalog, "A")
    path = f"PUT /studies/{STUDY}/subjects/{SUBJECT}/arm"
    told = reply(request(path, {"reason": "jasper"}, body, groups=f"[{STUDY}/unmasked-statistician]"), desk)
    assert told.status in (409, 422)
    logged = "".join(capsys.readouterr())
    assert not any(word in logged + told.text for word in (*CANARIES, SUBJECT))
