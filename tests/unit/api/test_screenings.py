"""Screening of stored files over HTTP: who may ask, what each answer says, and what becomes of the files."""

import pytest
from tests.support.api_office import CENTER, FIRST, OTHER, STUDY, THEIRS, the_key

from hepaflow.pipeline.jobs import work_off
from hepaflow.ports import StoredFile

HERE = f"/studies/{STUDY}"
WHY = {"reason": "originals may hold names"}
NONE = {"reduced": 0, "replaced": 0, "removed": 0, "older_versions": 0, "locked": 0, "left": 0}


@pytest.fixture
def stored(office):
    """Store a file of each center as earlier versions did."""
    for data, center in ((FIRST, CENTER), (THEIRS, OTHER)):
        office.desk.source.put(StoredFile(the_key(data, center), data, "text/csv"))


@pytest.fixture
def screened(ask, office):
    """Returns a function that has a screening done, and returns the job."""

    def do(body):
        told = ask(f"POST {HERE}/screenings", None, body)
        assert told.status == 202
        while office.desk.queue.calls:
            work_off(office.desk.queue.calls.pop(0), office.services)
        return ask(f"GET {told.headers['Location']}").json

    return do


@pytest.mark.usefixtures("stored")
def test_preview_counts_the_files_of_every_center(screened, office):
    job = screened(WHY)
    answer = job["answer"]
    assert (job["kind"], answer["effect"], len(answer["confirm"])) == ("screening", "to-confirm", 64)
    assert answer["centers"] == [{"center": center, **NONE, "replaced": 1} for center in (CENTER, OTHER)]
    assert answer["staying"] == []
    assert office.desk.source.get(the_key(FIRST, CENTER)) == FIRST


@pytest.mark.usefixtures("stored")
def test_confirmed_screening_replaces_the_files_and_the_journal_names_them(screened, office, ask):
    answer = screened({**WHY, "confirm": screened(WHY)["answer"]["confirm"]})["answer"]
    assert (answer["effect"], answer["confirm"]) == ("done", "")
    assert office.desk.source.get(the_key(FIRST, CENTER)) != FIRST
    event = ask(f"GET {HERE}/journal").json["events"][-1]
    assert (event["kind"], event["reason"]) == ("copies-screened", WHY["reason"])
    assert event["details"]["file_ids"] == the_key(THEIRS, OTHER).split("/")[-1]


@pytest.mark.usefixtures("stored")
def test_one_center_alone_is_screened_if_it_is_named(screened):
    assert [told["center"] for told in screened({**WHY, "center": OTHER})["answer"]["centers"]] == [OTHER]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"reason": " "}, 422),
        ({**WHY, "confirm": "x"}, 422),
        ({**WHY, "center": "XX"}, 404),
        (WHY, 202),
    ],
)
def test_request_without_reason_or_center_is_refused(ask, body, status):
    assert ask(f"POST {HERE}/screenings", None, body).status == status


def test_study_that_there_is_not_has_nothing_to_screen(ask):
    told = ask("POST /studies/LIVER-9/screenings", None, WHY, groups="[LIVER-9/data-manager]")
    assert told.status == 404
