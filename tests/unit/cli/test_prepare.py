"""`hepaflow prepare`, as the person at the hospital meets it."""

import csv
import stat

import pytest
from tests.support.command import hepaflow
from tests.support.hospital_export import PROFILE, ROWS, export


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
