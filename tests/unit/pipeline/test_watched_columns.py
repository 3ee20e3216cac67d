"""What a file says about its values stays with them wherever its rows go: into the copy, back to the lab, out of the hospital."""

import io

from tests.support.copies import copied
from tests.unit.pipeline.lab_files import LONG, codes, long_profile, read, text, wide_profile

from hepaflow.pipeline.deidentify import Keys, prepare
from hepaflow.readers.formats import read_table
from hepaflow.writers.own_layout import write_rows
from hepaflow.writers.rejected import write_rejected

DAY = "2024-03-22"
OPERATORS = text(
    ("S-001", DAY, "AFP", "2", "ng/mL", "<", "Jane Roe"),
    ("S-002", DAY, "ALT", "45", "U/L", "", "John Doe"),
    header=(*LONG, "Modifier", "Patient name"),
)
UNITS = text(
    ("S-001", DAY, "45", "12", "mg/dL", "Jane Roe"),
    header=("Subject", "Collected", "ALT", "BILI", "BILI unit", "Patient name"),
)
DROP = {"file": {"personal_columns": "drop"}}
HELD = [(2, "operator-unread")]


def test_copy_keeps_the_operators_and_no_name():
    copy = copied(OPERATORS, long_profile(**DROP))
    assert (codes(read(copy, long_profile(**DROP))), b"Jane" in copy.data) == (HELD, False)


def test_copy_keeps_the_units_of_a_wide_file():
    copy = copied(UNITS, wide_profile(**DROP))
    assert codes(read(copy, wide_profile(**DROP))) == [(2, "unit-conflict")]


def test_rows_that_go_back_to_the_lab_keep_the_operators():
    profile, out = long_profile(**DROP), io.BytesIO()
    issues = read(OPERATORS, profile).issues
    write_rejected(read_table(OPERATORS, profile.file), issues, profile, out, file_id="ab" * 32)
    assert (codes(read(out.getvalue(), profile)), b"Jane" in out.getvalue()) == (HELD, False)


def test_rows_that_go_back_to_the_lab_keep_the_units_of_a_wide_file():
    profile, out = wide_profile(**DROP), io.BytesIO()
    issues = read(UNITS, profile).issues
    write_rejected(read_table(UNITS, profile.file), issues, profile, out, file_id="ab" * 32)
    assert codes(read(out.getvalue(), profile)) == [(2, "unit-conflict")]


def test_prepared_file_keeps_the_operators():
    profile, out = long_profile(), io.BytesIO()
    prepared = prepare(OPERATORS, profile, Keys("Subject", {"S-001": "T-001"}), bytes(32))
    write_rows(prepared.header, prepared.rows, profile, out)
    assert (codes(read(out.getvalue(), profile)), b"Jane" in out.getvalue()) == (HELD, False)


def test_prepared_file_keeps_no_other_column():
    data = text(("S-001", DAY, "AFP", "2", "ng/mL", "117"), header=(*LONG, "Bed"))
    prepared = prepare(data, long_profile(), Keys("Subject", {"S-001": "T-001"}), bytes(32))
    assert prepared.header == list(LONG)
