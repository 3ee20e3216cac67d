"""What becomes of bytes that a center sends once more."""

import json

import pytest
from tests.unit.pipeline.studies import (
    CENTER,
    GOOD,
    SECOND,
    STUDY,
    THIRD,
    World,
    profile,
)

from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import DeliveryStatus, FileStatus
from hepaflow.pipeline.changes.void import void_file

LATIN = GOOD.replace(
    b"U/L", "µkat/L".encode("latin-1")
)  # not UTF-8: refused until the profile names the encoding
CHANGED = GOOD.replace(b"ALT,45,U/L,final", b"ALT,46,U/L,corrected")


@pytest.fixture
def world():
    made = World()
    made.define()
    made.add_profile(profile())
    return made


def acknowledged(world: World, data: bytes) -> dict:
    """Return the newest acknowledgement of these bytes."""
    folder = f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, data)}/deliveries/"
    keys = [key for key in world.receipts.kept if key.startswith(folder) and key.endswith("json")]
    return json.loads(world.receipts.kept[keys[-1]][0])


def test_a_refused_file_is_read_again_under_a_newer_profile(world):
    world.send(LATIN)
    assert world.state(LATIN).status is FileStatus.REFUSED
    world.add_profile(profile(2, file='encoding = "latin-1"'))
    world.send(LATIN, SECOND, name="again.csv")
    state = world.state(LATIN)
    assert (state.status, state.run_number, state.refusal) == (FileStatus.COMMITTED, 2, "")
    assert [visible.run_number for visible in state.history] == [0, 2]


def test_what_a_refused_file_was_before_stays_true_of_then(world):
    world.send(LATIN)
    refused = world.state(LATIN).history[-1].journal_number
    world.add_profile(profile(2, file='encoding = "latin-1"'))
    world.send(LATIN, SECOND, name="again.csv")
    assert world.state(LATIN).visible(refused) is None


def test_a_refused_file_without_a_newer_profile_is_told_what_to_do(world):
    world.send(LATIN)
    world.send(LATIN, SECOND, name="again.csv")
    told = acknowledged(world, LATIN)
    assert told["file_status"] == "refused"
    assert "send the corrected file" in told["message"]["en"]
    assert world.state(LATIN).run_number == 1


def test_a_delivery_that_makes_a_refused_file_count_is_no_duplicate(world):
    world.send(LATIN)
    world.add_profile(profile(2, file='encoding = "latin-1"'))
    assert world.send(LATIN, SECOND, name="again.csv").status is DeliveryStatus.TAKEN_UP


def test_an_acknowledgement_tells_where_the_values_stand_now(world):
    """Of three accepted values one has been corrected by a later file, which repeats the others."""
    world.send(GOOD)
    world.send(CHANGED, SECOND, name="changed.csv")
    world.send(GOOD, THIRD, name="again.csv")
    assert acknowledged(world, GOOD)["values_now"] == {
        "current": 2,
        "held": 0,
        "superseded": 1,
        "repeated": 0,
        "set_aside": 0,
        "voided": 0,
    }


def test_an_acknowledgement_of_a_voided_file_says_that_all_of_it_is_voided(world):
    world.send(GOOD)
    void_file(world.services, "ann", STUDY, file_id(STUDY, CENTER, GOOD), "wrong patient")
    world.send(GOOD, SECOND, name="again.csv")
    told = acknowledged(world, GOOD)
    assert told["file_status"] == "voided"
    assert {place: count for place, count in told["values_now"].items() if count} == {"voided": 3}


def test_an_acknowledged_file_is_not_read_into_new_panels(world):
    world.send(GOOD)
    before = dict(world.results.stored)
    world.send(GOOD, SECOND, name="again.csv")
    assert world.results.stored == before
