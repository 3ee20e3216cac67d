"""The label of a file's name says nothing of a person, and a lab recognizes its file by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepaflow.domain.screening.file_names import (
    folder_label,
    harmless_name,
    label_shows_a_person,
    labelled_path,
)

DIGEST = "0123456789abcdef"
IDS = ("LIVER-1", "CN-01")


@pytest.mark.parametrize(
    "name",
    ["march.csv", "CN-01_2024-03.csv", "检验结果_肝功能.csv", "20240322083000.hl7", "lab results 2024-03-22 (2).xlsx",
     "v2_final.zip", "2024年3月检验结果.xlsx", "LIVER-1 cn-01 batch 12.xpt"],
)  # fmt: skip
def test_harmless_name_is_its_own_label(name):
    assert harmless_name(name, DIGEST, IDS) == name


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("张三 2024-03.csv", "2024-03-01234567.csv"),
        ("Zhang San LFT March.csv", "LFT-01234567.csv"),
        ("王 三月 检验结果.csv", "检验结果-01234567.csv"),
        ("李 四.csv", "file-01234567.csv"),
        ("王三月.csv", "file-01234567.csv"),  # 三月 is March, and a given name
        ("Müller.xlsx", "file-01234567.xlsx"),
        ("April May.csv", "file-01234567.csv"),  # months that are names of persons
        ("19600102.csv", "file-01234567.csv"),  # a day of birth
        ("110105491231002.csv", "file-01234567.csv"),
        ("62345678.csv", "file-01234567.csv"),  # a land line
        ("zhang.san", "file-01234567"),  # no ending that files have
        ("姓名_张三 2024-03.csv", "personal-01234567.csv"),
        ("13912345678.xlsx", "personal-01234567.xlsx"),
        ("138-1234-5678.csv", "personal-01234567.csv"),
        ("", "file-01234567"),
    ],
)
def test_what_may_be_a_name_is_left_out(name, label):
    assert harmless_name(name, DIGEST, IDS) == label
    assert label_shows_a_person(label) == label.startswith("personal-")


def test_folders_and_files_in_archives_have_labels_of_their_own():
    assert labelled_path("2024-03.zip!/张三/march.csv", DIGEST) == "2024-03.zip!/file-01234567/march.csv"
    assert labelled_path("姓名：张三/march.csv", DIGEST) == "personal-01234567"
    assert folder_label("CN-99 张三") == folder_label("CN-99 张三") != folder_label("CN-99 李四")


@given(st.text("张三李四王五ZangSMü 姓名", min_size=1), st.sampled_from(["", ".csv", ".zip!"]))
def test_label_holds_no_letter_of_a_name(name, ending):  # letters of which no known word can be written
    label = labelled_path(name + ending, DIGEST)
    assert label.removesuffix("!").removesuffix(ending.strip("!")) in {"file-01234567", "personal-01234567"}
