"""Results as an answer shows them; numbers are text, exact, and lead back to file, line and raw cells.

The models are what the description of the API says of them. The text of an answer is written without them: to build,
check and dump nine hundred for a page took most of its time. A test holds the texts against the models.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from json.encoder import encode_basestring_ascii as quoted_in_ascii
from typing import Any, Final

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from hepaflow.domain.measurement import Measurement, Sent
from hepaflow.domain.model import Operator
from hepaflow.domain.numbers import plain
from hepaflow.domain.places import place
from hepaflow.domain.timeline import Answer, Held
from hepaflow.pipeline.desk.study_results import StudyPage
from hepaflow.pipeline.desk.subject_results import Page

_JSON: Final = "application/json"
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


RESULTS: Final[Any] = {200: {"description": "Successful Response", "content": {_JSON: {"model": Results}}}}


def results_of(page: Page, *, history: bool, largest: int = LARGEST_PAGE) -> Response[str]:
    """Return as many answers as a response holds, at least one."""
    told = _fitting(page.answers, largest, history=history)
    whole = len(told) == len(page.answers)
    return _results(page.number, told, "" if whole else page.after(len(told)))


def study_results_of(page: StudyPage, *, largest: int = LARGEST_PAGE) -> Response[str]:
    """Return the same of a page about many subjects."""
    told = _fitting(page.answers, largest, history=False)
    whole = len(told) == len(page.answers)
    return _results(page.number, told, page.more if whole else page.after[len(told) - 1])


def _results(number: int, told: list[str], after: str) -> Response[str]:
    text = f'{{"number":{number},"results":[{",".join(told)}],"after":{quoted(after)}}}'
    return Response(200, _JSON, text)


def _fitting(answers: Iterable[tuple[Measurement, Answer]], largest: int, *, history: bool) -> list[str]:
    told: list[str] = []
    size = 0
    for measurement, answer in answers:
        text = _measured(measurement, answer, history=history)
        size += _size(text)
        if told and size > largest:
            break
        told.append(text)
    return told


def _size(text: str) -> int:
    """Return how many bytes an answer takes where a function hands its response on: JSON within a text of JSON."""
    return len(quoted_in_ascii(text))  # a letter beyond ASCII counts six bytes, as older runtimes write it


def _measured(measurement: Measurement, answer: Answer, *, history: bool) -> str:
    """Return what `Measured` says, as JSON."""
    return (
        f'{{"center":{quoted(measurement.center)}'
        f',"subject":{quoted(measurement.subject)}'
        f',"analyte":{quoted(measurement.analyte)}'
        f',"specimen_type":{quoted(measurement.specimen_type)}'
        f',"collected_at":{quoted(measurement.collected_at)}'
        f',"specimen":{quoted(measurement.specimen)}'
        f',"current":{reported(answer.current) if answer.current else "null"}'
        f',"held":{_list(_waiting(held) for held in answer.held) if answer.held else "[]"}'
        f',"voided":{"true" if answer.voided else "false"}'
        f',"retired":{"true" if answer.retired else "false"}'
        f',"omitted":{quoted(answer.omitted)}'
        f',"decisions":{_list(str(number) for number in answer.decisions) if answer.decisions else "[]"}'
        f',"history":{_history(answer) if history else "null"}}}'
    )


def _waiting(held: Held) -> str:
    return f'{{"codes":{_list(quoted(code) for code in held.codes)},"report":{reported(held.sent)}}}'


def _history(answer: Answer) -> str:
    return (
        f'{{"superseded":{_list(reported(sent) for sent in answer.superseded)}'
        f',"again":{_list(reported(sent) for sent in answer.again)}'
        f',"aside":{_list(reported(sent) for sent in answer.aside)}'
        f',"withdrawn":{_list(reported(sent) for sent in answer.withdrawn)}}}'
    )


def reported(sent: Sent) -> str:
    """Return what `Reported` says, as JSON."""
    report, run, raw = sent.report, sent.run, sent.report.raw
    operator = "" if report.operator is Operator.EQ else report.operator
    found = [part for part in (report.finding, report.strength) if part]
    issues = report.issues + sent.issues
    return (
        f'{{"operator":{quoted(operator)}'
        f',"value":{_number(report.value)}'
        f',"unit":{quoted(report.unit)}'
        f',"text":{quoted(" ".join(found))}'
        f',"status":{quoted(report.status)}'
        f',"range_low":{_limit(report.range_low)}'
        f',"range_high":{_limit(report.range_high)}'
        f',"range_flag":{quoted(report.flag) if report.flag else "null"}'
        f',"raw":{{"analyte":{quoted(raw.analyte)}'
        f',"value":{quoted(raw.value)}'
        f',"unit":{quoted(raw.unit)}'
        f',"range":{quoted(raw.range)}'
        f',"flag":{quoted(raw.flag)}}}'
        f',"file_id":{quoted(run.file_id)}'
        f',"run":{run.n}'
        f',"line":{sent.line}'
        f',"place":{quoted(place(sent.line, run.places))}'
        f',"received":{quoted(run.received)}'
        f',"issues":{_list(dict.fromkeys(quoted(issue.code) for issue in issues)) if issues else "[]"}}}'
    )


def _list(texts: Iterable[str]) -> str:
    return f"[{','.join(texts)}]"


def _number(number: Decimal | None) -> str:
    return "null" if number is None else f'"{plain(number)}"'


_limit = lru_cache(1_024)(_number)  # limits repeat, values do not
