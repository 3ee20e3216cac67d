"""Build observations that are taken back, corrected or confirmed, and fold them."""

from decimal import Decimal

from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.fold.measurement import Measurement, Run, RunObservation
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Comparator, Conversion, Observation, Raw, Status

ALT = Measurement("CN-01", "CN01-0001", "ALT", "SERUM", "2024-03-22T08:30")
P, F, C, D, X = Status.PRELIMINARY, Status.FINAL, Status.CORRECTED, Status.DELETED, Status.NOT_DONE


UNCONVERTED = Conversion()


def sent(
    status: Status,
    number: str | None = None,
    *,
    day: int = 1,
    line: int = 2,
    specimen: str = "S1",
    record: str = "",
    revised: str = "",
    places: Places = Places.LINE,
    note: IssueCode = IssueCode.TAKEN_BACK,
    conversion: Conversion = UNCONVERTED,
    of: Measurement = ALT,
) -> RunObservation:
    """Return a report; without a number it takes back, but for a plain deletion."""
    value = None if number is None else Decimal(number)
    stating = value is None and status is not D
    report = Observation(
        of.analyte,
        Raw(value=number or ""),
        Comparator.EQ,
        value,
        conversion,
        value,
        "U/L",
        status=status,
        record=record,
        revised_at=revised,
        issues=(Issue(note),) if stating else (),
    )
    run = Run("CN-01", f"file-{day}", 1, f"2024-05-0{day}T00:00:00.000Z", places=places)
    return RunObservation(of, report, run, line, specimen=specimen)


def answer(
    *reports: RunObservation, decisions: tuple[Decision, ...] = (), version: int = 2
) -> MeasurementState:
    return fold(reports, decisions, version=version)[ALT]


def state(found: MeasurementState) -> tuple[str | None, list[str]]:
    """Return the current value, and what is held for what."""
    current = str(found.current.observation.number) if found.current else None
    return current, sorted(f"{held.sent.observation.number} {held.codes[0]}" for held in found.held)


def decide(kind: DecisionKind, about: RunObservation, *lifts: IssueCode) -> Decision:
    return Decision(9, kind, about.measurement, "asked", *about.row[:2], "", lifts)
