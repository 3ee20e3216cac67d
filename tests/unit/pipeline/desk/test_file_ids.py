"""The beginning of a file id, as it is printed, names the file; one that fits several is refused with the candidates."""

from dataclasses import dataclass, field

import pytest

from hepaflow.domain.study.files import FileState, FileStatus
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.desk.file_ids import SeveralFiles, whole_file_id
from hepaflow.pipeline.services import Missing

FILES = {
    "C-01": ["abcdef01" + "0" * 56, "abcdef02" + "0" * 56],
    "C-02": ["abcdef01" + "1" * 56],
    RESERVED_CENTER: ["12345678" + "2" * 56],
}


@dataclass
class Registry:
    asked: list[str] = field(default_factory=list)

    def definition(self, study: str) -> StudyDefinition | None:
        known = {
            "study": "S1",
            "version": 1,
            "title": "T",
            "start": "2020-01-01",
            "centers": ["C-01", "C-02"],
        }
        return StudyDefinition.model_validate(known) if study == "S1" else None

    def files(self, study: str, center: str):
        self.asked.append(f"{study}/{center}")
        for name in FILES[center]:
            yield FileState(name, center, FileStatus.COMMITTED, (0, 0, 0, 0, 0), (), "", 1)


@dataclass
class Services:
    registry: Registry = field(default_factory=Registry)


def whole(text, centers=None, study="S1"):
    return whole_file_id(Services(), study, text, centers)


def test_a_whole_id_is_not_looked_up():
    services = Services()
    assert whole_file_id(services, "S1", "f" * 64, None) == "f" * 64
    assert services.registry.asked == []


@pytest.mark.parametrize("digits", [8, 16, 63])
def test_the_beginning_of_one_id_names_the_file(digits):
    assert whole(FILES["C-01"][1][:digits]) == FILES["C-01"][1]


def test_a_register_is_found_by_its_beginning():
    assert whole("12345678") == FILES[RESERVED_CENTER][0]


def test_a_beginning_of_several_ids_is_refused_with_the_candidates():
    with pytest.raises(SeveralFiles) as refused:
        whole("abcdef01")
    assert refused.value.candidates == (FILES["C-01"][0], FILES["C-02"][0])


def test_files_of_other_centers_are_neither_found_nor_named():
    assert whole("abcdef01", {"C-01"}) == FILES["C-01"][0]
    with pytest.raises(Missing):
        whole("abcdef02", {"C-02"})


def test_unknown_beginnings_and_studies_are_missing():
    for text, study in (("00000000", "S1"), ("abcdef01", "S2")):
        with pytest.raises(Missing):
            whole(text, None, study)
