"""Another version of the fold's rules takes effect once its difference over all centers is confirmed, and for later numbers only."""

import pytest
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    HEADER,
    OTHER_CENTER,
    SECOND,
    STUDY,
    World,
    definition,
    profile,
    started,
)

from hepaflow.pipeline.changes.rule_changes import RulesChangeResults, redefine_study
from hepaflow.pipeline.timeline import timeline

SUBJECT = "S-001"


def table(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


ORIGINAL = table(f"{SUBJECT},2024-03-22 08:30,ALT,45,U/L,final")
CORRECTION = table(f"{SUBJECT},2024-03-22 08:30:00,ALT,54,U/L,corrected")


@pytest.fixture
def world() -> World:
    """A study at version 1, in which a correction stands beside what it corrects, at two centers."""
    world = started(fold_version=1)
    world.add_profile(profile(center=OTHER_CENTER))
    for center in ("", OTHER_CENTER):
        place = {"center": center} if center else {}
        world.send(ORIGINAL, FIRST, **place)
        world.send(CORRECTION, SECOND, **place)
    return world


def current(world: World, number: int | None = None) -> list[str]:
    known = timeline(world.registry, world.results, STUDY, SUBJECT, number)
    return [str(answer.current.observation.number) for answer in known.answers.values() if answer.current]


def redefine(world: World, confirm: str = "", version: int = 2, **more: object) -> None:
    redefine_study(world.services, "ann", definition(version, **more), "new rules", confirm)


def shown(world: World) -> RulesChangeResults:
    with pytest.raises(RulesChangeResults) as found:
        redefine(world, fold_version=2)
    return found.value


def test_unconfirmed_version_changes_nothing(world):
    before = world.snapshot()
    shown(world)
    assert world.snapshot() == before


def test_difference_is_that_of_all_centers(world):
    assert {one.measurement.center for one in shown(world).difference.altered} == {CENTER, OTHER_CENTER}


def test_confirmed_version_takes_effect(world):
    redefine(world, shown(world).confirm, fold_version=2)
    assert current(world) == ["54", "54"]


def test_another_confirmation_changes_nothing(world):
    with pytest.raises(RulesChangeResults):
        redefine(world, "0" * 64, fold_version=2)


def test_earlier_number_answers_as_before(world):
    number = world.registry.head(STUDY).journal_number
    before = current(world, number)
    redefine(world, shown(world).confirm, fold_version=2)
    assert current(world, number) == before


def test_the_way_back_is_confirmed_too(world):
    redefine(world, shown(world).confirm, fold_version=2)
    with pytest.raises(RulesChangeResults):
        redefine(world, version=3, fold_version=1)


def test_version_that_changes_no_result_needs_no_confirmation():
    world = started(fold_version=1)
    world.send(ORIGINAL, FIRST)
    redefine(world, fold_version=2)
    assert world.registry.definition(STUDY).fold_version == 2


def test_definition_that_names_no_version_needs_no_confirmation(world):
    redefine(world)
    assert world.registry.definition(STUDY).fold_version == 1
