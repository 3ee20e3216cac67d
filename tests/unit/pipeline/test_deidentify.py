"""A hospital's export that names patients becomes a file that names subjects of the trial, and nobody else."""

import hashlib
import hmac
from datetime import UTC, datetime
from io import BytesIO

import pytest
from tests.support.hospital_export import HEADER, PROFILE, ROWS, export
from tests.support.profiles import made_profile, profile_toml
from tests.unit.pipeline.lab_files import workbook

from hepaflow.catalog.loader import load
from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.pipeline.deidentify import KeyFault, Keys, RowFate, keys_of, prepare
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.reading.read_file import read_file
from hepaflow.writers.own_layout import write_rows

KEYS = Keys("病案号", {"0012345": "CN01-0101"})
SECRET = bytes(32)


@pytest.fixture(scope="module")
def profile():
    return profile_from_toml(PROFILE)


@pytest.fixture(scope="module")
def prepared(profile):
    return prepare(export(*ROWS), profile, KEYS, SECRET)


@pytest.mark.parametrize("key", ['above = ["subject"]', 'sheet_name = "subject"'])
def test_export_whose_ids_are_not_in_a_column_is_not_prepared(key):
    declared = PROFILE.replace("[file]\n", f"[file]\n{key}\n", 1)
    with pytest.raises(KeyFault, match="in a column with a header"):
        keys_of([["病案号", "subject"]], profile_from_toml(declared))


def test_export_whose_rows_have_several_dates_is_not_prepared():
    declared = made_profile(
        columns={"subject": "S", "collected_at": "D"},
        file={"layout": "wide"},
        wide={"v1": {"analyte": "ALT", "unit": "U/L", "date_column": "date_v1"}},
    )
    with pytest.raises(KeyFault, match="without date_column"):
        keys_of([["病案号", "subject"]], declared)


def test_only_trial_subjects_leave_the_hospital(prepared):
    assert [row[0] for row in prepared.rows] == ["CN01-0101", "CN01-0101"]


def test_only_mapped_columns_leave_the_hospital(prepared, profile):
    assert sorted(prepared.header) == sorted(profile.columns.values())


@pytest.mark.parametrize("secret", ["患者甲", "0012345", "13800138000", "13912345678", "11010519491231002X"])
def test_nothing_that_names_a_patient_leaves_the_hospital(secret, prepared, profile):
    out = BytesIO()
    write_rows(prepared.header, prepared.rows, profile, out)
    assert secret not in out.getvalue().decode("utf-8-sig")


def test_every_row_of_the_export_is_accounted_for(prepared):
    assert prepared.log == [
        (3, RowFate.KEPT, 1),
        (4, RowFate.NOT_IN_TRIAL, 0),
        (5, RowFate.KEPT, 2),
        (6, RowFate.NO_ID, 0),
        (7, RowFate.WIDTH, 0),
    ]


def test_equal_specimen_ids_stay_equal_and_depend_on_the_secret(prepared, profile):
    place = prepared.header.index("条码号")
    other = prepare(export(*ROWS), profile, KEYS, b"\1" * 32)
    first, second = (row[place] for row in prepared.rows)
    assert (first == second, first == other.rows[0][place]) == (True, False)


def test_the_hash_is_a_keyed_one():
    """HMAC-SHA-256 of "13800138000" under 32 zero bytes, RFC 2104: 16 digits of it."""
    expected = hmac.digest(bytes(32), b"13800138000", hashlib.sha256).hex()[:16].upper()
    row = prepare(export(ROWS[0]), profile_from_toml(PROFILE), KEYS, SECRET).rows[0]
    assert expected in row


def test_what_is_written_passes_the_check_of_the_same_profile(prepared, profile):
    out = BytesIO()
    write_rows(prepared.header, prepared.rows, profile, out)
    outcome = read_file(out.getvalue(), profile, load(), datetime(2025, 1, 1, tzinfo=UTC))
    assert (outcome.refused, outcome.counts.rows, outcome.counts.accepted) == (False, 2, 2)


def test_a_workbook_is_prepared_as_a_workbook():
    text = PROFILE.replace('encoding = "gb18030"', 'format = "workbook"').replace("header_row = 2", "")
    profile = profile_from_toml(text)
    prepared = prepare(workbook(HEADER, *ROWS[:3]), profile, KEYS, SECRET)
    out = BytesIO()
    write_rows(prepared.header, prepared.rows, profile, out)
    outcome = read_file(out.getvalue(), profile, load(), datetime(2025, 1, 1, tzinfo=UTC))
    assert (outcome.counts.rows, outcome.counts.accepted) == (2, 2)


def test_an_export_without_the_column_of_the_keys_is_refused(profile):
    with pytest.raises(Refused) as caught:
        prepare(export(*ROWS), profile, Keys("住院号", {}), SECRET)
    assert (caught.value.issue.code, caught.value.issue.found) == (IssueCode.FILE_COLUMNS_MISSING, "住院号")


def test_an_export_with_two_columns_of_one_name_is_refused(profile):
    data = export(*ROWS).replace("身份证号".encode("gb18030"), "病案号".encode("gb18030"))
    with pytest.raises(Refused) as caught:
        prepare(data, profile, KEYS, SECRET)
    assert caught.value.issue.code is IssueCode.FILE_COLUMNS_REPEATED


@pytest.mark.parametrize("format_", ["hl7v2", "fhir"])
def test_messages_are_no_table_to_be_prepared(format_):
    profile = profile_from_toml(profile_toml("S", "C", {}, file=f'format = "{format_}"'))
    with pytest.raises(Refused) as caught:
        prepare(b"MSH|^~\\&|", profile, KEYS, SECRET)
    assert caught.value.issue.code is IssueCode.FILE_FORMAT


# --- the key list


def test_a_key_list_names_the_column_of_the_export(profile):
    rows = [["病案号", "subject"], ["0012345", "CN01-0101"], ["", ""]]
    assert keys_of(rows, profile) == KEYS


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "write two columns"),
        ([["病案号"]], "write two columns"),
        (
            [["病案号", "subject"], ["1", "US01-1"]],
            "line 2: the subject is no id of this study (subject-pattern)",
        ),
        ([["病案号", "subject"], ["", "CN01-0101"]], "line 2: the hospital's id is missing"),
        ([["病案号", "subject"], ["1", "CN01-0101"], ["1", "CN01-0102"]], "line 3: the hospital's id"),
    ],
)
def test_a_key_list_that_cannot_be_used_says_why_and_where(rows, told, profile):
    with pytest.raises(KeyFault, match=told.replace("(", r"\(").replace(")", r"\)")):
        keys_of(rows, profile)
