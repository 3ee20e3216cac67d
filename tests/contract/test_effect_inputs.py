"""One contract for what every registry keeps of the inputs of effects."""

from dataclasses import replace

import pytest

from hepaflow.aws.redaction.items import found_in_registry
from hepaflow.aws.registry.files import Collision
from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.domain.identity import RunId
from hepaflow.domain.screening.redaction import PersonName
from local.memory import MemoryRegistry

RUN = RunId("LIVER-1", "CN-01", "94fc896bd8200aa4eb4c9408b7fe63c4c8f01c9fc51a80255c50551241f070c8", 1)
TEXT = '{"subjects": ["S-1", "受试者 2"], "named": []}'


@pytest.fixture(params=["memory", "dynamodb"])
def registry(request):
    return MemoryRegistry() if request.param == "memory" else request.getfixturevalue("table")


@pytest.fixture
def table(cloud):
    return RegistryTable(cloud.dynamodb, cloud.names["RegistryTable"], lambda _: pytest.fail("throttled"))


def test_input_comes_back_as_it_was_put(registry):
    registry.put_effect_input(RUN, TEXT)
    registry.put_effect_input(RUN, TEXT)
    assert registry.effect_input(RUN) == TEXT


@pytest.mark.parametrize("other", [{"run_number": 2}, {"study": "LIVER-2"}, {"file_id": "0" * 64}])
def test_other_runs_have_their_own(registry, other):
    registry.put_effect_input(RUN, TEXT)
    assert registry.effect_input(replace(RUN, **other)) is None


def test_input_is_no_claim_and_no_state(registry):
    registry.put_effect_input(RUN, TEXT)
    assert registry.latest_claim(RUN.study, RUN.file_id) is None
    assert registry.view(RUN.study, [RUN.file_id]).states == {}


def test_input_of_a_file_whose_id_begins_alike_is_not_given_to_another(table):
    table.put_effect_input(RUN, TEXT)
    with pytest.raises(Collision):
        table.effect_input(replace(RUN, file_id=f"{RUN.file_id[:-1]}9"))


def test_name_in_the_id_of_a_subject_is_removed(table, cloud):
    table.put_effect_input(RUN, TEXT.replace("S-1", "王小明"))
    places = found_in_registry(cloud.dynamodb, cloud.names["RegistryTable"], RUN.study, PersonName("王小明"))
    (found,) = places
    assert (found.place, found.times) == ("file", 1)
    found.remove()
    assert table.effect_input(RUN) == TEXT.replace("S-1", "█")
