"""What a masked caller writes into the register, or reads of it at an earlier number, shows nothing that is masked."""

import re
from datetime import date

import pytest
from tests.support.api_office import CENTER, OTHER, STUDY, SUBJECT, empty_office, reply, request
from tests.support.masked_worlds import ARMS, masked_world

from hepaflow.domain.study.register import Subject, SubjectStatus
from hepaflow.pipeline.masked import record as recording
from hepaflow.pipeline.register.entries import put_subject

SEEN = {"sex": "F", "birth_year": 1961}
ENTRY = {"center": CENTER, "version": 2, "status": "enrolled", "baseline": "2024-03-10", **SEEN}
_DIGEST = re.compile(
    "[0-9a-f]{64}"
)  # ids of files are over their bytes, and digests to confirm over such ids
WRONG = "2024-01-01"  # as if it were day 1: then no draw of April lies in the window of the masked visit


@pytest.fixture
def worlds(catalog, monkeypatch):
    monkeypatch.setattr(recording.secrets, "token_hex", lambda size: "5a" * size)
    return {arm: masked_world(empty_office(catalog), catalog, arm) for arm in ARMS}


def entered(office, changed):
    path = f"PUT /studies/{STUDY}/subjects/{SUBJECT}"
    answer = reply(request(path, {"reason": "why"}, ENTRY | changed), office.desk)
    return answer.status, _DIGEST.sub("digest", answer.text)


@pytest.mark.parametrize(
    ("changed", "effect"),
    [
        ({"baseline": WRONG}, "done"),
        ({"baseline": None}, "done"),
        ({"baseline": "2024-03-24", "sex": "M"}, "done"),
        ({"center": OTHER}, "to-confirm"),
        ({"center": OTHER, "baseline": WRONG}, "to-confirm"),
    ],
)
def test_preview_of_an_entry_does_not_tell_the_arm(worlds, changed, effect):
    answers = {arm: entered(office, changed) for arm, office in worlds.items()}
    assert answers["A"] == answers["B"] == answers[""]
    status, told = answers["A"]
    assert (status, f'"effect":"{effect}"' in told.replace(" ", "")) == (200, True), told


NOUNS = ("results", "scores", "visits", "completeness", "panels", "safety", "liver-panel", "report")


@pytest.mark.parametrize("role", ["monitor", "statistician", f"center-{CENTER}"])
def test_day_1_that_was_corrected_does_not_show_what_it_hides_now(worlds, role):
    for office in worlds.values():
        for version, day_one in ((2, date.fromisoformat(WRONG)), (3, date(2024, 3, 10))):
            entry = Subject(
                id=SUBJECT, center=CENTER, baseline=day_one, status=SubjectStatus.ENROLLED, **SEEN
            )
            put_subject(office.desk, STUDY, entry, version, "dm", "day 1")
    number = worlds["A"].desk.registry.head(STUDY).journal_number - 1
    paths = [f"subjects/{SUBJECT}/{noun}" for noun in NOUNS]
    for path in (*paths, "results", "safety", "completeness", "edish", "mdish", "completeness-map"):
        call = request(f"GET /studies/{STUDY}/{path}", {"as_of": str(number)}, groups=f"[{STUDY}/{role}]")
        found = {arm: reply(call, office.desk) for arm, office in worlds.items()}
        told = {arm: (one.status, _DIGEST.sub("digest", one.text)) for arm, one in found.items()}
        assert told["A"][0] == 200, path
        assert told["A"] == told["B"] == told[""], path
