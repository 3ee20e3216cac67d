"""Decisions about many holds over the API: a preview, a confirmation, and requests that are refused."""

import pytest
from tests.support.api_office import CENTER, HEADER, STUDY, SUBJECT, profile

from hepaflow.domain.study.register import Subject
from hepaflow.pipeline.jobs import work_off
from hepaflow.pipeline.register.entries import put_subject

HERE = f"/studies/{STUDY}"
PATH = f"POST {HERE}/hold-decisions"
TIMES = ("2024-03-24", "2024-03-25")
WISH = {"kind": "accept", "center": CENTER, "code": "changed-unmarked", "reason": "the lab confirms"}


def values(first):
    rows = (f"{SUBJECT},{day},ALT,{first + n},U/L\n" for n, day in enumerate(TIMES))
    return (HEADER + "".join(rows)).encode()


@pytest.fixture(autouse=True)
def holds(office):
    office.send(values(40), "2024-04-05")
    office.send(values(60), "2024-04-06")


def answer(ask, office, **wish):
    """Send a request, have its job done, and return the answer."""
    told = ask(PATH, None, {**WISH, **wish})
    assert told.status == 202
    work_off(office.desk.queue.calls[-1], office.desk)
    return ask(f"GET {told.headers['Location']}").json["answer"]


def test_preview_shows_the_difference_and_its_digest_makes_it_take_effect(ask, office):
    shown = answer(ask, office)
    assert (shown["effect"], shown["decisions"], shown["one_by_one"]) == ("to-confirm", 2, 0)
    assert shown["difference"]["changed"] == 2
    done = answer(ask, office, confirm=shown["confirm"])
    assert (done["effect"], done["difference"]) == ("done", shown["difference"])
    found = ask(f"GET {HERE}/results", {"analyte": "ALT", "center": CENTER}).json["results"]
    assert [one["current"]["value"] for one in found] == ["60", "61"]
    assert ask(f"GET {HERE}/holds", {"code": "changed-unmarked"}).json["results"] == []
    events = ask(f"GET {HERE}/journal").json["events"][-2:]
    assert {event["reason"] for event in events} == {"the lab confirms"}
    assert SUBJECT not in str(events)


@pytest.mark.parametrize(
    "wish",
    [
        {"code": "conflict"},
        {"code": "value-impossible"},
        {"code": "analyte-unknown"},
        {"code": "no-such-code"},
        {"kind": "release"},
        {"kind": "retire"},
        {"reason": ""},
        {"file_id": "x"},
    ],
)
def test_what_cannot_be_decided_together_is_refused(ask, wish):
    assert ask(PATH, None, {**WISH, **wish}).status == 422


def test_unknown_center_is_not_found(ask):
    assert ask(PATH, None, {**WISH, "center": "XX-9"}).status == 404


MAN = "CN01-0071"
RECEIVED = "2024-05-06"


def told(*rows):
    """Return a file: of each row the value and the sex, and what comes after the sex."""
    lines = (f"{MAN},2024-03-10 08:30,ALT,{value},U/L,{','.join(more)}\n" for value, *more in rows)
    return (HEADER.replace("\n", ",Sex,Status\n") + "".join(lines)).encode()


@pytest.fixture
def man(office, ask):
    """Register a man, and map the columns of sex and status."""
    said = Subject.model_validate({"id": MAN, "center": CENTER, "status": "enrolled", "sex": "M"})
    put_subject(office.desk, STUDY, said, 1, "dm", "enrolment")
    mapped = profile(CENTER, 'sex = "Sex"\nstatus = "Status"\n', 2)
    assert ask(f"PUT {HERE}/centers/{CENTER}/profile", {"reason": "sex"}, mapped).status == 200


def counted(ask):
    """Return the current values of the man, and the held ones with their issue codes."""
    found = ask(f"GET {HERE}/subjects/{MAN}/results").json["results"]
    held = [(one["observation"]["value"], *one["codes"]) for result in found for one in result["held"]]
    return [result["current"]["value"] for result in found if result["current"]], held


@pytest.mark.parametrize("kind", ["accept", "release"])
@pytest.mark.usefixtures("man")
def test_two_values_of_one_file_are_never_decided_together(ask, office, kind):
    office.send(told(("45", "M", "final"), ("99", "F", "final")), RECEIVED)
    before = counted(ask)
    assert before == (["45"], [("99", "subject-mismatch")])
    shown = answer(ask, office, kind=kind, code="subject-mismatch")
    assert (shown["effect"], shown["decisions"], shown["one_by_one"]) == ("unchanged", 0, 1)
    assert counted(ask) == before


@pytest.mark.usefixtures("man")
def test_released_correction_takes_over_and_is_not_accepted_together(ask, office):
    office.send(told(("45", "M", "final")), RECEIVED)
    office.send(told(("99", "F", "corrected")), "2024-05-07")
    assert counted(ask) == (["45"], [("99", "subject-mismatch")])
    accepted = answer(ask, office, code="subject-mismatch")
    assert (accepted["decisions"], accepted["one_by_one"]) == (0, 1)
    shown = answer(ask, office, kind="release", code="subject-mismatch")
    assert (shown["decisions"], shown["one_by_one"], shown["difference"]["changed"]) == (1, 0, 1)
    answer(ask, office, kind="release", code="subject-mismatch", confirm=shown["confirm"])
    assert counted(ask) == (["99"], [])


@pytest.mark.parametrize("kind", ["accept", "release", "set-aside"])
@pytest.mark.usefixtures("man")
def test_value_that_replaces_no_other_is_decided_together(ask, office, kind):
    office.send(told(("99", "F", "final")), RECEIVED)
    shown = answer(ask, office, kind=kind, code="subject-mismatch")
    assert (shown["decisions"], shown["one_by_one"]) == (1, 0)
