"""Build reports that may be duplicates of each other, and fold them."""

from decimal import Decimal

from hepaflow.catalog.fold_rules import fold_rules
from hepaflow.domain.fold.decisions import NOBODY, Decision, DecisionKind
from hepaflow.domain.fold.measurement import ROW_HOLDS, Measurement, Run, RunObservation
from hepaflow.domain.fold.measurement_state import Timeline
from hepaflow.domain.fold.suspicion.unit_suspicion import weighed
from hepaflow.domain.model import Comparator, Conversion, Observation, Raw, Status
from hepaflow.domain.study.fold_rules import NEWEST_VERSION

DATE, TIME = "2024-03-22", "2024-03-22T08:30"


def sent(at: str, value: str = "45", *, file: int = 1, line: int = 2, **more) -> RunObservation:
    """An ALT; file n came on day n of May."""
    number = Decimal(value)
    report = Observation(
        more.get("analyte", "ALT"),
        Raw(),
        more.get("operator", Comparator.EQ),
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
    return RunObservation(place, report, run, line, more.get("issues", ()), specimen)


def answers(
    *reports: RunObservation, decisions: tuple[Decision, ...] = (), version: int = NEWEST_VERSION
) -> Timeline:
    return weighed(reports, decisions, NOBODY, fold_rules(version))


def ruling(kind: DecisionKind, about: RunObservation, number: int = 1, to: str = "") -> Decision:
    return Decision(
        number, kind, about.measurement, "seen", about.run.file_id, about.line, to, tuple(ROW_HOLDS)
    )
