"""What a masked caller writes into the register, or reads of it at an earlier number, shows nothing that is masked."""

import re
from datetime import date

import pytest
from tests.support.answer_office import planned_study
from tests.support.api_office import (
    CENTER,
    HEADER,
    OTHER,
    STUDY,
    SUBJECT,
    clock,
    empty_office,
    profile,
    reply,
    request,
)
from tests.support.masked_worlds import ARMS, masked_world
from tests.support.visit_plans import SAME_DAY_ONE

from hepaflow.domain.study.register import Subject, SubjectStatus
from hepaflow.pipeline.desk.definitions import add_profile, define_study
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


WITH_REGISTERS_OF_CENTERS = 2


@pytest.mark.parametrize("subjects", [1, 101])
@pytest.mark.parametrize(("roles", "status"), [(["data-manager"], {403}), (["monitor"], {200, 202})])
def test_first_entry_of_a_center_is_about_all_its_subjects_so_a_masked_data_manager_does_not_write_it(
    subjects, roles, status, catalog
):
    """With many subjects it is a job over all results. That it is one would say how many subjects have results."""
    office = empty_office(catalog)
    desk = office.desk
    masking = {"roles": roles, "analytes": ["ALB"]}
    planned = planned_study(masking=masking, reference_date=SAME_DAY_ONE)
    old = planned.model_copy(update={"fold_version": WITH_REGISTERS_OF_CENTERS, "central_labs": ()})
    define_study(desk.registry, desk.queue, clock, "dm", old, "start")
    add_profile(desk.registry, desk.queue, catalog, clock, "dm", profile(CENTER), "start")
    rows = (f"S-{one:03},2024-03-01,ALT,40,U/L\n" for one in range(subjects))
    office.send((HEADER + "".join(rows)).encode(), "2024-03-05")
    entry = {"center": CENTER, "version": 1, "status": "enrolled"}
    path = f"PUT /studies/{STUDY}/subjects/S-000"
    assert reply(request(path, {"reason": "why"}, entry), desk).status in status
