"""Answer with results: numbers are exact text and lead back to file, line and raw cells.

The models are the schemas of the API. `api.http.result_json` writes the text of an answer without them; a test compares the
texts with the models.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from json.encoder import encode_basestring as quoted
from json.encoder import encode_basestring_ascii as quoted_in_ascii
from typing import Annotated, Any, Final

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, Field

from api.http.parameters import Next
from api.http.records import AsOfNumber, Href
from api.http.result_json import measurement_text
from hepaflow.domain.fold import measurement as fold
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.pipeline.desk.study_results import StudyPage
from hepaflow.pipeline.desk.subject_results import Page

_JSON: Final = "application/json"
LARGEST_PAGE = 5_000_000  # bytes; a response of a function may have 6 MB (Lambda quotas)
Pairs = Iterable[tuple[fold.Measurement, MeasurementState]]


class RawCells(BaseModel):
    """The cells of an observation as they are in the file."""

    analyte: str
    value: str
    unit: str
    range: str
    flag: str


class Observation(BaseModel):
    """A lab's single value: converted to the canonical unit, and as it is in the file."""

    operator: Annotated[str, Field(description="`<`, `<=`, `>`, `>=`; empty for an exact value.")]
    value: Annotated[str | None, Field(description="The number in the canonical unit; exact text.")]
    unit: Annotated[str, Field(description="The canonical unit, UCUM.")]
    text: Annotated[str, Field(description="A result that is not a number, such as `POSITIVE 2+`.")]
    status: Annotated[str, Field(description="Result status of the lab, such as `final`.")]
    range_low: str | None
    range_high: str | None
    range_flag: Annotated[str | None, Field(description="The value against its reference range.")]
    multiple_of_uln: Annotated[
        str | None,
        Field(
            description="The value divided by the upper limit of its range: exact, at 6 significant digits."
        ),
    ]
    range_from: Annotated[
        str | None, Field(description="Whose reference range it is: `row`, `profile` or `lab`.")
    ]
    lab: Annotated[
        str, Field(description="Id of the lab that measured; empty if neither file nor profile names it.")
    ]
    raw: RawCells
    file_id: str
    run: Annotated[int, Field(description="Number of the run that read the file.")]
    line: Annotated[
        int,
        Field(
            description="Line of the file, or where day 1 is masked a number in its place; it names the observation in decisions."
        ),
    ]
    place: Annotated[
        str,
        Field(
            description="The row as a person finds it: a line, or sheet and row. Empty where it may name a masked visit."
        ),
    ]
    received: str
    specimen: Annotated[
        str, Field(description="The lab's own specimen id, or where day 1 is masked an id in its place.")
    ]
    visit: Annotated[str, Field(description="The lab's own visit.")]
    utc_offset: Annotated[str, Field(description="Offset of the collection time from UTC, if it is known.")]
    issues: Annotated[list[str], Field(description="Issue codes of the row.")]


class HeldObservation(BaseModel):
    """An observation that waits for a decision, and why."""

    codes: Annotated[list[str], Field(description="Issue codes for which it is held.")]
    found: Annotated[dict[str, str], Field(description="What was found, by issue code.")]
    observation: Observation


class ObservationHistory(BaseModel):
    """The other observations of a measurement, by their state."""

    superseded: list[Observation]
    repeated: list[Observation]
    set_aside: list[Observation]
    withdrawn: list[Observation]


class Measurement(BaseModel):
    """One analyte of one specimen of a subject at one time: its current result and held observations."""

    center: str
    subject: str
    href: Href
    analyte: str
    specimen_type: str
    collected_at: str
    specimen: str
    current: Annotated[Observation | None, Field(description="The observation that counts.")]
    held: list[HeldObservation]
    voided: bool
    retired: bool
    omitted: Annotated[
        str,
        Field(
            description="The center's newest cumulative file, if an earlier one had this measurement and it does not."
        ),
    ]
    decisions: Annotated[list[int], Field(description="Journal numbers of the decisions about it.")]
    history: Annotated[ObservationHistory | None, Field(description="With `history=true` only.")] = None


class LeftOutResults(BaseModel):
    """Results of which nobody can say whether they are within the multiples that were asked for."""

    without_multiple: Annotated[int, Field(description="Without a number, or without an upper limit.")]
    uncertain: Annotated[int, Field(description="Such as `>90`: a part of the possible values is within.")]


class ResultsPage(BaseModel):
    """A page of measurements with their results."""

    journal_number: AsOfNumber
    results: list[Measurement]
    left_out: Annotated[
        LeftOutResults | None,
        Field(description="Among the results of this page; null if no multiples were asked for."),
    ] = None
    next: Next


RESULT_RESPONSES: Final[Any] = {200: {"description": "OK", "content": {_JSON: {"model": ResultsPage}}}}


@dataclass(frozen=True, slots=True)
class PageForm:
    """How a page of results is written.

    Attributes:
        study: the study's id.
        cursor: gives the cursor of the page after a position.
        history: with the other observations of each measurement.
        largest: bytes of a page.
        left_out: with the number of results of which nobody can say whether they are wanted.
    """

    study: str
    cursor: Callable[[str], str | None]
    history: bool = False
    largest: int = LARGEST_PAGE
    left_out: bool = False


def results_of(page: Page, limit: int, form: PageForm) -> Response[str]:
    """Return as many measurements as the limit and a response allow, at least one.

    Args:
        page: the measurements that remain, in order, and the journal number that they are of.
        limit: the most measurements in a response.
        form: how to write a page: study, cursor, history, largest size in bytes.
    """
    texts = _fitting(page.answers[:limit], form)
    whole = len(texts) == len(page.answers)
    return _results(page.journal_number, texts, None if whole else form.cursor(page.after(len(texts))))


def study_results_of(page: StudyPage, form: PageForm) -> Response[str]:
    """Return a page about many subjects, cut where the response is full."""
    texts = _fitting(page.answers, form)
    left_out, after = page.cut(len(texts))
    told = json.dumps(left_out._asdict()) if form.left_out else "null"
    return _results(page.journal_number, texts, form.cursor(after), told)


def _results(number: int, texts: list[str], after: str | None, left_out: str = "null") -> Response[str]:
    following = "null" if after is None else quoted(after)
    return Response(
        200,
        _JSON,
        f'{{"journal_number":{number},"results":[{",".join(texts)}],"left_out":{left_out},"next":{following}}}',
    )


def _fitting(answers: Pairs, form: PageForm) -> list[str]:
    texts: list[str] = []
    counted = size = 0  # bytes: exact for as many as were counted, an upper bound for the others
    for measurement, answer in answers:
        texts.append(measurement_text(form.study, measurement, answer, history=form.history))
        size += _most(texts[-1])
        if size > form.largest:  # by the bound: few pages ever are, and counting takes a fifth of the time
            size += sum(_size(text) - _most(text) for text in texts[counted:])
            counted = len(texts)
            if size > form.largest and counted > 1:
                return texts[:-1]
    return texts


def _most(text: str) -> int:
    return 12 * len(text)  # a letter beyond U+FFFF, as two escapes


def _size(text: str) -> int:
    """Return how many bytes an answer takes where a function hands its response on: JSON within a text of JSON."""
    return len(quoted_in_ascii(text))  # a letter beyond ASCII counts six bytes, as older runtimes write it
