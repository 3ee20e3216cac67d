"""A pattern that can take too long is not added; where one is stored already, files wait and nothing else breaks."""

import json
from dataclasses import replace

import pytest
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    GOOD,
    SECOND,
    STUDY,
    World,
    definition,
    profile,
    started,
)

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import DeliveryStatus, FileStatus
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.changes.rerun import preview_rerun
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.desk.decide import Ruling, decide
from hepaflow.pipeline.failures import fail
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.profiles.parse import DefinitionFault, ProfileFault
from hepaflow.pipeline.profiles.patterns import PatternRefused

ENDLESS = "(S?-?[0-9]+)+"
HANGS = GOOD.replace(b"S-001", b"S" + b"1" * 60 + b"!")  # an id for which this pattern has no end
OWN = f'[subject]\npattern = "{ENDLESS}"'
LIST = f"subject,center\nS-001,{CENTER}\n".encode()


def with_stored_profile() -> World:
    """Return a study whose profile was added before patterns were checked."""
    world = started()
    world.registry.profiles[STUDY, CENTER, "main"][1] = profile(more=OWN)
    return world


def with_stored_definition() -> World:
    world = started()
    world.registry.definitions[STUDY][1] = definition(subject_pattern=ENDLESS).model_dump_json()
    return world


STORED = pytest.mark.parametrize("stored", [with_stored_profile, with_stored_definition])


def receipt(world, delivery):
    key = f"{STUDY}/{delivery.center}/deliveries/{delivery.version_id}/receipt.json"
    return json.loads(world.receipts.get(key))


def mend(world):
    """Add the next version of both, with a pattern that ends."""
    world.define(version=2, subject_pattern="S-[0-9]{3}")
    world.add_profile(profile(2))


def test_profile_is_refused_at_its_key():
    with pytest.raises(ProfileFault) as refused:
        started().add_profile(profile(2, more=OWN))
    (fault,) = refused.value.faults
    assert (fault.where, fault.found) == ("[subject] pattern", ENDLESS)
    assert fault.remedy.endswith(f"the part is {ENDLESS}")


def test_definition_is_refused_at_its_key():
    with pytest.raises(DefinitionFault) as refused:
        started().define(version=2, subject_pattern=ENDLESS)
    assert [fault.where for fault in refused.value.faults] == ["subject_pattern"]


@STORED
def test_file_waits_for_a_pattern_that_ends(stored):
    world = stored()
    delivery = world.arrive(HANGS)
    assert ingest(delivery, world.services).status is DeliveryStatus.AWAITING_PROFILE
    told = receipt(world, delivery)
    assert (told["outcome"], told["who"]) == ("awaiting-profile", "data manager")
    assert "pattern" in told["message"]["en"]
    assert world.registry.claims == {}


@STORED
def test_waiting_file_is_taken_up_under_the_next_version(stored):
    world = stored()
    world.send(HANGS)
    mend(world)
    assert {sent.version_id for sent in world.queue.sent} == {f"v-march.csv-{FIRST}"}
    assert ingest(world.queue.sent[0], world.services).status is DeliveryStatus.TAKEN_UP


@STORED
def test_message_that_dies_leaves_the_file_waiting(stored):
    world = stored()
    delivery = world.arrive(HANGS)
    ingest(delivery, world.services)
    assert fail(delivery, world.services).status is DeliveryStatus.AWAITING_PROFILE


def test_profile_with_a_pattern_of_its_own_does_without_that_of_the_study():
    world = with_stored_definition()
    world.registry.profiles[STUDY, CENTER, "main"][1] = profile(more='[subject]\npattern = "S-[0-9]+"')
    assert world.send(GOOD).status is DeliveryStatus.TAKEN_UP


def test_file_that_was_claimed_before_is_read_under_the_newest_profile():
    world = started()
    delivery = world.arrive(HANGS)
    world.send(GOOD, name="other.csv")
    of_another = world.registry.claim_of(STUDY, file_id(STUDY, CENTER, GOOD), 1)
    claim = replace(of_another, version_id=delivery.version_id)
    world.registry.claim(STUDY, file_id(STUDY, CENTER, HANGS), claim)
    world.registry.profiles[STUDY, CENTER, "main"][1] = profile(more=OWN)
    assert ingest(delivery, world.services).status is DeliveryStatus.AWAITING_PROFILE
    mend(world)
    assert ingest(delivery, world.services).status is DeliveryStatus.TAKEN_UP
    state = world.state(HANGS)
    claim = world.registry.claim_of(STUDY, state.file_id, state.run_number)
    assert (state.status, claim.recipe.profile_version) == (FileStatus.COMMITTED, 2)


@STORED
def test_file_that_counts_already_is_answered_as_before(stored):
    world = started()
    world.send(GOOD)
    kept = stored().registry
    world.registry.profiles, world.registry.definitions = kept.profiles, kept.definitions
    assert world.send(GOOD, SECOND, name="again.csv").status is DeliveryStatus.DUPLICATE


@STORED
def test_rerun_is_refused(stored):
    world = started()
    world.send(GOOD)
    kept = stored().registry
    world.registry.profiles, world.registry.definitions = kept.profiles, kept.definitions
    wish = RequestedRerun(STUDY, CENTER, "ann", "again", "", world.registry.head(STUDY).journal_number)
    with pytest.raises(PatternRefused):
        preview_rerun(wish, [world.state(GOOD)], world.services)


def test_register_waits_and_is_taken_up_under_the_next_definition():
    world = with_stored_definition()
    delivery = world.arrive(LIST, center=RESERVED_CENTER)
    assert ingest(delivery, world.services).status is DeliveryStatus.AWAITING_PROFILE
    assert fail(delivery, world.services).status is DeliveryStatus.AWAITING_PROFILE
    world.define(version=2, subject_pattern="S-[0-9]{3}")
    assert world.queue.sent == [world.delivery(delivery)]
    assert ingest(delivery, world.services).status is DeliveryStatus.TAKEN_UP


def test_result_is_not_moved_under_such_a_definition():
    world = started()
    world.send(GOOD, FIRST)
    world.registry.definitions[STUDY][1] = definition(subject_pattern=ENDLESS).model_dump_json()
    row = (file_id(STUDY, CENTER, GOOD), 2, "ALT")
    with pytest.raises(PatternRefused):
        decide(
            world.services, STUDY, "ann", Ruling(DecisionKind.MOVE_SUBJECT, "S-001", row, "mixed up", "S-009")
        )
