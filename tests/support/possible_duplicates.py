"""Build reports that may be duplicates of each other, and fold them."""

from decimal import Decimal

from hepaflow.catalog.fold_rules import fold_rules
from hepaflow.domain.fold.decisions import NOBODY, Decision, DecisionKind
from hepaflow.domain.fold.measurement import ROW_HOLDS, Measurement, Run, Sent
from hepaflow.domain.fold.rules import NEWEST_VERSION
from hepaflow.domain.fold.timeline import Timeline
from hepaflow.domain.fold.unit_suspicion import weighed
from hepaflow.domain.model import Conversion, Operator, Raw, Report, Status

DATE, TIME = "2024-03-22", "2024-03-22T08:30"


def sent(at: str, value: str = "45", *, file: int = 1, line: int = 2, **more) -> Sent:
    """An ALT; file n came on day n of May."""
    number = Decimal(value)
    report = Report(
        more.get("analyte", "ALT"),
        Raw(),
        more.get("operator", Operator.EQ),
        number,
        more.get("conversion", Conversion()),
        number,
        "U/L",
        raw_unit="U/L",
        status=more.get("status", Status.FINAL),
    )
    center, kind, specimen = more.get("center", "CN-01"), more.get("kind", ""), more.get("specimen", "")
    run = Run(center, f"{file:064}", 1, f"2024-05-{file:02}T00:00:00.000Z")
    key = specimen if more.get("identifies") else ""
    place = Measurement(center, more.get("subject", "S-1"), report.analyte, kind, at, key)
    return Sent(place, report, run, line, more.get("issues", ()), specimen)


def answers(*reports: Sent, decisions: tuple[Decision, ...] = (), version: int = NEWEST_VERSION) -> Timeline:
    return weighed(reports, decisions, NOBODY, fold_rules(version))


def ruling(kind: DecisionKind, about: Sent, number: int = 1, to: str = "") -> Decision:
    return Decision(
        number, kind, about.measurement, "seen", about.run.file_id, about.line, to, tuple(ROW_HOLDS)
    )
