"""Change the register over HTTP: what would change is shown first."""

import pytest
from tests.support.api_office import CENTER, HEADER, OTHER, STUDY, SUBJECT

from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.pipeline.jobs import work_off

HERE = f"/studies/{STUDY}"
WHY = {"reason": "enrolment"}
ERROR = f"PUT {HERE}/subjects/{SUBJECT}"
STATED = {"center": CENTER, "version": 1, "status": "entered-in-error"}


def current(ask):
    told = ask(f"GET {HERE}/subjects/{SUBJECT}/results").json["results"]
    return [found["current"]["value"] for found in told if found["center"] == CENTER and found["current"]]


def counts(told):
    return told["difference"]["added"], told["difference"]["removed"], told["difference"]["changed"]


def test_an_entry_that_alters_results_is_not_stored_before_that_is_confirmed(ask):
    told = ask(ERROR, WHY, STATED).json
    assert (told["effect"], counts(told), told["version"], told["journal_number"]) == (
        "to-confirm",
        (0, 2, 0),
        1,
        None,
    )
    assert (current(ask), ask(f"GET {HERE}/subjects/{SUBJECT}").json["entries"]) == (["171.4"], [])


def test_the_difference_names_centers_and_subjects(ask):
    told = ask(ERROR, WHY, STATED).json
    removed = {"added": 0, "removed": 1, "changed": 0}
    assert told["centers"] == [{"center": CENTER, **removed}, {"center": OTHER, **removed}]
    href = f"{HERE}/subjects/{SUBJECT}"
    assert told["subjects"] == [
        {"center": center, "subject": SUBJECT, "href": href, **removed} for center in (CENTER, OTHER)
    ]
    assert told["further_subjects"] == 0


def test_confirmed_it_is_stored(ask):
    told = ask(ERROR, {**WHY, "confirm": ask(ERROR, WHY, STATED).json["confirm"]}, STATED).json
    assert (told["effect"], told["confirm"], current(ask)) == ("done", "", [])


def test_an_entry_that_alters_nothing_is_stored_at_once(ask):
    told = ask(f"PUT {HERE}/subjects/CN01-0002", WHY, STATED).json
    assert (told["effect"], counts(told), current(ask)) == ("done", (0, 0, 0), ["171.4"])


def test_an_entry_of_a_center_that_there_is_not_is_refused(ask):
    assert ask(ERROR, WHY, {**STATED, "center": "XX-01"}).status == 404


def test_an_entry_that_concerns_many_subjects_is_a_job(ask, office):
    definition = office.desk.registry.definition(STUDY)
    earlier = definition.model_copy(update={"version": definition.version + 1, "fold_version": 2})
    define_study(office.desk.registry, office.desk.queue, office.desk.clock, "dm", earlier, "earlier rules")
    rows = (f"CN01-1{one:03},2024-05-02 08:30,ALT,40,U/L\n" for one in range(101))
    office.send((HEADER + "".join(rows)).encode(), "2024-05-03")
    told = ask(f"PUT {HERE}/subjects/CN01-0002", WHY, {**STATED, "status": "enrolled"})
    job = told.headers["Location"]
    work_off(office.services.queue.calls[-1], office.services)
    done = ask(f"GET {job}").json
    assert (told.status, done["kind"], done["status"]) == (202, "subject", "done")
    assert (done["answer"]["effect"], counts(done["answer"])) == ("to-confirm", (0, 102, 0))


REGISTER = f"{HERE}/register"
COMPLETE = {"reason": "the list is complete"}


def answered(ask, office, call, body):
    told = ask(call, None, body)
    work_off(office.services.queue.calls[-1], office.services)
    return ask(f"GET {told.headers['Location']}").json


def test_a_register_is_open_until_it_is_closed(ask):
    told = ask(f"GET {REGISTER}").json
    assert (told["status"], told["since"]) == ("open", None)


def test_closing_is_a_job_that_shows_what_would_be_held(ask, office):
    job = answered(ask, office, f"POST {REGISTER}/close", COMPLETE)
    assert (job["kind"], job["status"], job["answer"]["effect"]) == ("closing", "done", "to-confirm")
    assert (counts(job["answer"]), ask(f"GET {REGISTER}").json["status"]) == ((0, 2, 0), "open")


