"""The input of an effect lies in the registry if it is small, else among the stored copies; it is read from either."""

import pytest
from tests.unit.pipeline.studies import CENTER, GOOD, HEADER, STUDY, started

from hepaflow.domain.identity import RunId
from hepaflow.pipeline.runs.effect_input import EffectInputGone, stored_effect_input
from hepaflow.ports import StoredFile


def many(subjects):
    rows = "".join(f"S-{n:04},2024-03-22 08:30,ALT,45,U/L,final\n" for n in range(subjects))
    return f"{HEADER}\n{rows}".encode()


@pytest.mark.parametrize(("subjects", "in_registry"), [(1, True), (100, True), (200, False), (3_000, False)])
def test_small_input_is_no_object(subjects, in_registry):
    world = started()
    run = RunId(STUDY, CENTER, world.send(many(subjects)).file_id, 1)
    objects = [key for key in world.source.kept if key.endswith("effect-input.json")]
    assert (bool(world.registry.effect_inputs), bool(objects)) == (in_registry, not in_registry)
    expected = [f"S-{n:04}" for n in range(subjects)]
    assert [*stored_effect_input(run, world.services).subjects] == expected
    assert world.receipts.get(f"{STUDY}/{CENTER}/{run.file_id}/1/effect.json") is not None


def test_item_of_a_small_input_takes_two_write_units_at_most():
    """With a study and a center of the longest ids; a write unit is 1,024 bytes (DynamoDB developer guide)."""
    world = started()
    world.send(many(150))
    (text,) = world.registry.effect_inputs.values()
    longest = "s" * 64 + "#file#" + "0" * 16 + "effect-input#000001" + "file_id" + "0" * 64 + "input" + "pksk"
    assert len(text.encode()) + len(longest) <= 2 * 1024


def test_input_that_an_earlier_version_stored_as_an_object_is_read():
    world = started()
    run = RunId(STUDY, CENTER, world.send(GOOD).file_id, 1)
    text = world.registry.effect_inputs.pop(run)
    key = f"{STUDY}/{CENTER}/{run.file_id}/1/effect-input.json"
    world.source.put(StoredFile(key, text.encode(), "application/json"))
    assert [*stored_effect_input(run, world.services).subjects] == ["S-001", "S-002"]


def test_input_that_is_nowhere_is_gone():
    world = started()
    run = RunId(STUDY, CENTER, world.send(GOOD).file_id, 1)
    world.registry.effect_inputs.clear()
    with pytest.raises(EffectInputGone):
        stored_effect_input(run, world.services)
