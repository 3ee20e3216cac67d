"""Results as an answer shows them; numbers are text, exact, and lead back to file, line and raw cells.

The models are what the description of the API says of them. `api.answer_texts` writes the text of an answer without
them; a test holds the texts against the models.
"""

from collections.abc import Iterable
from json.encoder import encode_basestring as quoted
from json.encoder import encode_basestring_ascii as quoted_in_ascii
from typing import Any, Final

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from api.answer_texts import measured
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.fold.timeline import Answer
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
    """A report that waits for a decision, and why; `found` says by code what was found, where a code names something."""

    codes: list[str]
    found: dict[str, str]
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
    counted = size = 0  # bytes: exact for as many as were counted, an upper bound for the others
    for measurement, answer in answers:
        told.append(measured(measurement, answer, history=history))
        size += _most(told[-1])
        if size > largest:  # by the bound: few pages ever are, and counting takes a fifth of the time
            size += sum(_size(text) - _most(text) for text in told[counted:])
            counted = len(told)
            if size > largest and counted > 1:
                return told[:-1]
    return told


def _most(text: str) -> int:
    return 12 * len(text)  # a letter beyond U+FFFF, as two escapes


def _size(text: str) -> int:
    """Return how many bytes an answer takes where a function hands its response on: JSON within a text of JSON."""
    return len(quoted_in_ascii(text))  # a letter beyond ASCII counts six bytes, as older runtimes write it
