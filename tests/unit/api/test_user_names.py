"""Display names of users beside their ids, and how a name is erased."""

import base64

import pytest
from tests.support.api_office import CHANGED, NAME, STUDY, SUBJECT, USER

from hepaflow.domain.study.journal import Draft, EventKind, access_journal
from hepaflow.domain.study.user_names import KeptName
from hepaflow.pipeline.journal import append
from hepaflow.ports import Change

HERE = f"/studies/{STUDY}"
ERASE = f"DELETE {HERE}/access/{USER}/name"
CALLER = "u-1"


def recorded(office, journal, actor):
    draft = Draft(EventKind.ROLE_SEEN, actor, "", {"role": "monitor", "issued": 1})
    append(office.desk.registry, journal, office.desk.clock, lambda _head: (draft, Change()))


def actors(told):
    return [(event["actor"], event["actor_name"]) for event in told.json["events"]]


def test_journals_show_the_name_beside_the_id(ask, office):
    recorded(office, access_journal(STUDY), USER)
    recorded(office, access_journal(STUDY), "somebody")
    recorded(office, STUDY, USER)
    assert actors(ask(f"GET {HERE}/access")) == [(USER, NAME), ("somebody", None)]
    shown = actors(ask(f"GET {HERE}/journal"))
    assert (shown[0], shown[-1]) == (("dm", None), (USER, NAME))


def test_answer_to_a_decision_names_who_decided_first(ask, office):
    file = office.send(CHANGED, "2024-04-10")
    body = {
        "kind": "accept",
        "subject": SUBJECT,
        "analyte": "BILI",
        "file_id": file,
        "line": 2,
        "reason": "checked",
    }
    first = ask(f"POST {HERE}/decisions", body=body).json
    assert (first["actor"], first["actor_name"]) == (CALLER, None)
    office.desk.registry.keep_name(STUDY, CALLER, None, KeptName("Ann", 1, 1, "2024-04-01T00:00:00.000Z"))
    again = ask(f"POST {HERE}/decisions", body=body).json
    assert again == {**first, "actor_name": "Ann"}


def test_erased_name_is_null_and_the_event_is_in_the_access_journal(ask, office):
    recorded(office, access_journal(STUDY), USER)
    number = ask(ERASE).json["journal_number"]
    told = ask(f"GET {HERE}/access")
    event = told.json["events"][-1]
    assert (event["journal_number"], event["kind"], event["details"]) == (
        number,
        "user-name-erased",
        {"user": USER},
    )
    assert actors(told) == [(USER, None), (CALLER, None)]
    assert NAME not in told.text
    assert ask(ERASE).json == {"journal_number": number}


@pytest.mark.parametrize("user", ["u-9", "x" * 256])
def test_name_of_an_unknown_user_is_not_found(ask, user):
    assert ask(f"DELETE {HERE}/access/{user}/name").status == 404


def test_id_with_other_characters_is_encoded(ask, office):
    office.desk.registry.keep_name(STUDY, "auth0|7", None, KeptName("Ann", 1, 1, "2024-04-01T00:00:00.000Z"))
    segment = "~" + base64.urlsafe_b64encode(b"auth0|7").decode().rstrip("=")
    assert ask(f"DELETE {HERE}/access/{segment}/name").status == 200
    assert office.desk.registry.user_names(STUDY) == {USER: NAME}


def test_segment_that_no_id_is_written_as_is_refused(ask):
    assert ask(f"DELETE {HERE}/access/auth0|7/name").status == 422


def test_names_of_one_study_are_not_shown_in_another(ask, office):
    recorded(office, access_journal("LIVER-2"), USER)
    told = ask("GET /studies/LIVER-2/access", groups="[LIVER-2/data-manager]")
    assert actors(told) == [(USER, None)]
