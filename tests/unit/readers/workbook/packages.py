"""XLSX files for tests: written by openpyxl, or with parts as no program would write them."""

import io
import zipfile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

SHEET = "xl/worksheets/sheet1.xml"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def written(rows, *, at=(1, 1), title="Results", apple=False, formats=None):
    """A workbook with one sheet; `formats` are number formats by row and column counted in `rows`."""
    book = Workbook()
    if apple:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = title
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            cell = sheet.cell(at[0] + row, at[1] + column, value)
            if formats and (row, column) in formats:
                cell.number_format = formats[row, column]
    return saved(book)


def hidden(data, rows=(2,), columns=()):
    """The workbook with rows, 1-based, and columns, by letter, of its first sheet hidden."""
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    for row in rows:
        sheet.row_dimensions[row].hidden = True
    for column in columns:
        sheet.column_dimensions[column].hidden = True
    return saved(book)


def struck(data, *places):
    """The workbook with cells of its first sheet struck through."""
    book = load_workbook(io.BytesIO(data))
    for place in places:
        book.worksheets[0][place].font = Font(strike=True)
    return saved(book)


def repacked(data, change=lambda name, content: (name, content), compression=zipfile.ZIP_DEFLATED):
    """The same archive with each part changed, or dropped where the new name is None."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", compression) as target:
        for name in source.namelist():
            new, content = change(name, source.read(name))
            if new is not None:
                target.writestr(new, content)
    return out.getvalue()


def with_part(data, name, content):
    return repacked(data, lambda part, old: (part, content if part == name else old))


def with_sheet_data(sheet_data, prologue=""):
    xml = f'{prologue}<worksheet xmlns="{_MAIN}"><sheetData>{sheet_data}</sheetData></worksheet>'
    return with_part(written([["x"]]), SHEET, xml.encode())


def text_cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def with_shared_strings(*texts, attributes=""):
    """One column of shared strings: what Excel writes, and openpyxl does not."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{n - 1}</v></c></row>' for n in range(1, len(texts) + 1)
    )
    strings = "".join(f"<si>{text}</si>" for text in texts)
    link = f'<Relationship Id="rIdS" Type="{_RELATIONSHIPS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'

    def change(name, content):
        is_links = name == "xl/_rels/workbook.xml.rels"
        return name, content.replace(b"</Relationships>", link.encode()) if is_links else content

    out = io.BytesIO(repacked(with_sheet_data(rows), change))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}" {attributes}>{strings}</sst>')
    return out.getvalue()


TABLE = b"a,b\n1,2\n"
WORKBOOK = written([["a"], [1]])


def zipped(*files, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in files:
            part = zipfile.ZipInfo(name)  # of 1980: the same bytes at any time
            part.compress_type = compression
            archive.writestr(part, content)
    return out.getvalue()


def two_sheets(*tables, titles=("A", "B", "C", "D"), hide=()):
    """A workbook with a sheet for each table; `hide` are titles of hidden sheets."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in zip(titles, tables, strict=False):
        sheet = book.create_sheet(title)
        sheet.sheet_state = "hidden" if title in hide else "visible"
        for row in rows:
            sheet.append(row)
    return saved(book)
