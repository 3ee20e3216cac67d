"""The files that are checked under Pyodide, too: the examples, and a workbook with the mistakes of one of them."""

import csv
import io
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = (
    "us-long.csv", "cn-wide.csv", "de-workbook.xlsx", "central-lab.csv", "us-oru.hl7", "uk-observations.ndjson", "mistakes.csv",
)  # fmt: skip
WORKBOOK = "mistakes.xlsx"
RECEIVED = "2025-09-01T00:00:00+00:00"  # as in scripts/build_golden.py
DEFINITION = json.dumps(
    {
        "study": "NCT03945487",
        "version": 1,
        "title": "A trial",
        "centers": ["US-01", "CN-01", "DE-01", "LAB-01", "US-03", "UK-01", "US-02"],
        "fold_version": 3,
    }
)


def content_of_example(name: str) -> bytes:
    return mistakes_workbook() if name == WORKBOOK else (EXAMPLES / name).read_bytes()


def asked_for(name: str) -> dict[str, Any]:
    """What a page asks the engine about an example."""
    profile = (EXAMPLES / name).with_suffix(".toml").read_text("utf-8")
    if name == WORKBOOK:
        profile = profile.replace('format = "delimited"', 'format = "workbook"')
    return {"profile": profile, "definition": DEFINITION, "labs": [], "received": RECEIVED}


@cache  # openpyxl writes the time into it
def mistakes_workbook() -> bytes:
    """examples/mistakes.csv as a spreadsheet has it: true numbers and times where a cell is one, text elsewhere."""
    book = Workbook()
    sheet = book.active
    for row in csv.reader(io.StringIO((EXAMPLES / "mistakes.csv").read_text("utf-8"))):
        sheet.append([_cell(text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(text: str) -> Any:
    for kind in (int, float, lambda told: datetime.strptime(told, "%Y-%m-%d %H:%M")):  # noqa: DTZ007 the lab's own clock
        try:
            return kind(text)
        except ValueError:
            continue
    return text or None