def test_confirmed_it_is_closed_and_can_be_opened_again(ask, office):
    for step, status, changed in (("close", "closed", (0, 2, 0)), ("reopen", "open", (2, 0, 0))):
        shown = answered(ask, office, f"POST {REGISTER}/{step}", COMPLETE)["answer"]
        done = answered(ask, office, f"POST {REGISTER}/{step}", {**COMPLETE, "confirm": shown["confirm"]})
        number = done["answer"]["journal_number"]
        assert (done["answer"]["effect"], counts(done["answer"])) == ("done", changed)
        told = ask(f"GET {REGISTER}").json
        assert (told["status"], told["since"]) == (status, number)
        earlier = ask(f"GET {REGISTER}", {"as_of": str(number - 1)}).json
        assert earlier["status"] != status


def test_one_that_is_open_cannot_be_opened(ask, office):
    job = answered(ask, office, f"POST {REGISTER}/reopen", COMPLETE)
    assert (job["status"], "already has this status" in job["detail"]) == ("failed", True)


def test_there_has_to_be_a_study(ask):
    assert ask("POST /studies/NONE/register/close", None, COMPLETE).status in {403, 404}


@pytest.mark.parametrize("body", [{}, {"reason": " "}, {"reason": "r", "center": "CN-01"}, None])
def test_closing_needs_a_reason_and_nothing_else(ask, body):
    assert ask(f"POST {REGISTER}/close", None, body).status == 422


def waiting(office):
    listed = f"subject,center,status\n{SUBJECT},{CENTER},entered-in-error\n"
    return f"{HERE}/files/{office.send(listed.encode(), '2024-05-20', 'register')}"


def test_a_register_that_waits_is_listed_and_has_a_receipt(ask, office):
    file = waiting(office)
    (listed,) = ask(f"GET {HERE}/files", {"center": "register"}).json["deliveries"]
    assert (listed["status"], listed["file_status"], listed["counts"]["held"]) == (
        "taken-up",
        "to-confirm",
        1,
    )
    assert ask(f"GET {file}").json["status"] == "to-confirm"
    assert ask(f"GET {file}/receipt").json["outcome"] == "to-confirm"


def test_it_takes_effect_once_its_difference_is_confirmed(ask, office):
    file = waiting(office)
    shown = answered(ask, office, f"POST {file}/confirm", WHY)["answer"]
    assert (shown["effect"], counts(shown), current(ask)) == ("to-confirm", (0, 2, 0), ["171.4"])
    done = answered(ask, office, f"POST {file}/confirm", {**WHY, "confirm": shown["confirm"]})["answer"]
    assert (done["effect"], current(ask), ask(f"GET {file}").json["status"]) == ("done", [], "committed")


def test_it_can_be_withdrawn(ask, office):
    file = waiting(office)
    told = ask(f"POST {file}/void", None, WHY)
    assert (told.status, counts(told.json), ask(f"GET {file}").json["status"]) == (200, (0, 0, 0), "voided")
    assert ask(f"POST {file}/restore", None, WHY).status == 409
    job = answered(ask, office, f"POST {file}/confirm", WHY)
    assert (job["status"], job["detail"]) == (
        "failed",
        "The file does not wait for a confirmation.",
    )


def test_a_lab_file_cannot_be_confirmed(ask, office):
    (state,) = office.desk.registry.files(STUDY, CENTER)
    assert ask(f"POST {HERE}/files/{state.file_id}/confirm", None, WHY).status == 409


WHOLE = {
    "transfers": [{"center": CENTER, "from": "2024-05-01"}],
    "rescreen_of": "CN01-0000",
    "consent": "2024-02-01",
    "consent_withdrawn": "2024-02-02",
    "death": "2024-03",
    "former_ids": ["SCR-1"],
    "former_ids_at": [{"center": CENTER, "id": "7"}],
}
NEW = f"PUT {HERE}/subjects/CN01-0002"
MOVED = {**WHOLE, "center": OTHER, "version": 1, "status": "enrolled", "birth_year": 1970}


def test_all_that_an_entry_says_comes_back(ask):
    told = ask(NEW, WHY, MOVED)
    (entry,) = ask(f"GET {HERE}/subjects/CN01-0002").json["entries"]
    assert (told.status, {name: entry[name] for name in WHOLE}, entry["scope"]) == (200, WHOLE, "study")


