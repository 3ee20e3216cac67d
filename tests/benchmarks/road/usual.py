"""Do what a user would write in place of hepaflow: read a CSV, convert units with pint, put results into DynamoDB.

Each way keeps the same results, without what hepaflow adds: no claims, no journal, no receipts, no checks of ranges. Rows
with a fault are counted and left out. A unit is converted by float, as pint does it.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pint
from pydantic import BaseModel, Field, ValidationError

ANALYTES = {
    "ALT": "ALT", "AST": "AST", "ALP": "ALP", "GGT": "GGT", "Total bilirubin": "BILI", "Direct bilirubin": "BILDIR",
    "Albumin": "ALB", "Total protein": "PROT", "Creatinine": "CREAT", "Urea": "UREAN", "Sodium": "SODIUM",
    "Potassium": "K", "INR": "INR", "Platelets": "PLAT", "Hemoglobin": "HGB",
}  # fmt: skip
CANONICAL = {
    "ALT": "U/L", "AST": "U/L", "ALP": "U/L", "GGT": "U/L", "BILI": "umol/L", "BILDIR": "umol/L", "ALB": "g/L", "PROT": "g/L",
    "CREAT": "umol/L", "UREAN": "mmol/L", "SODIUM": "mmol/L", "K": "mmol/L", "INR": "", "PLAT": "10^9/L", "HGB": "g/L",
}  # fmt: skip
_MOLAR = {"BILI": 584.66, "BILDIR": 584.66, "CREAT": 113.12, "UREAN": 60.06}  # g/mol
_PINT = {
    "U/L": "enzyme_unit/L", "IU/L": "enzyme_unit/L", "Units/L": "enzyme_unit/L", "U/l": "enzyme_unit/L",
    "ukat/L": "microkatal/L", "µmol/L": "umol/L", "umol/L": "umol/L", "mg/dL": "mg/dL", "MG/DL": "mg/dL", "g/L": "g/L",
    "g/dL": "g/dL", "mmol/L": "mmol/L", "mEq/L": "mmol/L", "": "", "ratio": "", "10^9/L": "1/nL", "10*3/uL": "1/nL",
}  # fmt: skip
_VALUE = re.compile(r"(<=|>=|<|>)?(\d+(?:\.\d+)?)")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)|<(\d+(?:\.\d+)?)")
_FILE = "5f2b1c77a0d94e11"
Convert = Callable[[float, str, str], float]
Item = dict[str, Any]


class Row(BaseModel):
    """A row of the file."""

    subject: str = Field(alias="Subject", pattern=r"^S-\d{4,}$")
    collected: datetime = Field(alias="Collected")
    specimen: str = Field(alias="Specimen", min_length=1)
    test: str = Field(alias="Test")
    result: str = Field(alias="Result")
    unit: str = Field(alias="Unit")
    range: str = Field(alias="Range")
    flag: str = Field(alias="Flag")


def converted_each_time() -> Convert:
    """Return a conversion that asks pint for each value."""
    quantity = pint.UnitRegistry().Quantity

    def convert(value: float, analyte: str, unit: str) -> float:
        goal = CANONICAL[analyte]
        if not goal:
            return value
        given = quantity(value, _PINT[unit])
        wanted = _PINT[goal]
        if _PINT[unit] == "mg/dL" and analyte in _MOLAR:
            return float(given.to(wanted, "chemistry", mw=quantity(_MOLAR[analyte], "g/mol")).magnitude)
        return float(given.to(wanted).magnitude)

    return convert


def converted_by_factor() -> Convert:
    """Return a conversion that asks pint once for each analyte and unit."""
    factor = cache(lambda analyte, unit: each(1.0, analyte, unit))
    each = converted_each_time()
    return lambda value, analyte, unit: value * factor(analyte, unit)


def a_result(row: Any, line: int, convert: Convert) -> Item:
    """Return a row as an item; a KeyError or ValueError says that it has a fault."""
    analyte, value = ANALYTES[row.test], _VALUE.fullmatch(row.result)
    if value is None:
        raise ValueError(row.result)
    item = {
        "pk": f"BENCH#{row.subject}",
        "sk": f"{row.collected.isoformat()}#{row.specimen}#{analyte}",
        "analyte": analyte,
        "value": _number(convert(float(value[2]), analyte, row.unit)),
        "unit": CANONICAL[analyte],
        "raw_test": row.test,
        "raw_value": row.result,
        "raw_unit": row.unit,
        "raw_range": row.range,
        "line": line,
        "file": _FILE,
    }
    if value[1]:
        item["operator"] = value[1]
    if limits := _RANGE.fullmatch(row.range):
        if limits[1]:
            item["low"] = _number(convert(float(limits[1]), analyte, row.unit))
        item["high"] = _number(convert(float(limits[2] or limits[3]), analyte, row.unit))
    return item


def _number(value: float) -> Decimal:
    return Decimal(repr(round(value, 6)))


def results(data: bytes, convert: Convert) -> Iterator[Item]:
    """Yield the rows without faults, each as an item."""
    rows = csv.DictReader(io.StringIO(data.decode()))
    for cells in rows:
        try:
            yield a_result(Row.model_validate(cells), rows.line_num, convert)
        except (ValidationError, ValueError, KeyError):  # what a user would list for the lab
            continue


def dict_reader(data: bytes, _table: Any = None) -> int:
    """Only read the file."""
    return sum(1 for _ in csv.DictReader(io.StringIO(data.decode())))


def item_a_result(data: bytes, table: Any) -> int:
    stored = 0
    with table.batch_writer() as writer:
        for item in results(data, converted_by_factor()):
            writer.put_item(Item=item)
            stored += 1
    return stored


def item_a_panel(data: bytes, table: Any) -> int:
    """Put the results of a specimen into one item."""
    panels: dict[tuple[str, str], Item] = {}
    stored = 0
    for item in results(data, converted_by_factor()):
        pk, sk = item.pop("pk"), item.pop("sk").rpartition("#")[0]
        panel = panels.setdefault((pk, sk), {"pk": pk, "sk": sk, "file": item.pop("file"), "results": {}})
        panel["results"][item.pop("analyte")] = item
        item.pop("file", None)
        stored += 1
    with table.batch_writer() as writer:
        for panel in panels.values():
            writer.put_item(Item=panel)
    return stored


def row_by_row(data: bytes, table: Any) -> int:
    """Convert each value with pint, and send each result by itself."""
    stored = 0
    for item in results(data, converted_each_time()):
        table.put_item(Item=item)
        stored += 1
    return stored


def by_pandas(data: bytes, table: Any) -> int:
    """Read with pandas, apply a function to each row, and send the items with `batch_writer`."""
    import pandas as pd

    frame = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
    frame.columns = [name.lower() for name in frame.columns]
    frame["collected"] = pd.to_datetime(frame["collected"], errors="coerce")
    convert = converted_by_factor()

    def item(row: Any) -> Item | None:
        try:
            return a_result(row, int(row.name) + 2, convert)
        except (ValueError, KeyError):
            return None

    stored = 0
    with table.batch_writer() as writer:
        for one in frame.apply(item, axis=1).dropna():
            writer.put_item(Item=one)
            stored += 1
    return stored
