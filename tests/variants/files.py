"""Write a variant as a text file or a workbook."""

import csv
import io

from openpyxl import Workbook
from tests.variants import long_tables, wide_tables
from tests.variants.facts import DE, EN, TITLES, ZH
from tests.variants.making import Layout, Making, Rows, Table, Variant

_LAYOUTS: dict[str, Layout] = {
    "long": long_tables.long, "site": long_tables.site, "date-and-time": long_tables.date_and_time, "no-header": long_tables.no_header,
    "fill-down": long_tables.fill_down, "merged": long_tables.merged, "sheets": long_tables.sheets, "above": long_tables.above,
    "wide": wide_tables.wide, "wide-unit-row": wide_tables.unit_row, "wide-unit-column": wide_tables.unit_columns, "two-rows": wide_tables.two_rows,
    "visits": wide_tables.visits, "across": wide_tables.across, "across-sheets": wide_tables.across_sheets,
}  # fmt: skip
_ENCODINGS = {
    EN: ("utf-8", "utf-8-sig"),
    ZH: ("utf-8", "gb18030", "gb18030", "utf-8-sig", "utf-16"),
    DE: ("utf-8", "cp1252", "cp1252"),
}


def variant(seed: int, *, trapped: bool = False) -> Variant:
    """Return the file of a seed, and the truth about it; on request with columns that a draft must not read."""
    made = Making(seed, trapped=trapped)
    tables = _LAYOUTS[made.layout](made)
    data = _book(made, tables) if made.is_book else _text(made, tables[0][1])
    return Variant(seed, made.kinds, data, made.profile, made.facts)


def _text(made: Making, rows: Rows) -> bytes:
    delimiter = made.pick.choice((";", "\t", "|") if made.comma else (",", ",", ";", "\t", "|"))
    encoding = made.pick.choice(_ENCODINGS[made.language])
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=made.pick.choice(("\n", "\r\n")))
    width = max(map(len, rows))
    writer.writerows([*row, *[""] * (width - len(row))] for row in rows)
    text = out.getvalue()
    if text.encode(encoding, "replace").decode(encoding) != text:
        encoding = "utf-8"
    made.profile["file"] |= {
        "delimiter": delimiter,
        **({"encoding": encoding} if encoding in ("gb18030", "cp1252") else {}),
    }
    made.kinds["file"] = f"text {encoding}"
    return text.encode(encoding)


def _book(made: Making, tables: list[Table]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    if made.pick.random() < 0.3 and len(tables) == 1:
        cover = book.create_sheet("Info")
        cover.append([made.pick.choice(TITLES[made.language])])
        cover.append(["Version", 2])
        made.kinds["cover"] = "yes"
    for name, rows, spans in tables:
        sheet = book.create_sheet(name or "Results")
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
        for top, left, bottom, right in spans:
            if (top, left) != (bottom, right):
                sheet.merge_cells(
                    start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
                )
    out = io.BytesIO()
    book.save(out)
    made.kinds["file"] = "workbook numbers" if made.numeric else "workbook texts"
    return out.getvalue()
