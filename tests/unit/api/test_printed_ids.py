"""Bodies accept the first digits of a file id, as it is printed; what is stored has the whole id."""

import pytest
from tests.support.api_office import CENTER, FIRST, HEADER, OTHER, STUDY, SUBJECT, THEIRS, profile

from hepaflow.domain.identity import file_id

HERE = f"/studies/{STUDY}"
FILE, ANOTHERS = file_id(STUDY, CENTER, FIRST), file_id(STUDY, OTHER, THEIRS)
WHY = "the lab confirms"


def decision(name, kind="set-aside", **more):
    about = {"subject": SUBJECT, "analyte": "BILI", "file_id": name, "line": 2, "reason": WHY}
    return "decisions", {"kind": kind, **about, **more}


def move(name):
    return decision(name, "move-subject", to="CN01-0002")


def hold_decision(name):
    about = {"center": CENTER, "code": "changed-unmarked", "file_id": name, "reason": WHY}
    return "hold-decisions", {"kind": "accept", **about}


def query(name):
    about = {"kind": "row", "file_id": name, "line": 2}
    return "queries", {"about": about, "question": "Which unit?", "due": "2024-06-30"}


def query_about_result(name):
    path, body = query(name)
    return path, {**body, "about": {**body["about"], "subject": SUBJECT}}


def trial(name):
    return f"centers/{CENTER}/profile/trial", {"profile": profile(CENTER, version=2), "file_id": name}


EVERY = pytest.mark.parametrize("wish", [decision, move, hold_decision, query, query_about_result, trial])
OF_CENTER = pytest.mark.parametrize("wish", [hold_decision, trial])


def sent(ask, wish, name):
    path, body = wish(name)
    return ask(f"POST {HERE}/{path}", None, body)


@EVERY
@pytest.mark.parametrize("digits", [8, 16, 63])
def test_the_beginning_of_an_id_asks_for_what_the_whole_id_asks_for(ask, office, wish, digits):
    told = sent(ask, wish, FILE[:digits])
    assert told.status in {200, 202}
    journal, jobs = ask(f"GET {HERE}/journal").json, dict(office.desk.registry.jobs)
    again = sent(ask, wish, FILE)
    assert (again.status, again.json) == (told.status, told.json)
    assert (ask(f"GET {HERE}/journal").json, dict(office.desk.registry.jobs)) == (journal, jobs)


@EVERY
def test_what_is_stored_has_the_whole_id(ask, office, wish):
    before = {repr(job) for job in office.desk.registry.jobs.values()}
    number = office.desk.registry.head(STUDY).journal_number
    sent(ask, wish, FILE[:8])
    events = [one for one in ask(f"GET {HERE}/journal").json["events"] if one["journal_number"] > number]
    stored = repr(events) + "".join({repr(job) for job in office.desk.registry.jobs.values()} - before)
    assert FILE in stored
    assert FILE[:8] not in stored.replace(FILE, "")


@EVERY
@pytest.mark.parametrize(("name", "status"), [(FILE[:7], 422), (FILE.upper()[:16], 422), ("0" * 8, 404)])
def test_too_few_digits_are_refused_and_unknown_ones_are_not_found(ask, wish, name, status):
    assert sent(ask, wish, name).status == status


@OF_CENTER
def test_another_center_s_file_is_not_found_by_its_beginning(ask, wish):
    assert sent(ask, wish, ANOTHERS[:8]).status == 404


# ids of different files that begin with the same 8 digits


def numbered(number):
    return f"{HEADER}{SUBJECT},2024-05-06,BILI,40.{number:06},umol/L\n".encode()


TWINS = numbered(49824), numbered(56611)  # of one center
OURS, ALIKE = numbered(31438), numbered(34795)  # of two centers


@pytest.fixture
def twins(office):
    names = [office.send(data, f"2024-05-{day}") for day, data in enumerate(TWINS, 10)]
    assert names[0][:8] == names[1][:8]
    return sorted(names)


@pytest.fixture
def alike(office):
    ours, theirs = office.send(OURS, "2024-05-10"), office.send(ALIKE, "2024-05-11", OTHER)
    assert ours[:8] == theirs[:8]
    return ours, theirs


@EVERY
def test_a_beginning_of_several_ids_changes_nothing_and_names_the_candidates(ask, office, twins, wish):
    before = office.desk.registry.head(STUDY), dict(office.desk.registry.jobs)
    told = sent(ask, wish, twins[0][:8])
    assert (told.status, told.json["candidates"]) == (409, twins)
    assert (office.desk.registry.head(STUDY), dict(office.desk.registry.jobs)) == before
    assert sent(ask, wish, twins[0][:20]).status in {200, 202}


@pytest.mark.parametrize("wish", [decision, query])
def test_who_sees_all_centers_is_told_the_candidates_of_all(ask, alike, wish):
    told = sent(ask, wish, alike[0][:8])
    assert (told.status, told.json["candidates"]) == (409, sorted(alike))


@OF_CENTER
def test_a_request_about_a_center_means_the_file_of_that_center(ask, office, alike, wish):
    ours, theirs = alike
    assert sent(ask, wish, ours[:8]).status == 202
    jobs = repr(office.desk.registry.jobs)
    assert (ours in jobs, theirs in jobs) == (True, False)


@pytest.mark.parametrize(("center", "place"), [(CENTER, 0), (OTHER, 1)])
def test_a_center_means_its_own_file(ask, alike, center, place):
    told = ask(f"GET {HERE}/files/{alike[0][:8]}", groups=f"[{STUDY}/center-{center}]")
    assert (told.status, told.json["file_id"]) == (200, alike[place])


def test_a_center_finds_no_file_of_another_one_by_its_beginning(ask):
    told = ask(f"GET {HERE}/files/{ANOTHERS[:8]}", groups=f"[{STUDY}/center-{CENTER}]")
    nothing = ask(f"GET {HERE}/files/{'0' * 8}", groups=f"[{STUDY}/center-{CENTER}]")
    assert (told.status, told.json) == (404, nothing.json)