@pytest.mark.parametrize(
    ("more", "at"),
    [
        ({"death": "2204"}, "body.death"),
        ({"death": "1969"}, "body.death"),
        ({"transfers": [{"center": CENTER, "from": "2024-05"}]}, "body.transfers.0.from"),
        ({"consent_withdrawn": "2024-01-01"}, "body.consent_withdrawn"),
        ({"rescreen_of": "CN01-0002"}, "body.rescreen_of"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_where_it_is_wrong(ask, more, at):
    told = ask(NEW, WHY, {**MOVED, **more})
    assert (told.status, [fault["at"] for fault in told.json["errors"]]) == (422, [at])


def test_a_transfer_to_a_center_that_there_is_not_is_refused(ask):
    told = ask(NEW, WHY, {**MOVED, "transfers": [{"center": "XX-01", "from": "2024-05-01"}]})
    assert told.status == 404


LIVED = {
    "center": CENTER,
    "version": 1,
    "status": "enrolled",
    "sex": "F",
    "consent": "2024-01-02",
    "death": "2024-05",
}
OF_ONE = f"PUT {HERE}/subjects/CN01-0002"


def test_fact_that_the_next_entry_leaves_out_is_refused_by_its_name(ask):
    assert ask(OF_ONE, WHY, LIVED).json["effect"] == "done"
    told = ask(OF_ONE, WHY, {"center": CENTER, "version": 2, "status": "completed", "sex": "F"})
    assert (told.status, [one["at"] for one in told.json["errors"]]) == (422, ["body.consent", "body.death"])
    (entry,) = ask(f"GET {HERE}/subjects/CN01-0002").json["entries"]
    assert (entry["version"], entry["death"]) == (1, "2024-05")


def test_fact_that_is_stated_as_empty_is_removed(ask):
    ask(OF_ONE, WHY, LIVED)
    assert ask(OF_ONE, WHY, {**LIVED, "version": 2, "death": "", "consent": None}).json["effect"] == "done"
    (entry,) = ask(f"GET {HERE}/subjects/CN01-0002").json["entries"]
    assert (entry["version"], entry["sex"], entry["death"], entry["consent"]) == (2, "F", "", None)


def test_center_that_has_a_subject_by_transfer_reads_the_entry(ask):
    moved = {**LIVED, "transfers": [{"center": OTHER, "from": "2024-03-01"}]}
    ask(f"PUT {HERE}/subjects/CN01-0003", WHY, moved)
    told = ask(f"GET {HERE}/subjects/CN01-0003", groups=f"[{STUDY}/center-{OTHER}]")
    assert (told.status, [one["center"] for one in told.json["entries"]]) == (200, [CENTER])


def test_earlier_and_later_screening_name_each_other(ask):
    first, second = (f"{HERE}/subjects/CN01-000{number}" for number in (2, 3))
    entry = {"center": CENTER, "version": 1, "status": "screen-failed"}
    ask(f"PUT {first}", WHY, entry)
    assert ask(f"GET {first}").json["rescreened_as"] == []
    again = ask(f"PUT {second}", WHY, {**entry, "status": "enrolled", "rescreen_of": "CN01-0002"}).json
    told = ask(f"GET {first}").json
    assert told["rescreened_as"] == [{"subject": "CN01-0003", "href": second}]
    assert told["entries"][0]["rescreen_of"] == ""
    assert ask(f"GET {second}").json["rescreened_as"] == []
    number = again["journal_number"]
    assert ask(f"GET {first}", {"as_of": str(number - 1)}).json["rescreened_as"] == []
    ask(f"PUT {second}", WHY, {**entry, "version": 2, "rescreen_of": ""})
    assert ask(f"GET {first}").json["rescreened_as"] == []
    assert ask(f"GET {first}", {"as_of": str(number)}).json["rescreened_as"] == told["rescreened_as"]


def test_later_screening_at_another_center_is_named_to_those_who_may_see_it(ask):
    first = f"{HERE}/subjects/CN01-0002"
    moved = {"transfers": [{"center": OTHER, "from": "2024-01-01"}]}
    ask(f"PUT {first}", WHY, {"center": CENTER, "version": 1, "status": "screen-failed", **moved})
    other = {"center": OTHER, "version": 1, "status": "enrolled", "rescreen_of": "CN01-0002"}
    ask(f"PUT {HERE}/subjects/US01-0009", WHY, other)
    seen = {
        center: [
            one["subject"]
            for one in ask(f"GET {first}", groups=f"[{STUDY}/center-{center}]").json["rescreened_as"]
        ]
        for center in (CENTER, OTHER)
    }
    assert seen == {CENTER: [], OTHER: ["US01-0009"]}
