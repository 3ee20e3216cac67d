"""The people of a center see all results of their subjects, whoever sent them, and none of another center's."""

import pytest
from tests.support.api_office import CENTER, HEADER, OTHER, STUDY, profile

from hepaflow.domain.identity import file_id
from hepaflow.domain.study.register import Subject
from hepaflow.pipeline.jobs import work_off
from hepaflow.pipeline.register.entries import put_subject

LAB = "LAB-01"  # sends, and has no subjects
HERE = f"/studies/{STUDY}"
MINE, THEIRS, NOBODYS, MOVED = "CN01-0011", "CN01-0012", "CN01-0013", "CN01-0014"
DAY, LATER = "2024-03-22", "2024-05-22"
FILE = (
    HEADER
    + "".join(f"{one},{DAY},ALT,45,U/L\n" for one in (MINE, THEIRS, NOBODYS, MOVED))
    + f"{MOVED},{LATER},ALT,46,U/L\n"
).encode()
OF_CENTER, OF_OTHER, OF_LAB = (f"[{STUDY}/center-{center}]" for center in (CENTER, OTHER, LAB))
MANAGER = f"[{STUDY}/data-manager]"


def register(office, subject, center, version=1, **more):
    """Write an entry, past the request that shows first what it alters; return its journal number."""
    said = Subject.model_validate({"id": subject, "center": center, "status": "enrolled", **more})
    return put_subject(office.desk, STUDY, said, version, "dm", "enrolment").journal_number


@pytest.fixture
def asked(office, ask):
    """Return how to ask, once a lab has sent results of subjects of two centers."""
    before = ask(f"GET {HERE}/definition").json
    definition = {**before, "version": 2, "centers": [CENTER, OTHER, LAB]}
    assert ask(f"PUT {HERE}/definition", {"reason": "a lab"}, definition).status == 200
    assert ask(f"PUT {HERE}/centers/{LAB}/profile", {"reason": "a lab"}, profile(LAB)).status == 200
    office.send(FILE, "2024-06-01", LAB)
    register(office, MINE, CENTER)
    register(office, THEIRS, OTHER)
    register(office, MOVED, CENTER, transfers=[{"center": OTHER, "from": "2024-04-01"}])
    return ask


def days(asked, subject, groups, **query):
    told = asked(f"GET {HERE}/subjects/{subject}/results", query, groups=groups)
    return [one["collected_at"] for one in told.json["results"]] if told.status == 200 else told.status


def listed(asked, groups, **query):
    """Return subject and day of each result of the lab in the lists of the study."""
    return sorted(
        {
            (one["subject"], one["collected_at"])
            for noun in ("results", "holds")
            for one in asked(f"GET {HERE}/{noun}", query, groups=groups).json["results"]
            if one["center"] == LAB
        }
    )


def test_center_sees_what_the_lab_sent_of_its_subject_and_of_no_other(asked):
    assert days(asked, MINE, OF_CENTER) == [DAY]
    assert days(asked, THEIRS, OF_CENTER) == 404
    assert days(asked, THEIRS, OF_OTHER) == [DAY]
    assert days(asked, MINE, OF_OTHER) == 404


def test_subject_in_no_register_is_seen_by_the_sender_alone(asked):
    assert days(asked, NOBODYS, OF_LAB) == [DAY]
    assert (days(asked, NOBODYS, OF_CENTER), days(asked, NOBODYS, OF_OTHER)) == (404, 404)


def test_after_a_transfer_each_center_sees_its_own_time(asked):
    assert days(asked, MOVED, OF_CENTER) == [DAY]
    assert days(asked, MOVED, OF_OTHER) == [LATER]
    assert days(asked, MOVED, OF_LAB) == days(asked, MOVED, MANAGER) == [DAY, LATER]


def test_lists_of_the_study_have_the_same_results(asked):
    assert listed(asked, OF_CENTER) == [(MINE, DAY), (MOVED, DAY)]
    assert listed(asked, OF_OTHER) == [(THEIRS, DAY), (MOVED, LATER)]
    everything = [(MINE, DAY), (THEIRS, DAY), (NOBODYS, DAY), (MOVED, DAY), (MOVED, LATER)]
    assert listed(asked, OF_LAB) == listed(asked, MANAGER) == everything


def test_lists_come_in_pages_for_a_center_too(asked):
    seen, cursor = [], ""
    while cursor is not None:
        query = {"limit": "1", **({"cursor": cursor} if cursor else {})}
        page = asked(f"GET {HERE}/holds", query, groups=OF_CENTER).json
        seen += [(one["subject"], one["collected_at"]) for one in page["results"] if one["center"] == LAB]
        cursor = page["next"]
    held = asked(f"GET {HERE}/holds", groups=OF_CENTER).json["results"]
    assert seen == [(one["subject"], one["collected_at"]) for one in held if one["center"] == LAB]


