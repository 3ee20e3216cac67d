"""Write rows as a workbook in which every cell is text."""

import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO
from xml.sax.saxutils import escape, quoteattr

# The least that ECMA-376 part 1, 12.2 asks of a workbook.
_NAMESPACE = "http://schemas.openxmlformats.org"
_MAIN = f"{_NAMESPACE}/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATION = f"{_NAMESPACE}/officeDocument/2006/relationships"
_BOOK, _SHEET = "xl/workbook.xml", "xl/worksheets/sheet1.xml"
_NOT_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]"
)  # XML 1.0, 2.2: no XML can hold these
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first time that an archive can tell


def write_workbook(rows: Iterable[Sequence[str]], sheet: str, out: IO[bytes]) -> None:
    """Write rows as a workbook with one sheet, every cell as text; an empty cell is left out.

    Args:
        rows: the cells of each row; the first becomes row 1.
        sheet: name of the sheet.
        out: binary file, open for writing; it stays open.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in _frame(sheet).items():
            archive.writestr(zipfile.ZipInfo(part, _EPOCH), f'<?xml version="1.0"?>{text}')
        with archive.open(zipfile.ZipInfo(_SHEET, _EPOCH), "w") as content:
            content.write(f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for number, cells in enumerate(rows, 1):
                content.write(_row(number, cells).encode())
            content.write(b"</sheetData></worksheet>")


def _row(number: int, cells: Sequence[str]) -> str:
    filled = (
        f'<c r="{_letters(place)}{number}" t="inlineStr"><is><t xml:space="preserve">{_text(cell)}</t></is></c>'
        for place, cell in enumerate(cells, 1)
        if cell
    )
    return f'<row r="{number}">{"".join(filled)}</row>'


def _text(cell: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", cell), {"\r": "&#13;"})


def _letters(place: int) -> str:
    """Return the letters of a column.

    Examples:
        >>> _letters(1), _letters(26), _letters(27), _letters(703)
        ('A', 'Z', 'AA', 'AAA')
    """
    letters = ""
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _frame(sheet: str) -> dict[str, str]:
    return {
        "[Content_Types].xml": f'<Types xmlns="{_NAMESPACE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{_BOOK}" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/{_SHEET}" ContentType="{_TYPE}.worksheet+xml"/></Types>',
        "_rels/.rels": _relations(f"{_RELATION}/officeDocument", _BOOK),
        _BOOK: f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}">'
        f'<sheets><sheet name={quoteattr(sheet)} sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(f"{_RELATION}/worksheet", "worksheets/sheet1.xml"),
    }


def _relations(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_NAMESPACE}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/></Relationships>'
    )
