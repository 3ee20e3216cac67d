"""What was written as SDTM LB is what is read; and whatever bytes arrive, they become rows or a refusal."""

import gzip
import struct
import zlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.examples import tried
from tests.unit.readers.cdisc.cdisc_files import (
    LB,
    dataset_json,
    dataset_ndjson,
    ibm,
    lb_transport,
    member,
    transport,
)

from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.cdisc.lb import read_cdisc
from hepaflow.readers.cdisc.xpt_fields import number_of
from hepaflow.readers.sheet import Limits

text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)
names = st.lists(st.from_regex(r"[A-Z_][A-Z0-9_]{0,7}", fullmatch=True), min_size=1, max_size=6, unique=True)
# what was a binary float before it was written; an IBM number reaches neither as far nor as near to zero
doubles = (
    st.floats(min_value=1e-60, max_value=1e60) | st.just(0.0) | st.integers(-(10**15), 10**15).map(float)
)
numbers = doubles | doubles.map(lambda number: -number)


@st.composite
def tables(draw, cell=text):
    variables = [name for name in draw(names) if name not in ("LBSTAT", "LBREASND")] or ["USUBJID"]
    width = len(variables)
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=12))
    return variables, rows


def cells(data, **layout):
    return [row for _, row in read_cdisc(data, FileLayout(**layout)).rows]


@given(numbers)
def test_a_number_comes_back_as_it_was_before_it_was_an_ibm_number(number):
    assert number_of(ibm(Fraction(number))) == number


@given(numbers, st.integers(2, 8))
def test_a_number_that_was_cut_off_is_the_number_that_is_left(number, length):
    kept = ibm(Fraction(number), length)
    assert number_of(kept) == number_of(kept.ljust(8, b"\0"))


@given(st.binary(min_size=8, max_size=8))
def test_an_ibm_number_is_what_its_definition_says(field):
    fraction = int.from_bytes(field[1:], "big")
    read = number_of(field)
    if fraction:
        exact = Fraction(fraction, 2**56) * Fraction(16) ** ((field[0] & 0x7F) - 64)
        assert read == float(-exact if field[0] & 0x80 else exact)
    else:
        assert not read


@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_decimal_number_is_written_out_with_its_digits(number):
    ((_, shown),) = cells(lb_transport(["x", float(number)], variables=["A", "B"]))
    assert Fraction(shown) == Fraction(number)


@given(tables(), st.sampled_from(["utf-8", "gb18030"]))
def test_what_was_written_as_transport_is_read(table, encoding):
    variables, rows = table
    data = lb_transport(*rows, variables=variables, encoding=encoding)
    found = cells(data, encoding=encoding)
    expected = [[cell.rstrip(" \0") for cell in row] for row in rows]
    # blank observations of fewer than 80 bytes look like the filling of the last record
    while expected and not any(expected[-1]):
        expected.pop()
    while found and not any(found[-1]):
        found.pop()
    assert found == expected


@given(tables(st.none() | text), st.sampled_from([bytes, gzip.compress, zlib.compress]))
def test_what_was_written_as_dataset_json_is_read(table, pack):
    variables, rows = table
    expected = [[cell or "" for cell in row] for row in rows]
    for written in (dataset_json, dataset_ndjson):
        assert cells(pack(written(*rows, variables=variables))) == expected


@given(
    st.binary(max_size=200), st.sampled_from([b"", b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!", b"{"])
)
def test_any_bytes_become_rows_or_a_refusal(data, start):
    assert readable(start + data)


ROWS = [
    ("S-001", "ALT", "45", "U/L", "2024-03-22T08:30", "", "", 45, None),
    ("S-002", "BILI", "0.80", "mg/dL", "2024-03", "", "", 13.683, 1),
    ("S-003", "AST", "", "", "2024-03-22", "NOT DONE", "阳性 \U0001f9ea", None, 0),
]
VARIABLES = (*LB, "LBSTAT", "LBREASND", "LBSTRESN", "LBDY")
SAMPLES = {
    "xpt": transport(member("DM", ["USUBJID"], [["S-001"]]), member("LB", VARIABLES, ROWS, encoding="utf-8")),
    "json": dataset_json(*ROWS, variables=VARIABLES),
    "ndjson": dataset_ndjson(*ROWS, variables=VARIABLES),
    "gzip": gzip.compress(dataset_ndjson(*ROWS, variables=VARIABLES), mtime=0),
    "zlib": zlib.compress(dataset_ndjson(*ROWS, variables=VARIABLES)),
}
few = st.builds(Limits, st.integers(1, 9999), st.integers(1, 9), st.integers(1, 20), st.integers(1, 99))


def readable(data, layout=FileLayout(), limits=Limits()):  # noqa: B008 frozen
    try:
        sheet = read_cdisc(data, layout, limits)
        rows = list(sheet.rows)
    except Refused:
        return True
    told = [cell for _, cells in rows for cell in cells]
    lines = sorted([line for line, _ in rows] + [issue.line for issue in sheet.asides])
    return lines == list(range(1, len(lines) + 1)) and all(
        isinstance(cell, str) and cell.encode() is not None for cell in told
    )


@st.composite
def mutants(draw, data):
    """Bytes exchanged, pieces dropped, doubled or moved, the end cut off."""
    changed = bytearray(data)
    for place, byte in draw(
        st.lists(st.tuples(st.integers(0, len(data) - 1), st.integers(0, 255)), max_size=5)
    ):
        changed[place] = byte
    start = draw(st.integers(0, len(data)))
    piece = changed[start : start + draw(st.sampled_from([0, 1, 2, 8, 80, 140]))]
    match draw(st.sampled_from(["keep", "drop", "double", "cut"])):
        case "drop":
            del changed[start : start + len(piece)]
        case "double":
            changed[start:start] = piece
        case "cut":
            del changed[start:]
    return bytes(changed)


@pytest.mark.parametrize("name", SAMPLES)
@tried(6)
@given(data=st.data())
def test_damaged_files_become_rows_or_a_refusal(name, data):
    layout = FileLayout(
        encoding=data.draw(st.sampled_from(["utf-8", "gb18030", "utf-16-le", "ascii"])),
        decimal_mark=data.draw(st.sampled_from([None, ","])),
    )
    assert readable(data.draw(mutants(SAMPLES[name])), layout, data.draw(st.just(Limits()) | few))


@tried(6)
@given(place=st.integers(0, 8), field=st.integers(0, 4), number=st.integers(-(2**15), 2**15 - 1))
def test_descriptors_that_say_anything_become_rows_or_a_refusal(place, field, number):
    data = lb_transport(*ROWS, variables=VARIABLES, encoding="utf-8")
    start = data.index(b"NAMESTR") - 20 + 80 + 140 * place
    offset, form = [(0, ">h"), (4, ">h"), (6, ">h"), (84, ">l"), (86, ">h")][field]
    changed = bytearray(data)
    struct.pack_into(form, changed, start + offset, number)
    assert readable(bytes(changed))
