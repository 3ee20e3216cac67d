"""The page for hospitals prepares an export as the command does, and keeps what must stay."""

import csv
import io
import json

import pytest
from tests.support.command import hepaflow
from tests.support.hospital_export import PROFILE, ROWS, export

from hepaflow.browser.preparing import (
    NotPrepared,
    new_secret,
    prepare_export,
    prepared_counts,
    prepared_file,
    prepared_log,
)

KEYS = "病案号,subject\n0012345,CN01-0101\n".encode("utf-8-sig")
SECRET = "5a" * 32
DEFINITION = json.dumps({"study": "S1", "version": 1, "title": "A trial", "centers": ["CN-01"]})


def asked(**changed):
    names = {"keys_name": "keys.csv", "secret_name": "keys.csv.secret"}
    return json.dumps({"profile": PROFILE, "definition": DEFINITION, "secret": SECRET, **names, **changed})


def prepared(keys=KEYS, data=None, *, chinese=False, **changed):
    return prepare_export(export(*ROWS) if data is None else data, keys, asked(**changed), chinese=chinese)


def test_file_and_log_are_those_of_the_command(tmp_path):
    (tmp_path / "export.csv").write_bytes(export(*ROWS))
    (tmp_path / "profile.toml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "keys.csv").write_bytes(KEYS)
    (tmp_path / "keys.csv.secret").write_text(SECRET, encoding="ascii")
    names = ("--profile", "profile.toml", "--keys", "keys.csv", "--out", "send.csv")
    assert hepaflow("prepare", "export.csv", *names, folder=tmp_path).status == 0
    assert prepared_file(prepared(), asked()) == (tmp_path / "send.csv").read_bytes()
    assert prepared_log(prepared(), "send.csv") == (tmp_path / "keys.csv.log.csv").read_bytes()


def test_nothing_of_a_person_is_in_the_file():
    text = prepared_file(prepared(), asked()).decode("utf-8-sig")
    assert not [word for word in ("患者", "0012345", "13800138000", "11010519491231002X") if word in text]


def test_counts_account_for_every_row():
    """Counted by hand in tests/support/hospital_export.py."""
    assert json.loads(prepared_counts(prepared(), asked())) == {
        "rows": 5, "kept": 2, "not_in_trial": 1, "no_id": 1, "width": 1, "other_table": 0, "ending": ".csv",
    }  # fmt: skip


def test_equal_specimens_stay_equal_under_one_secret_and_differ_under_another():
    def specimens(secret):  # the profile has the header in row 2
        text = prepared_file(prepared(secret=secret), asked()).decode("utf-8-sig")
        return [row["条码号"] for row in csv.DictReader(io.StringIO(text.split("\n", 1)[1]))]

    first, again, other = specimens(SECRET), specimens(SECRET), specimens("5b" * 32)
    assert first == again
    assert first[0] == first[1]
    assert set(first).isdisjoint(other)


def test_a_new_secret_has_32_bytes_and_is_another_each_time():
    assert len(bytes.fromhex(new_secret())) == 32
    assert new_secret() != new_secret()


@pytest.mark.parametrize(
    ("given", "says", "in_chinese"),
    [
        ({"secret": "abc"}, "keys.csv.secret is damaged", "keys.csv.secret 已损坏"),
        ({"keys": b"\xff\xfe"}, "keys.csv is not UTF-8 text", "keys.csv 不是 UTF-8 文本"),
        ({"keys": b"a\n"}, "keys.csv is not a key list", "keys.csv 不是可用的对照表"),
        ({"data": b""}, "file-empty", "file-empty"),
        ({"profile": PROFILE.replace("CN01-[0-9]{4}", "(C+)+")}, "ask the data manager", "请联系数据管理员"),
    ],
)
def test_what_cannot_be_prepared_is_told_in_the_language_asked_for(given, says, in_chinese):
    for chinese, told in ((False, says), (True, in_chinese)):
        with pytest.raises(NotPrepared, match=told):
            prepared(**given, chinese=chinese)
