"""The arms of a study and of its subjects, over the HTTP API: for unmasked statisticians alone."""

import pytest
from tests.support.api_office import CENTER, STUDY, SUBJECT, randomize, reply, request

from hepaflow.domain.masked.masked import MaskedTopic
from hepaflow.domain.study.journal import BESIDE_RESULTS, EventKind
from hepaflow.domain.study.register import Subject, SubjectStatus
from hepaflow.pipeline.masked.record import broken_seal
from hepaflow.pipeline.register.entries import put_subject

UNMASKED = f"{STUDY}/unmasked-statistician"
ARMS = f"/studies/{STUDY}/arms"
ARM = f"/studies/{STUDY}/subjects/{SUBJECT}/arm"
WHY = {"reason": "randomization list"}
BOTH = {"A": "UC-MSC, 1e6 cells/kg", "B": "placebo"}


@pytest.fixture
def ask(office):
    subject = Subject(id=SUBJECT, center=CENTER, status=SubjectStatus.ENROLLED)
    put_subject(office.desk, STUDY, subject, 1, "dm", "enrolment")

    def asked(call, query=None, body=None, groups=UNMASKED, **headers):
        return reply(request(call, query, body, groups=f"[{groups}]", **headers), office.desk)

    return asked


@pytest.fixture
def declared(ask):
    assert ask(f"PUT {ARMS}", WHY, {"version": 1, "arms": BOTH}).status == 200
    return ask


def test_arm_is_recorded_and_read_with_its_reasons_now_and_as_of_a_number(declared):
    first = declared(f"PUT {ARM}", WHY, {"version": 1, "arm": "B"}).json
    second = declared(f"PUT {ARM}", {"reason": "list was read wrongly"}, {"version": 2, "arm": "A"}).json
    assert (first["version"], second["version"]) == (1, 2)
    told = declared(f"GET {ARM}").json
    assert (told["arm"], told["version"], told["journal_number"]) == ("A", 2, second["journal_number"])
    assert [(one["arm"], one["reason"], one["actor"]) for one in told["versions"]] == [
        ("B", "randomization list", "u-1"),
        ("A", "list was read wrongly", "u-1"),
    ]
    earlier = declared(f"GET {ARM}", {"as_of": str(first["journal_number"])}).json
    assert (earlier["arm"], len(earlier["versions"])) == ("B", 1)
    assert declared(f"GET {ARM}", {"as_of": str(first["journal_number"] - 1)}).status == 404


def test_arms_of_the_study_are_versions_too(declared):
    assert declared(f"GET {ARMS}", {"as_of": "1"}).json["arms"] == {}
    told = declared(f"GET {ARMS}").json
    assert (told["version"], told["arms"]) == (1, BOTH)
    assert declared(f"PUT {ARMS}", WHY, {"version": 3, "arms": BOTH}).json["newest"] == 1
    declared(f"PUT {ARMS}", WHY, {"version": 2, "arms": {**BOTH, "C": "half the dose"}})
    assert list(declared(f"GET {ARMS}").json["arms"]) == ["A", "B", "C"]


def test_list_of_subjects_as_json_in_pages_and_as_csv(declared, office):
    for name in ("CN01-0002", "CN01-0003"):
        subject = Subject(id=name, center=CENTER, status=SubjectStatus.ENROLLED)
        put_subject(office.desk, STUDY, subject, 1, "dm", "enrolment")
        path = f"PUT /studies/{STUDY}/subjects/{name}/arm"
        assert declared(path, WHY, {"version": 1, "arm": "A"}).status == 200
    declared(f"PUT {ARM}", WHY, {"version": 1, "arm": "B"})
    listed = f"GET {ARMS}/subjects"
    first = declared(listed, {"limit": "2"}).json
    declared(f"PUT {ARM}", WHY, {"version": 2, "arm": "A"})  # between two pages: it changes nothing on them
    second = declared(listed, {"limit": "2", "cursor": first["next"]}).json
    rows = [(one["subject"], one["arm"]) for page in (first, second) for one in page["subjects"]]
    assert rows == [(SUBJECT, "B"), ("CN01-0002", "A"), ("CN01-0003", "A")]
    assert (second["next"], second["journal_number"]) == (None, first["journal_number"])
    table = declared(listed, {"as_of": str(first["journal_number"])}, accept="text/csv")
    assert table.text == f"subject,arm\r\n{SUBJECT},B\r\nCN01-0002,A\r\nCN01-0003,A\r\n"
    assert table.headers["Journal-Number"] == str(first["journal_number"])
    assert declared(listed, {"format": "csv"}).text.splitlines()[1] == f"{SUBJECT},A"


def test_same_request_again_writes_nothing(declared, office):
    body = {"version": 1, "arm": "B"}
    first = declared(f"PUT {ARM}", WHY, body).json
    head = office.desk.registry.head(STUDY)
    assert declared(f"PUT {ARM}", WHY, body).json == first
    assert office.desk.registry.head(STUDY) == head
    assert declared(f"PUT {ARM}", WHY, {"version": 1, "arm": "A"}).json["newest"] == 1


