"""Results as an answer shows them; numbers are text, exact, and lead back to file, line and raw cells."""

import json
from collections.abc import Iterable
from decimal import Decimal

from pydantic import BaseModel

from hepaflow.domain.measurement import Measurement, Sent
from hepaflow.domain.model import Operator, Raw
from hepaflow.domain.numbers import plain
from hepaflow.domain.places import place
from hepaflow.domain.timeline import Answer
from hepaflow.pipeline.study_results import StudyPage
from hepaflow.pipeline.subject_results import Page

LARGEST_PAGE = 5_000_000  # bytes; a response of a function may have 6 MB (Lambda quotas)


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
    place: str
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
    """One measurement. `omitted`: the center's newest cumulative file, where an earlier one carried it and this does not."""

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
    omitted: str
    decisions: list[int]
    history: History | None = None


class Results(BaseModel):
    """Answers, and the journal number for which they hold; where `after` is not empty, more follow."""

    number: int
    results: list[Measured]
    after: str


def results_of(page: Page, *, history: bool, largest: int = LARGEST_PAGE) -> Results:
    """Return as many answers as a response holds, at least one."""
    measured = _fitting(page.answers, largest, history=history)
    whole = len(measured) == len(page.answers)
    return Results(number=page.number, results=measured, after="" if whole else page.after(len(measured)))


def study_results_of(page: StudyPage, *, largest: int = LARGEST_PAGE) -> Results:
    """Return the same of a page about many subjects."""
    measured = _fitting(page.answers, largest, history=False)
    whole = len(measured) == len(page.answers)
    return Results(
        number=page.number, results=measured, after=page.more if whole else page.after[len(measured) - 1]
    )


def _fitting(answers: Iterable[tuple[Measurement, Answer]], largest: int, *, history: bool) -> list[Measured]:
    measured: list[Measured] = []
    size = 0
    for measurement, answer in answers:
        one = _measured(measurement, answer, history=history)
        size += _size(one)
        if measured and size > largest:
            break
        measured.append(one)
    return measured


def _size(one: Measured) -> int:
    """Return how many bytes an answer takes where a function hands its response on: JSON within a text of JSON."""
    # a letter beyond ASCII counts 6 instead of 7: a page grows to 5.8 MB at most
    return len(json.dumps(one.model_dump_json()))


def _measured(measurement: Measurement, answer: Answer, *, history: bool) -> Measured:
    return Measured(
        **_plainly(measurement),
        current=reported(answer.current) if answer.current else None,
        held=[Waiting(codes=list(held.codes), report=reported(held.sent)) for held in answer.held],
        voided=answer.voided,
        retired=answer.retired,
        omitted=answer.omitted,
        decisions=list(answer.decisions),
        history=_history(answer) if history else None,
    )


def _history(answer: Answer) -> History:
    def shown(reports: Iterable[Sent]) -> list[Reported]:
        return [reported(sent) for sent in reports]

    return History(
        superseded=shown(answer.superseded),
        again=shown(answer.again),
        aside=shown(answer.aside),
        withdrawn=shown(answer.withdrawn),
    )


def reported(sent: Sent) -> Reported:
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
        raw=_plainly(report.raw),
        file_id=sent.run.file_id,
        run=sent.run.n,
        line=sent.line,
        place=place(sent.line, sent.run.places),
        received=sent.run.received,
        issues=list(dict.fromkeys(issue.code for issue in (*report.issues, *sent.issues))),
    )


def _plainly(flat: Measurement | Raw) -> dict[str, str]:
    """Return the fields of something without parts; `asdict` looks for parts and takes seven times as long."""
    return {name: getattr(flat, name) for name in flat.__slots__}


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)
