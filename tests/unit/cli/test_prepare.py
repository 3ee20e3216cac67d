"""`hepaflow prepare`, as the person at the hospital meets it."""

import csv
import re
import stat
import string

import pytest
from tests.support.command import hepaflow
from tests.support.hospital_export import PROFILE, ROWS, export

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.pipeline.deidentify import KeyFault
from hepaflow.pipeline.prepare_words import SENTENCES


@pytest.fixture
def hospital(tmp_path):
    (tmp_path / "export.csv").write_bytes(export(*ROWS))
    (tmp_path / "profile.toml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "keys.csv").write_text("病案号,subject\n0012345,CN01-0101\n", encoding="utf-8-sig")
    return tmp_path


def prepare(folder, **changed):
    options = {"profile": "profile.toml", "keys": "keys.csv", "out": "send.csv", **changed}
    words = (part for name, text in options.items() for part in (f"--{name}", text))
    return hepaflow("prepare", "export.csv", *words, folder=folder)


def test_the_file_it_writes_passes_check_under_the_same_profile(hospital):
    assert prepare(hospital).status == 0
    assert hepaflow("check", "send.csv", "--profile", "profile.toml", folder=hospital).status == 0


def test_it_says_what_became_of_every_row(hospital):
    assert prepare(hospital).stdout.startswith(
        "5 rows = 2 written + 1 not in the trial + 1 without an id + 1 with more or fewer cells than the header\n"
    )


def test_the_log_stays_beside_the_keys_and_names_nobody(hospital):
    prepare(hospital)
    text = (hospital / "keys.csv.log.csv").read_text(encoding="utf-8")
    assert list(csv.reader(text.splitlines()))[:3] == [
        ["written", "line", "fate", "row"],
        ["send.csv", "3", "kept", "1"],
        ["send.csv", "4", "not-in-trial", ""],
    ]
    assert "患者" not in text


def test_the_secret_is_made_once_and_for_its_owner_alone(hospital):
    prepare(hospital)
    first = (hospital / "send.csv").read_bytes()
    prepare(hospital, out="again.csv")
    secret = hospital / "keys.csv.secret"
    assert (hospital / "again.csv").read_bytes() == first
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_a_damaged_secret_is_never_replaced(hospital):
    (hospital / "keys.csv.secret").write_text("12")
    ended = prepare(hospital)
    assert (ended.status, "restore it from a copy" in ended.stderr) == (64, True)
    assert (hospital / "keys.csv.secret").read_text() == "12"


def test_no_input_is_written_over(hospital):
    assert prepare(hospital, out="export.csv").status == 64


def test_a_key_list_with_a_fault_says_where(hospital):
    (hospital / "keys.csv").write_text("病案号,subject\n0012345,X\n", encoding="utf-8")
    ended = prepare(hospital)
    assert (ended.status, "line 2" in ended.stderr) == (64, True)


def test_a_key_list_in_another_encoding_is_named(hospital):
    (hospital / "keys.csv").write_bytes("病案号,subject\n".encode("gb18030"))
    ended = prepare(hospital)
    assert (ended.status, "CSV UTF-8" in ended.stderr) == (64, True)


def test_an_export_that_cannot_be_read_writes_nothing(hospital):
    (hospital / "export.csv").write_bytes(b"%PDF-1.7")
    ended = prepare(hospital)
    assert (ended.status, (hospital / "send.csv").exists()) == (2, False)
    assert "file-format" in ended.stderr


def test_every_sentence_has_a_chinese_form_with_the_same_gaps():
    lacking = [
        key for key, (_, chinese) in SENTENCES.items() if not re.search("[\u4e00-\u9fff]|^：", chinese)
    ]
    other_gaps = [key for key, both in SENTENCES.items() if len({gaps(text) for text in both}) > 1]
    assert (lacking, other_gaps) == ([], [])


def gaps(text):
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_it_says_in_chinese_what_became_of_every_row(hospital):
    assert prepare(hospital, lang="zh").stdout == (
        "共 5 行：写入 2、非本研究受试者 1、无编号 1、单元格数与表头不符 1\n"
        "keys.csv.log.csv 记录了每一行的处理情况。该文件、对照表及其密钥须留在医院。\n"
    )


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("keys.csv", "病案号,subject\n0012345,X\n", "第 2 行：该受试者编号不符合本研究的格式"),
        ("keys.csv", "病案号,subject\n0012345,CN01-0101\n,CN01-0102\n", "第 3 行：缺少医院内部编号"),
        ("keys.csv", "病案号\n0012345\n", "请写成两列"),
        ("keys.csv.secret", "12", "已损坏：请用备份恢复"),
    ],
)
def test_a_fault_beside_the_export_is_told_in_chinese(hospital, name, content, told):
    (hospital / name).write_text(content, encoding="utf-8")
    ended = prepare(hospital, lang="zh")
    assert (ended.status, told in ended.stderr.replace("\n", "")) == (64, True)


def test_a_key_list_in_another_encoding_is_named_in_chinese(hospital):
    (hospital / "keys.csv").write_bytes("病案号,subject\n".encode("gb18030"))
    assert "请将对照表另存为“CSV UTF-8”格式" in prepare(hospital, lang="zh").stderr


def test_an_output_over_an_input_is_told_in_chinese(hospital):
    assert "否则会互相覆盖" in prepare(hospital, out="export.csv", lang="zh").stderr


@pytest.mark.parametrize(
    ("cause", "told"),
    [("site", "[columns] site"), ("date_column", "date_column"), ("no_header", "header_rows = 0")],
)
def test_a_profile_that_prepare_cannot_use_is_told_in_chinese(cause, told):
    said = KeyFault(cause).says(chinese=True)
    assert (told in said, "配置文件" in said) == (True, True)


def test_an_export_that_cannot_be_read_is_told_in_chinese(hospital):
    (hospital / "export.csv").write_bytes(b"%PDF-1.7")
    told = prepare(hospital, lang="zh").stderr
    meaning = MEANINGS[IssueCode.FILE_FORMAT]
    assert (meaning.title_zh in told, meaning.remedy_zh in told) == (True, True)
