"""Build the observations of one subject on some days, as files of different times contain them."""

from decimal import Decimal
from fractions import Fraction

from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.fold.measurement import ROW_HOLDS, Measurement, Run, RunObservation
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Bound, Comparator, Conversion, Finding, Observation, Range, Raw, Status

IMPOSSIBLE = Issue(IssueCode.VALUE_IMPOSSIBLE)
AT = "2024-03-22T08:30"


def reported(
    analyte: str,
    text: str | None,
    at: str = AT,
    *,
    factor: Fraction = Fraction(1),
    status: Status = Status.FINAL,
    issues: tuple[Issue, ...] = (),
    upper: str = "",
    lower: str = "",
    lab: str = "",
    **more: str,
) -> RunObservation:
    """An observation; the text is a number with its operator, a finding, or None for a statement without a value."""
    operator, number, finding = Comparator.EQ, None, None
    if text in list(Finding):
        finding = Finding(text)
    elif text is not None:
        digits = text.lstrip("<>=")
        operator = Comparator(text[: len(text) - len(digits)] or "=")
        number = Decimal(digits)
    low, high = (Bound(Decimal(limit)) if limit else None for limit in (lower, upper))
    limits = Range(low, high) if low or high else None
    raw = Raw(analyte, text or "")
    value = Observation(
        analyte,
        raw,
        operator,
        number,
        Conversion(factor),
        number,
        "",
        status=status,
        issues=issues,
        finding=finding,
        range=limits,
        lab=lab,
    )
    center = more.get("center", "CN-01")
    day = more.get("received", "1")
    run = Run(center, more.get("file", f"file-{day}"), 1, f"2024-05-{int(day):02}T00:00:00.000Z")
    place = Measurement(center, "CN01-0001", analyte, more.get("specimen_type", "SERUM"), at)
    return RunObservation(
        place,
        value,
        run,
        int(more.get("line", "2")),
        specimen=more.get("specimen", ""),
        visit=more.get("visit", ""),
    )


def decided(number: int, kind: DecisionKind, about: RunObservation) -> Decision:
    return Decision(
        number,
        kind,
        about.measurement,
        "as the lab says",
        file_id=about.run.file_id,
        line=about.line,
        lifts=tuple(ROW_HOLDS),
    )