@pytest.mark.parametrize(
    ("path", "body", "status", "detail"),
    [
        (ARM, {"version": 1, "arm": "C"}, 422, "no such arm"),
        (ARM, {"version": 1, "arm": ""}, 422, "taken back"),
        (f"/studies/{STUDY}/subjects/CN01-9999/arm", {"version": 1, "arm": "A"}, 404, "subject"),
        (ARM, {"version": 1, "arm": "="}, 422, "Invalid request"),
    ],
)
def test_arm_that_cannot_be_is_refused_and_nothing_is_stored(path, body, status, detail, declared, office):
    head = office.desk.registry.head(STUDY)
    told = declared(f"PUT {path}", WHY, body)
    assert (told.status, detail in told.json["detail"]) == (status, True)
    assert office.desk.registry.head(STUDY) == head


def test_subject_that_was_entered_in_error_gets_no_arm_but_one_can_be_taken_back(declared, office):
    declared(f"PUT {ARM}", WHY, {"version": 1, "arm": "A"})
    wrong = Subject(id=SUBJECT, center=CENTER, status=SubjectStatus.ENTERED_IN_ERROR)
    put_subject(office.desk, STUDY, wrong, 2, "dm", "no such subject")
    told = declared(f"PUT {ARM}", WHY, {"version": 2, "arm": "B"})
    assert (told.status, "entered in error" in told.json["detail"]) == (422, True)
    assert declared(f"PUT {ARM}", WHY, {"version": 2, "arm": ""}).status == 200
    assert declared(f"GET {ARM}").json["arm"] == ""
    assert declared(f"GET {ARMS}/subjects").json["subjects"] == []


def test_arm_that_a_subject_has_cannot_be_left_out(declared):
    declared(f"PUT {ARM}", WHY, {"version": 1, "arm": "A"})
    told = declared(f"PUT {ARMS}", WHY, {"version": 2, "arms": {"B": "placebo"}})
    assert (told.status, "left out" in told.json["detail"]) == (422, True)
    declared(f"PUT {ARM}", WHY, {"version": 2, "arm": "B"})
    assert declared(f"PUT {ARMS}", WHY, {"version": 2, "arms": {"B": "placebo"}}).status == 200


@pytest.mark.parametrize("role", ["data-manager", "monitor", "statistician", f"center-{CENTER}"])
def test_unmasked_statistician_with_another_role_of_the_study_is_masked(role, declared):
    declared(f"PUT {ARM}", WHY, {"version": 1, "arm": "A"})
    told = declared(f"GET {ARM}", groups=f"{UNMASKED} {STUDY}/{role}")
    assert (told.status, "another role" in told.json["detail"]) == (403, True)
    assert declared(f"GET {ARM}", groups=f"{UNMASKED} LIVER-2/{role}").status == 200


@pytest.mark.parametrize("path", [ARMS, ARM])
def test_reason_and_title_that_name_a_person_are_refused(path, declared):
    body = {"version": 2, "arms": BOTH} if path == ARMS else {"version": 1, "arm": "A"}
    told = declared(f"PUT {path}", {"reason": "患者姓名：王小明"}, body)
    assert (told.status, "王小明" in told.text) == (422, False)
    told = declared(f"PUT {ARMS}", WHY, {"version": 2, "arms": {"A": "患者姓名：王小明"}})
    assert (told.status, "王小明" in told.text) == (422, False)


def test_event_of_an_arm_has_its_seal_alone_and_alters_no_preview(office):
    randomize(office.desk)
    *_, declared, recorded = office.desk.registry.events(STUDY)
    assert [declared.draft.kind, recorded.draft.kind] == [EventKind.ARMS_DECLARED, EventKind.ARM_RECORDED]
    for event in (declared, recorded):
        assert (event.draft.reason, list(event.draft.details)) == ("", ["seal"])
        assert event.draft.kind in BESIDE_RESULTS


def test_same_arm_has_another_seal_each_time(declared):
    for version, arm in enumerate(("A", "B", "A", "B"), 1):
        declared(f"PUT {ARM}", WHY, {"version": version, "arm": arm})
    events = declared(f"GET /studies/{STUDY}/journal").json["events"]
    seals = [one["details"]["seal"] for one in events if one["kind"] == "arm-recorded"]
    assert len(set(seals)) == len(seals) == 4


def test_arm_that_is_changed_without_an_event_is_found(office):
    randomize(office.desk)
    registry = office.desk.registry
    assert broken_seal(registry, STUDY) is None
    (kept,) = registry.masked_versions(STUDY, MaskedTopic.ARM, SUBJECT)
    place = STUDY, MaskedTopic.ARM, SUBJECT, 1
    for name, other in (("content", "B"), ("reason", "another list"), ("actor", "dm")):
        values = {one: getattr(kept, one) for one in kept.__slots__} | {name: other}
        registry.kept_masked[place] = type(kept)(**values)
        assert broken_seal(registry, STUDY) == kept.journal_number
    registry.kept_masked[place] = kept
    assert broken_seal(registry, STUDY) is None