def test_lineage_is_seen_with_the_result(asked):
    def status(subject, line, groups):
        query = {
            "subject": subject,
            "analyte": "ALT",
            "file_id": file_id(STUDY, LAB, FILE),
            "line": str(line),
        }
        return asked(f"GET {HERE}/lineage", query, groups=groups).status

    assert (status(MINE, 2, OF_CENTER), status(MINE, 2, OF_OTHER)) == (200, 404)
    assert (status(MOVED, 5, OF_OTHER), status(MOVED, 6, OF_OTHER)) == (404, 200)


TWICE = "".join(f"{{subject}},2024-04-05 08:30,{analyte},45,U/L,S-77\n" for analyte in ("ALT", "AST"))
FIRST_TOLD, AGAIN_TOLD = (
    (HEADER.replace("\n", ",Specimen\n") + TWICE.format(subject=subject)).encode()
    for subject in (MINE, THEIRS)
)


@pytest.fixture
def sent_twice(office, ask):
    """Return how to ask, once a central lab has sent one specimen for subjects of two centers."""
    definition = {**ask(f"GET {HERE}/definition").json, "version": 2}
    definition |= {"centers": [CENTER, OTHER, LAB], "central_labs": [LAB]}
    assert ask(f"PUT {HERE}/definition", {"reason": "a central lab"}, definition).status == 202
    work_off(office.services.queue.calls[-1], office.services)
    mapped = profile(LAB, 'specimen = "Specimen"\n')
    assert ask(f"PUT {HERE}/centers/{LAB}/profile", {"reason": "a central lab"}, mapped).status == 200
    register(office, MINE, CENTER)
    register(office, THEIRS, OTHER)
    office.send(FIRST_TOLD, "2024-06-02", LAB)
    office.send(AGAIN_TOLD, "2024-06-03", LAB)
    return ask


def named(sent_twice, groups, path, **query):
    """Return which subjects the answers name as those who had the held results first."""
    told = sent_twice(f"GET {HERE}/{path}", query, groups=groups)
    assert told.status == 200
    listed = (held for one in told.json.get("results", ()) for held in one["held"])
    held = [told.json] if "codes" in told.json else list(listed)
    found = [one["found"].get("moved-suspect", "") for one in held if "moved-suspect" in one["codes"]]
    assert found
    return {*found}, MINE in told.text


@pytest.mark.parametrize("path", ["holds", f"subjects/{THEIRS}/results", "lineage"])
def test_other_subject_of_a_shared_specimen_is_named_to_those_who_may_see_it(sent_twice, path):
    query = {"subject": THEIRS, "analyte": "AST", "file_id": file_id(STUDY, LAB, AGAIN_TOLD), "line": "3"}
    asking = query if path == "lineage" else {}
    assert named(sent_twice, OF_OTHER, path, **asking) == ({""}, False)
    for groups in (MANAGER, OF_LAB):
        assert named(sent_twice, groups, path, **asking)[0] == {MINE}


def test_file_of_the_lab_stays_the_labs(asked):
    path = f"GET {HERE}/files/{file_id(STUDY, LAB, FILE)}"
    assert (asked(path, groups=OF_CENTER).status, asked(path, groups=OF_LAB).status) == (404, 200)


def test_entry_of_today_opens_nothing_at_an_earlier_number_and_a_corrected_one_closes_nothing(asked, office):
    before = asked(f"GET {HERE}/journal").json["head"]
    number = register(office, NOBODYS, CENTER)
    assert days(asked, NOBODYS, OF_CENTER) == [DAY]
    assert days(asked, NOBODYS, OF_CENTER, as_of=str(before)) == []
    assert (NOBODYS, DAY) not in listed(asked, OF_CENTER, as_of=str(before))
    register(office, NOBODYS, CENTER, 2, status="entered-in-error")
    assert days(asked, NOBODYS, OF_CENTER) == []
    assert days(asked, NOBODYS, OF_CENTER, as_of=str(number)) == [DAY]
    assert (NOBODYS, DAY) in listed(asked, OF_CENTER, as_of=str(number))


def test_registered_subject_without_results_is_no_stranger_to_its_center(asked, office):
    register(office, "CN01-0015", CENTER)
    assert days(asked, "CN01-0015", OF_CENTER) == []
    assert days(asked, "CN01-0015", OF_OTHER) == 404
