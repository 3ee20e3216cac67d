"""Of the name of a sheet or a line, only the one part that is an id of the study is read."""

import pytest

from hepaflow.domain.profile.parts import SubjectIds
from hepaflow.readers.layouts.subject_part import subject_part

STUDY = SubjectIds(pattern="CN01-[0-9]{4}")
PREFIXED = SubjectIds(pattern="CN01-[0-9]{4}", prefix="CN01-")


@pytest.mark.parametrize(
    ("text", "ids", "part"),
    [
        ("CN01-0101", STUDY, "CN01-0101"),
        ("CN01-0101 王小明", STUDY, "CN01-0101"),
        ("王小明_CN01-0101", STUDY, "CN01-0101"),
        ("受试者CN01-0101（基线）", STUDY, "CN01-0101"),
        ("ＣＮ01－0101", STUDY, "CN01-0101"),
        ("CN01-0101 CN01-0101", STUDY, "CN01-0101"),
        ("0101 王小明", PREFIXED, "0101"),
        ("CN01-0101 0101", PREFIXED, "CN01-0101"),  # twice the same subject
        ("CN01-01011", STUDY, ""),  # a part of a longer number is another number
        ("XCN01-0101", STUDY, ""),
        ("CN01-0101 CN01-0102", STUDY, ""),
        ("0101 0102", PREFIXED, ""),
        ("王小明", STUDY, ""),
        ("", STUDY, ""),
        ("CN01-0101", SubjectIds(), ""),
        (" " * 300 + "x" * 300 + " CN01-0101", STUDY, ""),
    ],
)
def test_part_of_a_text_that_is_an_id(text, ids, part):
    assert subject_part(text, ids) == part
