"""A value in another unit than the subject's others, from files to answers, at every journal number."""

import json

import pytest
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    HEADER,
    OTHER_CENTER,
    SECOND,
    STUDY,
    THIRD,
    profile,
    started,
)

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.pipeline.changes.preview import Turn
from hepaflow.pipeline.changes.void import change_status
from hepaflow.pipeline.desk.decide import Ruling, decide
from hepaflow.pipeline.timeline import timeline

SLIP = "2024-03-25"


def bilirubin(*rows):
    return "\n".join((HEADER, *(f"S-001,{day},BILI,{value},umol/L,final" for day, value in rows))).encode()


COURSE = bilirubin(("2024-03-22", 22), ("2024-03-23", 25), ("2024-03-24", 28))


@pytest.fixture
def world():
    return started()


def known(world, as_of=None):
    """The values that count, and the codes and units for which the others are held."""
    found = {}
    for place, answer in timeline(world.registry, world.results, STUDY, "S-001", as_of).answers.items():
        held = [(one.codes[0], one.sent.issues[-1].found) for one in answer.held]
        found[place.collected_at] = held or str(answer.current.observation.number)
    return found


def test_a_value_that_fits_in_another_unit_waits_with_that_unit_named(world):
    world.send(COURSE, FIRST)
    world.send(bilirubin((SLIP, "1.5")), SECOND)
    assert known(world)[SLIP] == [("unit-suspect", "mg/dL")]


def test_the_lab_is_told_that_the_row_waits(world):
    world.send(COURSE, FIRST)
    file_id = world.send(bilirubin((SLIP, "1.5")), SECOND).file_id
    effect = json.loads(world.receipts.get(f"{STUDY}/{CENTER}/{file_id}/1/effect.json"))
    assert effect["accepted_now"] == {"new": 0, "changed": 0, "unchanged": 0, "waiting": 1}


def test_it_counts_as_of_a_number_at_which_nothing_spoke_against_it(world):
    world.send(bilirubin((SLIP, "1.5")), FIRST)
    before = world.registry.head(STUDY).journal_number
    world.send(COURSE, SECOND)
    assert known(world, before) == {SLIP: "1.5"}
    assert known(world)[SLIP] == [("unit-suspect", "mg/dL")]


def test_files_in_either_order_give_the_same_answer(world):
    other = started()
    for one, received in ((COURSE, FIRST), (bilirubin((SLIP, "1.5")), SECOND)):
        world.send(one, received)
    for one, received in ((bilirubin((SLIP, "1.5")), SECOND), (COURSE, FIRST)):
        other.send(one, received)
    assert known(world) == known(other)


def test_the_values_of_another_center_speak_too(world):
    world.add_profile(profile(center=OTHER_CENTER))
    world.send(COURSE, FIRST, center=OTHER_CENTER)
    world.send(bilirubin((SLIP, "1.5")), SECOND)
    assert known(world)[SLIP] == [("unit-suspect", "mg/dL")]


def test_a_void_tells_what_it_alters_at_another_center(world):
    world.add_profile(profile(center=OTHER_CENTER))
    file_id = world.send(COURSE, FIRST).file_id
    world.send(bilirubin((SLIP, "1.5")), SECOND, center=OTHER_CENTER)
    turned = change_status(world.services, "ann", STUDY, file_id, "wrong subject", counts=False)
    added = [one.measurement for one in turned.difference.altered if one.turn is Turn.ADDED]
    assert [(one.center, one.collected_at) for one in added] == [(OTHER_CENTER, SLIP)]


def test_a_lab_that_changed_its_unit_holds_nothing(world):
    world.send(COURSE, FIRST)
    later = (("2024-03-26", "1.4"), ("2024-03-27", "1.6"))
    world.send(bilirubin((SLIP, "1.5"), *later), THIRD)
    assert known(world)[SLIP] == "1.5"


def test_a_release_lets_it_count_from_then_on(world):
    world.send(COURSE, FIRST)
    file_id = world.send(bilirubin((SLIP, "1.5")), SECOND).file_id
    before = world.registry.head(STUDY).journal_number
    desk = world.desk
    decide(desk, STUDY, "ann", Ruling(DecisionKind.RELEASE, "S-001", (file_id, 2, "BILI"), "recovered"))
    assert known(world)[SLIP] == "1.5"
    assert known(world, before)[SLIP] == [("unit-suspect", "mg/dL")]
