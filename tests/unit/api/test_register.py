"""Change the register over HTTP: what would change is shown first."""

from tests.support.api_office import CENTER, HEADER, STUDY, SUBJECT

from hepaflow.pipeline.jobs import work_off

HERE = f"/studies/{STUDY}"
WHY = {"reason": "enrolment"}
OTHER = f"PUT {HERE}/subjects/CN01-0002"
STATED = {"center": CENTER, "version": 1, "status": "enrolled", "sex": "F", "birth_year": 1970}


def current(ask):
    told = ask(f"GET {HERE}/subjects/{SUBJECT}/results").json["results"]
    return [found["current"]["value"] for found in told if found["center"] == CENTER and found["current"]]


def counts(told):
    return told["difference"]["added"], told["difference"]["removed"], told["difference"]["changed"]


def test_an_entry_that_alters_results_is_not_stored_before_that_is_confirmed(ask):
    told = ask(OTHER, WHY, STATED).json
    assert (told["effect"], counts(told), told["version"], told["journal_number"]) == (
        "to-confirm",
        (0, 1, 0),
        1,
        None,
    )
    assert (current(ask), ask(f"GET {HERE}/subjects/CN01-0002").status) == (["171.4"], 404)


def test_the_difference_names_centers_and_subjects(ask):
    told = ask(OTHER, WHY, STATED).json
    removed = {"added": 0, "removed": 1, "changed": 0}
    assert told["centers"] == [{"center": CENTER, **removed}]
    href = f"{HERE}/subjects/{SUBJECT}"
    assert told["subjects"] == [{"center": CENTER, "subject": SUBJECT, "href": href, **removed}]
    assert told["further_subjects"] == 0


def test_confirmed_it_is_stored(ask):
    told = ask(OTHER, {**WHY, "confirm": ask(OTHER, WHY, STATED).json["confirm"]}, STATED).json
    assert (told["effect"], told["confirm"], current(ask)) == ("done", "", [])


def test_an_entry_that_alters_nothing_is_stored_at_once(ask):
    told = ask(f"PUT {HERE}/subjects/{SUBJECT}", WHY, STATED).json
    assert (told["effect"], counts(told), current(ask)) == ("done", (0, 0, 0), ["171.4"])


def test_an_entry_of_a_center_that_there_is_not_is_refused(ask):
    assert ask(OTHER, WHY, {**STATED, "center": "XX-01"}).status == 404


def test_an_entry_that_concerns_many_subjects_is_a_job(ask, office):
    rows = (f"CN01-1{one:03},2024-05-02 08:30,ALT,40,U/L\n" for one in range(101))
    office.send((HEADER + "".join(rows)).encode(), "2024-05-03")
    told = ask(OTHER, WHY, STATED)
    job = told.headers["Location"]
    work_off(office.services.queue.calls[-1], office.services)
    done = ask(f"GET {job}").json
    assert (told.status, done["kind"], done["status"]) == (202, "subject", "done")
    assert (done["answer"]["effect"], counts(done["answer"])) == ("to-confirm", (0, 102, 0))
