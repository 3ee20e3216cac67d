"""Decisions about many holds over the API: a preview, a confirmation, and requests that are refused."""

import pytest
from tests.support.api_office import CENTER, HEADER, STUDY, SUBJECT

from hepaflow.pipeline.jobs import work_off

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
