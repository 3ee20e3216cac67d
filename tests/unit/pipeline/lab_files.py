"""Small lab files and the profiles that read them, for tests of the whole way from bytes to results."""

import io
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook
from tests.support.profiles import ENGLISH, made_profile

from hepaflow.catalog.loader import load
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.read_file import read_file

RECEIVED = datetime(2025, 9, 1, tzinfo=UTC)
LONG = ("Subject", "Collected", "Test", "Result", "Units")
WIDE = ("Subject", "Collected", "ALT", "BILI")
WIDE_COLUMNS = {"subject": "Subject", "collected_at": "Collected"}
GOOD = ("S-001", "2024-03-22 08:30", "ALT", "45", "U/L")


def long_profile(columns: dict[str, str] | None = None, **tables: Any) -> Profile:
    """Return a profile of one result a row; `columns` come beside the usual ones."""
    file = {"decimal_mark": ".", **tables.pop("file", {})}
    tables = {"time_zone": "America/Chicago", **tables}
    return made_profile(columns=ENGLISH | (columns or {}), file=file, **tables)


def wide_profile(columns: dict[str, str] | None = None, **tables: Any) -> Profile:
    wide = {
        "ALT": {"analyte": "ALT", "unit": "U/L"},
        "BILI": {"analyte": "BILI", "unit": "umol/L"},
        **tables.pop("wide", {}),
    }
    file = {"decimal_mark": ".", "layout": "wide", **tables.pop("file", {})}
    tables = {"time_zone": "America/Chicago", **tables}
    return made_profile(columns=WIDE_COLUMNS | (columns or {}), file=file, wide=wide, **tables)


def text(*rows: tuple[str, ...], header: tuple[str, ...] = LONG) -> bytes:
    """Return rows as they stand, commas between cells, nothing quoted."""
    return "".join(",".join(row) + "\n" for row in (header, *rows)).encode()


def workbook(*rows: tuple[Any, ...], title: str = "Sheet1") -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.title = title
    for row in rows:
        book.active.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def read(data: bytes, profile: Profile | None = None, **more: Any) -> Outcome:
    return read_file(data, profile or long_profile(), load(), RECEIVED, **more)


def codes(outcome: Outcome) -> list[tuple[int, str]]:
    return [(issue.line, issue.code.value) for issue in outcome.issues]


def results(outcome: Outcome) -> list[tuple[int, str, str, str]]:
    """Return (line, subject, analyte, value in canonical unit) of every kept result, in line order."""
    return sorted(
        (line, panel.subject, report.analyte, str(report.value))
        for panel in outcome.panels
        for line, report in zip(panel.lines, panel.observations, strict=True)
    )
