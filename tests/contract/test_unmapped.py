"""One contract for every registry: what runs met that nobody knows."""

import pytest
from tests.contract.registries import CENTER, FILE, STUDY

from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.domain.identity import RunId
from hepaflow.domain.study.unmapped import LeftOut, Unmapped, UnmappedKind
from local.memory import MemoryRegistry

RUN = RunId(STUDY, CENTER, FILE, 1)
NAME = Unmapped(UnmappedKind.NAME, "总胆#红素 ?", "", 12, ("9.9", "<9"))
UNIT = Unmapped(UnmappedKind.UNIT, "mg/hl", "BILI", 3)


@pytest.fixture(params=["memory", "dynamodb"])
def registry(request):
    if request.param == "memory":
        return MemoryRegistry()
    cloud = request.getfixturevalue("cloud")
    return RegistryTable(cloud.dynamodb, cloud.names["RegistryTable"])


def noted(registry, center=CENTER):
    return sorted(
        ((run.file_id, run.run_number, one) for run, one in registry.unmapped(STUDY, center)), key=str
    )


def test_what_is_noted_comes_back_whole_under_the_first_digits_of_its_file(registry):
    registry.note_unmapped(RUN, [NAME, UNIT])
    assert noted(registry) == sorted([(FILE[:16], 1, NAME), (FILE[:16], 1, UNIT)], key=str)


def test_noting_it_twice_is_noting_it_once(registry):
    registry.note_unmapped(RUN, [NAME])
    registry.note_unmapped(RUN, [NAME])
    assert len(noted(registry)) == 1


def test_each_run_notes_its_own(registry):
    registry.note_unmapped(RUN, [NAME])
    registry.note_unmapped(RunId(STUDY, CENTER, FILE, 2), [NAME])
    assert [number for _, number, _ in noted(registry)] == [1, 2]


def test_another_center_has_its_own_list(registry):
    registry.note_unmapped(RUN, [NAME])
    assert noted(registry, "OTHER") == []


def test_the_number_of_those_left_out_comes_back(registry):
    registry.note_unmapped(RUN, [NAME, LeftOut(19_000)])
    registry.note_unmapped(RUN, [NAME, LeftOut(19_000)])
    assert noted(registry) == sorted([(FILE[:16], 1, NAME), (FILE[:16], 1, LeftOut(19_000))], key=str)


def test_many_take_one_request_for_each_25(cloud):
    calls = []
    cloud.dynamodb.meta.events.register("before-call.dynamodb.*", lambda model, **_: calls.append(model.name))
    table = RegistryTable(cloud.dynamodb, cloud.names["RegistryTable"])
    many = [Unmapped(UnmappedKind.NAME, f"A{number}", "", 1) for number in range(60)]
    table.note_unmapped(RUN, many)
    assert calls == ["BatchWriteItem"] * 3
    assert len(noted(table)) == 60


def test_nothing_to_note_is_no_request(cloud):
    table = RegistryTable(cloud.dynamodb, cloud.names["RegistryTable"])
    table.note_unmapped(RUN, [])
    assert noted(table) == []
