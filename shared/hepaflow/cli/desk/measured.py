"""Turn measurements, as the API returns them, into rows of results."""

from collections.abc import Iterable, Iterator
from typing import Any

from hepaflow.writers.result_rows import ResultRow, ResultStanding, found_text

_JsonObject = dict[str, Any]


def measured_rows(study: str, measurements: Iterable[_JsonObject]) -> Iterator[ResultRow]:
    """Yield the current result of each measurement, and then its held observations.

    Args:
        study: the study's id.
        measurements: as `/results`, `/holds` and a subject's results list them.
    """
    for measured in measurements:
        current = measured["current"]
        if current:
            yield _row(
                study,
                measured,
                ResultStanding.CURRENT,
                current,
                current["issues"],
                omitted=measured["omitted"],
            )
        for held in measured["held"]:
            yield _row(
                study, measured, ResultStanding.HELD, held["observation"], held["codes"], found=held["found"]
            )


def _row(  # noqa: PLR0913 each part comes from another place
    study: str,
    measured: _JsonObject,
    standing: ResultStanding,
    sent: _JsonObject,
    issues: list[str],
    *,
    found: dict[str, str] | None = None,
    omitted: str = "",
) -> ResultRow:
    raw = sent["raw"]
    return ResultRow(
        study=study,
        center=measured["center"],
        subject=measured["subject"],
        collected_at=measured["collected_at"] + sent["utc_offset"],
        analyte=measured["analyte"],
        operator=sent["operator"],
        value=sent["value"] or "",
        unit=sent["unit"],
        text=sent["text"],
        status=sent["status"],
        range_low=sent["range_low"] or "",
        range_high=sent["range_high"] or "",
        range_flag=sent["range_flag"] or "",
        specimen_type=measured["specimen_type"],
        specimen=sent["specimen"],
        visit=sent["visit"],
        line=sent["place"],
        raw_analyte=raw["analyte"],
        raw_value=raw["value"],
        raw_unit=raw["unit"],
        issues=";".join(issues),
        standing=standing,
        found=found_text(found or {}),
        multiple_of_uln=sent.get("multiple_of_uln") or "",
        file_id=sent["file_id"],
        line_number=str(sent["line"]),
        omitted=omitted,
        range_from=sent.get("range_from") or "",
        lab=sent.get("lab", ""),
    )


def result_text(row: ResultRow) -> str:
    """Return the result of a row for a person: the number with its unit, or the text."""
    number = row.operator + row.value
    return " ".join(filter(None, (number, row.value and row.unit, row.text)))
