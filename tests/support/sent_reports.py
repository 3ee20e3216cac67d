"""Build reports of one measurement, as files of different days contain them."""

from decimal import Decimal

from hepaflow.domain.fold.measurement import Measurement, Run, RunObservation
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import (
    Comparator,
    Conversion,
    Observation,
    Raw,
    Status,
)

PRELIMINARY, FINAL, CORRECTED, DELETED = Status.PRELIMINARY, Status.FINAL, Status.CORRECTED, Status.DELETED
ALT = Measurement("CN-01", "CN01-0001", "ALT", "SERUM", "2024-03-22T08:30")
IMPOSSIBLE = Issue(IssueCode.VALUE_IMPOSSIBLE)


def report(
    value: str | None, status: Status = FINAL, *, revised: str = "", analyte: str = "ALT"
) -> Observation:
    number = None if value is None else Decimal(value)
    return Observation(
        analyte,
        Raw(analyte, value or ""),
        Comparator.EQ,
        number,
        Conversion(),
        number,
        "U/L",
        status=status,
        revised_at=revised,
    )


def sent(
    value: str | None, status: Status = FINAL, *, day: int = 1, line: int = 2, revised: str = "", **more
) -> RunObservation:
    """A report from the file of that day; files of one day differ by `file`."""
    run = Run(
        "CN-01",
        more.get("file", f"file-{day}"),
        1,
        f"2024-05-{day:02}T00:00:00.000Z",
        accept_changes=more.get("accepts", False),
    )
    issues = (IMPOSSIBLE,) if more.get("impossible") else ()
    measured = report(value, status, revised=revised)
    return RunObservation(more.get("of", ALT), measured, run, line, issues)
