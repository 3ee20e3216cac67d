"""Results as an answer shows them; numbers are text, exact, and lead back to file, line and raw cells."""

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal

from pydantic import BaseModel

from hepaflow.domain.measurement import Measurement, Sent
from hepaflow.domain.model import Operator
from hepaflow.domain.numbers import plain
from hepaflow.domain.timeline import Answer
from hepaflow.pipeline.query import Timeline


class Reported(BaseModel):
    """One report: the canonical value, and what stands in the file."""

    operator: str
    value: str | None
    unit: str
    text: str
    status: str
    range_low: str | None
    range_high: str | None
    range_flag: str | None
    raw: dict[str, str]
    file_id: str
    run: int
    line: int
    received: str
    issues: list[str]


class Waiting(BaseModel):
    """A report that waits for a decision, and why."""

    codes: list[str]
    report: Reported


class History(BaseModel):
    """Every other report of the measurement."""

    superseded: list[Reported]
    again: list[Reported]
    aside: list[Reported]
    withdrawn: list[Reported]


class Measured(BaseModel):
    """One measurement."""

    center: str
    subject: str
    analyte: str
    specimen_type: str
    collected_at: str
    specimen: str
    current: Reported | None
    held: list[Waiting]
    voided: bool
    retired: bool
    decisions: list[int]
    history: History | None = None


class Results(BaseModel):
    """Answers for one subject, and the journal number for which they hold."""

    number: int
    results: list[Measured]


def results_of(known: Timeline, *, history: bool) -> Results:
    measured = [
        _measured(measurement, answer, history=history) for measurement, answer in known.answers.items()
    ]
    return Results(number=known.number, results=measured)


def _measured(measurement: Measurement, answer: Answer, *, history: bool) -> Measured:
    return Measured(
        **asdict(measurement),
        current=_reported(answer.current) if answer.current else None,
        held=[Waiting(codes=list(held.codes), report=_reported(held.sent)) for held in answer.held],
        voided=answer.voided,
        retired=answer.retired,
        decisions=list(answer.decisions),
        history=_history(answer) if history else None,
    )


def _history(answer: Answer) -> History:
    def shown(reports: Iterable[Sent]) -> list[Reported]:
        return [_reported(sent) for sent in reports]

    return History(
        superseded=shown(answer.superseded),
        again=shown(answer.again),
        aside=shown(answer.aside),
        withdrawn=shown(answer.withdrawn),
    )


def _reported(sent: Sent) -> Reported:
    report = sent.report
    return Reported(
        operator="" if report.operator is Operator.EQ else report.operator,
        value=_plain(report.value),
        unit=report.unit,
        text=" ".join(part for part in (report.finding or "", report.strength) if part),
        status=report.status,
        range_low=_plain(report.range_low),
        range_high=_plain(report.range_high),
        range_flag=report.flag,
        raw=asdict(report.raw),
        file_id=sent.run.file_id,
        run=sent.run.n,
        line=sent.line,
        received=sent.run.received,
        issues=list(dict.fromkeys(issue.code for issue in (*report.issues, *sent.issues))),
    )


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)
