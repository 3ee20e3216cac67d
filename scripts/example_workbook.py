"""The workbook of a lab in Germany, as a person there would export it."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from scripts.published import Test, Visit

Cell = str | int | float | datetime

HEADER: list[Cell] = [
    "Proband",
    "Entnahme",
    "Auftrag",
    "Untersuchung",
    "Ergebnis",
    "Einheit",
    "Referenzbereich",
]
TITLES: list[list[Cell]] = [
    ["Universitätsklinikum Beispielstadt, Zentrallabor"],
    ["Studie NCT03945487, Zentrum DE-01"],
    [],
]
NAMES = {
    "BILI": "Bilirubin gesamt", "CHOL": "Cholesterin", "ALB": "Albumin", "ALP": "Alkalische Phosphatase",
    "AST": "GOT (AST)", "PLAT": "Thrombozyten", "PT": "Thromboplastinzeit",
}  # fmt: skip
UNITS = {"PLAT": "Tsd./µl", "PT": "sek"}
_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_CREATED = datetime(2025, 9, 1)  # noqa: DTZ001 document properties have no zone


def workbook(visits: Iterable[Visit]) -> bytes:
    """Return an XLSX with titles above the header, decimal commas as text, true dates and a row of totals."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Befunde"
    rows = list(_rows(visits))
    head: list[list[Cell]] = [*TITLES, HEADER]
    for row in [*head, *rows]:
        sheet.append(row)
    sheet.append(["Summe", "", "", "", len(rows)])
    for cell in sheet["B"][len(TITLES) + 1 :]:
        cell.number_format = "dd.mm.yyyy hh:mm"
    _legend(book)
    book.properties.creator = "hepaflow examples"
    book.properties.created = _CREATED
    saved = BytesIO()
    book.save(saved)
    return _without_clock(saved.getvalue())


def _rows(visits: Iterable[Visit]) -> Iterator[list[Cell]]:
    for number, visit in enumerate(visits):
        at: Cell = f"{visit.collected_at:%d.%m.%Y %H:%M}" if number % 5 == 4 else visit.collected_at
        for test, value in visit.results:
            subject, order = f"DE01-{visit.subject:04}", f"B{visit.subject:03}{visit.day:04}"
            unit = UNITS.get(test.code, test.unit.replace("L", "l"))
            yield [subject, at, order, NAMES[test.code], _result(test, value), unit, _range(test)]


def _result(test: Test, value: Decimal) -> Cell:
    """Return a true number for what the analyser sends as one, else text with a decimal comma."""
    if test.code in {"ALP", "PLAT"}:
        return int(value)
    return float(value) if test.code == "AST" else str(value).replace(".", ",")


def _range(test: Test) -> str:
    return (f"{test.low} - {test.high}" if test.low else f"< {test.high}").replace(".", ",")


def _legend(book: Workbook) -> None:
    legend = book.create_sheet("Legende")
    legend.append(["Befunde", "ein Ergebnis je Zeile"])


def _without_clock(archive: bytes) -> bytes:
    """Return the same archive with one fixed time, stored: neither a clock nor a zlib changes a byte."""
    rewritten = BytesIO()
    with zipfile.ZipFile(BytesIO(archive)) as old, zipfile.ZipFile(rewritten, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(
                    rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"%sZ" % _CREATED.isoformat().encode(), content
                )
            new.writestr(zipfile.ZipInfo(name, _FIRST_DAY_OF_ZIP), content)
    return rewritten.getvalue()
