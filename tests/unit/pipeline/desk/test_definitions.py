import pytest
from tests.support.studies import study_definition
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    GOOD,
    OTHER_CENTER,
    REFUSED,
    SECOND,
    STUDY,
    World,
    definition,
    fixed_clock,
    profile,
    started,
)

from hepaflow.domain.study.addresses import without_key
from hepaflow.domain.study.files import DeliveryStatus
from hepaflow.domain.study.fold_rules import FIRST_VERSION, NEWEST_VERSION
from hepaflow.domain.study.journal import EventKind
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.desk.definitions import VersionTaken, add_profile, define_study
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.profiles.parse import DefinitionFault, ProfileFault


def define(world, defined=None, reason="start"):
    return define_study(world.registry, world.queue, fixed_clock, "ann", defined or definition(), reason)


def add(world, text=None, reason="onboarding"):
    catalog = world.services.catalog
    return add_profile(world.registry, world.queue, catalog, fixed_clock, "ann", text or profile(), reason)


@pytest.fixture
def world():
    world = World()
    define(world)
    return world


# Studies


def test_a_study_is_defined_by_an_event_with_actor_and_reason(world):
    (event,) = world.registry.events(STUDY)
    draft = event.draft
    assert (draft.kind, draft.actor, draft.reason) == (EventKind.STUDY_DEFINED, "ann", "start")
    assert draft.details == {"version": 1}


def test_the_newest_definition_holds(world):
    define(world, definition(2, subject_pattern="S-.*"))
    assert world.registry.definition(STUDY).subject_pattern == "S-.*"


def test_first_definition_names_the_newest_fold_version(world):
    assert world.registry.definition(STUDY).fold_version == NEWEST_VERSION


def test_later_definition_keeps_the_fold_version_in_force(world):
    world.registry.definitions[STUDY][1] = definition().model_dump_json(exclude={"fold_version"})
    define(world, definition(2))
    assert world.registry.definition(STUDY).fold_version == FIRST_VERSION


@pytest.mark.parametrize("version", [1, 3])
def test_only_the_version_after_the_newest_is_taken(world, version):
    with pytest.raises(VersionTaken) as taken:
        define(world, definition(version, subject_pattern="other"))
    assert taken.value.newest == 1
    assert world.registry.head(STUDY).journal_number == 1


@pytest.mark.parametrize(
    "data",
    [GOOD, f"subject,center,sex,status\nS-001,{CENTER},F,enrolled\n".encode()],
    ids=["file", "register"],
)
def test_center_that_has_data_stays(data):
    world = started()
    place = {} if data is GOOD else {"center": RESERVED_CENTER}
    world.send(data, **place)
    with pytest.raises(DefinitionFault) as refused:
        define(world, study_definition(STUDY, OTHER_CENTER, version=2))
    (fault,) = refused.value.faults
    assert (fault.where, fault.found) == ("centers", CENTER)
    assert world.registry.definition(STUDY).version == 1


def test_center_without_data_may_go():
    world = started()
    world.send(GOOD)
    define(world, study_definition(STUDY, CENTER, version=2))
    assert world.registry.definition(STUDY).centers == (CENTER,)


def test_the_same_definition_again_is_the_earlier_event(world):
    (event,) = world.registry.events(STUDY)
    assert define(world) == event
    assert world.registry.head(STUDY).journal_number == 1


# Profiles


def test_a_profile_is_added_by_an_event_that_names_center_and_version(world):
    assert add(world).draft.details == {"center": CENTER, "version": 1}


def test_every_version_of_a_profile_can_be_read(world):
    add(world)
    add(world, profile(2, file='changes = "accept"'))
    versions = [world.registry.profile(STUDY, CENTER, version) for version in (1, 2, None)]
    assert [version.file.changes for version in versions] == ["hold", "accept", "accept"]


@pytest.mark.parametrize("version", [1, 3])
def test_of_a_profile_too_only_the_version_after_the_newest_is_taken(world, version):
    add(world)
    with pytest.raises(VersionTaken):
        add(world, profile(version, file='changes = "accept"'))


def test_a_text_that_is_no_profile_changes_nothing(world):
    with pytest.raises(ProfileFault):
        add(world, "study = ")
    assert world.registry.head(STUDY).journal_number == 1


def test_a_profile_that_speaks_of_what_nobody_knows_changes_nothing(world):
    with pytest.raises(ProfileFault):
        add(world, profile(more='[analytes]\n"X" = "NOSUCH"'))
    assert world.registry.head(STUDY).journal_number == 1


def test_a_profile_has_only_the_waiting_files_of_its_center_taken_up(world):
    waiting = [world.arrive(GOOD, FIRST), world.arrive(REFUSED, SECOND, name="b.csv")]
    elsewhere = world.arrive(GOOD, FIRST, name="c.csv", center=OTHER_CENTER)
    for delivery in (*waiting, elsewhere):
        ingest(delivery, world.services)
    add(world)
    assert [sent.key for sent in world.queue.sent] == [without_key(delivery).key for delivery in waiting]


def test_a_file_that_was_taken_up_is_not_sent_again():
    world = started()
    world.send(GOOD)
    world.add_profile(profile(2))
    assert world.queue.sent == []


def test_the_same_profile_again_is_the_earlier_event_and_tells_the_waiting_files_again(world):
    """Whoever added it may have died between the two."""
    event = add(world)
    world.registry.profiles.clear()
    delivery = world.arrive(GOOD)
    ingest(delivery, world.services)
    world.registry.profiles[STUDY, CENTER, "main"] = {1: profile()}
    assert add(world) == event
    assert [sent.status for sent in world.queue.sent] == [DeliveryStatus.AWAITING_PROFILE]
