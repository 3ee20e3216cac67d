"""Whatever bytes arrive, they become rows or a refusal; and what was written is what is read."""

import csv
import io
import re
import zipfile

from hypothesis import given
from hypothesis import strategies as st
from tests.support.examples import tried
from tests.unit.readers.workbook.packages import SHEET, with_part, written

from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.delimited.delimited import read_delimited
from hepaflow.readers.formats import read_table
from hepaflow.readers.sheet import Limits
from hepaflow.readers.workbook.workbook import read_workbook

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gb18030"]
WORKBOOK = written([["a", "b", "c"], ["S1", 1.5, "#N/A"], ["S2", 2, True], ["结果", "=1+1", None]])
TEXT = '名,b\r\n"1\n2",x\r\n值,"y""z"\r\n'

text = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from('\r\n\t",;|'), max_size=8
)
plain = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)


@st.composite
def tables(draw, cell=text):
    """A header and rows of the same width, the first and the last of them filled."""
    width = draw(st.integers(1, 4))
    filled = cell.filter(lambda text: text.strip() and "\ufeff" not in text)
    row = st.lists(cell, min_size=width, max_size=width)
    header = st.lists(filled, min_size=width, max_size=width)
    return [draw(header), *draw(st.lists(row, max_size=12)), draw(header)]


def lines_of(rows, newline):
    """Where each row starts: counted in what the csv writer wrote, row by row, with a pattern for line ends."""
    line, starts = 1, []
    for row in rows:
        starts.append(line)
        # CR LF CR written as a cell's last characters cannot run into the quote that follows
        line += sum(len(re.findall(r"\r\n|\r|\n", cell)) for cell in row) + 1
    return starts


@given(tables(), st.sampled_from(",;\t|^"), st.sampled_from(["\n", "\r", "\r\n"]), st.sampled_from(ENCODINGS))
def test_what_a_csv_writer_wrote_is_read_with_its_lines(rows, delimiter, newline, encoding):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL).writerows(rows)
    sheet = read_delimited(
        out.getvalue().encode(encoding), FileLayout(encoding=encoding, delimiter=delimiter)
    )
    starts = lines_of(rows, newline)
    assert (sheet.header, sheet.header_line) == (tuple(cell.strip() for cell in rows[0]), 1)
    found = list(sheet.rows)
    assert [line for line, _ in found] == starts[1:]
    assert [cells for _, cells in found if "".join(cells).strip()] == [
        row for row in rows[1:] if "".join(row).strip()
    ]


@given(tables(), st.integers(0, 700))
def test_line_numbers_hold_over_many_rows(rows, count):
    header, *body = rows
    many = [header, *[row for _ in range(count) for row in body[:-1]], body[-1]]
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(many)
    assert [line for line, _ in read_delimited(out.getvalue().encode(), FileLayout()).rows] == lines_of(
        many, ""
    )[1:]


@given(tables(plain), st.integers(1, 5), st.integers(1, 30))
def test_what_openpyxl_wrote_is_read_with_its_rows(rows, row, column):
    rows = [[cell.lstrip("=") for cell in cells] for cells in rows]
    rows[0] = rows[-1] = ["x" + cell for cell in rows[0]]  # a lone "=" was a filled cell
    sheet = read_workbook(written(rows, at=(row, column)), FileLayout())
    found = list(sheet.rows)
    assert (sheet.header, sheet.header_line) == (tuple(cell.strip() for cell in rows[0]), row)
    assert [line for line, _ in found] == list(range(row + 1, row + len(rows)))
    assert [[cell.strip() for cell in cells] or [""] * len(rows[0]) for _, cells in found] == [
        [cell.strip() for cell in cells] for cells in rows[1:]
    ]


@given(st.floats(allow_nan=False, allow_infinity=False, width=32).map(lambda number: float(f"{number:.7g}")))
def test_a_number_in_a_workbook_is_the_same_number_as_text(number):
    ((_, cells),) = read_workbook(written([["a"], [number]]), FileLayout()).rows
    assert float(cells[0]) == number
    assert abs(number) >= 1e15 or "e" not in cells[0].lower()


def readable(data, layout, limits=Limits()):  # noqa: B008 frozen
    try:
        sheet = read_table(data, layout, limits)
        lines = [line for line, _ in sheet.rows]
    except Refused:
        return True
    return bool(lines) and sheet.header_line < lines[0] and lines == sorted(set(lines))


layouts = st.builds(
    FileLayout,
    format=st.sampled_from([None, "delimited", "workbook"]),
    encoding=st.sampled_from(ENCODINGS),
    delimiter=st.sampled_from(",;\t|"),
    header_row=st.none() | st.integers(1, 4),
)
few = st.builds(Limits, rows=st.integers(1, 9), columns=st.integers(1, 9), cell_characters=st.integers(1, 99))


def mutated(data):
    """Some bytes exchanged, a piece dropped, the end cut off."""
    edits = st.lists(st.tuples(st.integers(0, len(data) - 1), st.integers(0, 255)), max_size=6)
    cuts = st.tuples(st.integers(0, len(data)), st.integers(0, 20))

    def apply(edits, cut, end):
        changed = bytearray(data)
        for place, byte in edits:
            changed[place] = byte
        del changed[end:]
        del changed[cut[0] : cut[0] + cut[1]]
        return bytes(changed)

    return st.builds(apply, edits, cuts | st.just((0, 0)), st.integers(0, len(data)) | st.just(len(data)))


@given(st.binary(max_size=200), layouts, few)
def test_any_bytes_become_rows_or_a_refusal(data, layout, limits):
    assert readable(data, layout, limits)


@given(st.sampled_from(ENCODINGS).flatmap(lambda encoding: mutated(TEXT.encode(encoding))), layouts)
def test_damaged_text_becomes_rows_or_a_refusal(data, layout):
    assert readable(data, layout)


@tried(3)
@given(mutated(WORKBOOK), layouts)
def test_a_damaged_archive_becomes_rows_or_a_refusal(data, layout):
    assert readable(data, layout)


PARTS = {
    name: zipfile.ZipFile(io.BytesIO(WORKBOOK)).read(name)
    for name in (SHEET, "xl/workbook.xml", "xl/styles.xml")
}


@tried(3)
@given(st.sampled_from(sorted(PARTS)).flatmap(lambda name: st.tuples(st.just(name), mutated(PARTS[name]))))
def test_a_sound_archive_of_damaged_parts_becomes_rows_or_a_refusal(part):
    assert readable(with_part(WORKBOOK, *part), FileLayout())
