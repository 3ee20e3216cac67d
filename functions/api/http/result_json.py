"""Write the JSON of results directly: building and dumping a model for each result took most of a page's time.

Parts that many observations share (units, ranges, files, hrefs) are written once and cached.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import Final

from api.http.hrefs import subject_href
from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.fold.measurement_state import Held, MeasurementState
from hepaflow.domain.issues.places import place_text
from hepaflow.domain.model import Comparator, Observation
from hepaflow.domain.normalize.reference import range_source
from hepaflow.domain.values.numbers import plain_digits
from hepaflow.writers.result_rows import multiple_text

_REMEMBERED: Final = 1_024  # of each; a center has a few for each analyte


def measurement_text(study: str, measurement: Measurement, answer: MeasurementState, *, history: bool) -> str:
    """Return the JSON of `api.http.result_models.Measurement`.

    Args:
        study: the study's id, for links.
        measurement: the key of the measurement.
        answer: its state after the fold.
        history: whether to write the other observations of the measurement, too; else `null`.
    """
    center, subject, analyte, specimen_type, collected_at, specimen = measurement
    return (
        f'{{"center":{quoted(center)}'
        f',"subject":{quoted(subject)}'
        f',"href":{quoted(subject_href(study, subject))}'
        f',"analyte":{quoted(analyte)}'
        f',"specimen_type":{quoted(specimen_type)}'
        f',"collected_at":{quoted(collected_at)}'
        f',"specimen":{quoted(specimen)}'
        f',"current":{observation_text(answer.current) if answer.current else "null"}'
        f',"held":{_list(_waiting(held) for held in answer.held) if answer.held else "[]"}'
        f',"voided":{"true" if answer.voided else "false"}'
        f',"retired":{"true" if answer.retired else "false"}'
        f',"omitted":{quoted(answer.omitted)}'
        f',"decisions":{_list(str(number) for number in answer.decisions) if answer.decisions else "[]"}'
        f',"history":{_history(answer) if history else "null"}}}'
    )


def _waiting(held: Held) -> str:
    codes = _list(quoted(code) for code in held.codes)
    found = ",".join(f"{quoted(code)}:{quoted(text)}" for code, text in held.found.items())
    return f'{{"codes":{codes},"found":{{{found}}},"observation":{observation_text(held.sent)}}}'


def _history(answer: MeasurementState) -> str:
    return (
        f'{{"superseded":{_list(observation_text(sent) for sent in answer.superseded)}'
        f',"repeated":{_list(observation_text(sent) for sent in answer.again)}'
        f',"set_aside":{_list(observation_text(sent) for sent in answer.aside)}'
        f',"withdrawn":{_list(observation_text(sent) for sent in answer.withdrawn)}}}'
    )


def observation_text(sent: RunObservation) -> str:
    """Return the JSON of `api.http.result_models.Observation`."""
    report, run = sent.observation, sent.run
    name, value, unit, limits, flag = report.raw
    range_low, range_high = report.range_low, report.range_high
    operator = "" if report.operator is Comparator.EQ else report.operator
    issues, source = report.issues + sent.issues, range_source(report)
    return (
        f'{{"operator":{quoted(operator)}'
        f',"value":{_number(report.value)}'
        f",{_meant(report.unit, report.finding, report.strength, report.status, range_low, range_high)}"
        f',"range_flag":{quoted(report.flag) if report.flag else "null"}'
        f',"multiple_of_uln":{_multiple(report)}'
        f',"range_from":{quoted(source) if source else "null"}'
        f',"lab":{quoted(report.lab)}'
        f',"raw":{{"analyte":{quoted(name)}'
        f',"value":{quoted(value)}'
        f",{_beside(unit, limits, flag)}}}"
        f",{_file(run.file_id, run.run_number)}"
        f',"line":{sent.line}'
        f',"place":{quoted(place_text(sent.line, run.places))}'
        f',"received":{quoted(run.received)}'
        f',"specimen":{quoted(sent.specimen)}'
        f',"visit":{quoted(sent.visit)}'
        f',"utc_offset":{quoted(sent.offset)}'
        f',"issues":{_list(dict.fromkeys(quoted(issue.code) for issue in issues)) if issues else "[]"}}}'
    )


@lru_cache(_REMEMBERED)
def _meant(
    unit: str, finding: str | None, strength: str, status: str, low: Decimal | None, high: Decimal | None
) -> str:
    text = " ".join(filter(None, (finding, strength)))
    return (
        f'"unit":{quoted(unit)},"text":{quoted(text)},"status":{quoted(status)}'
        f',"range_low":{_number(low)},"range_high":{_number(high)}'
    )


def _multiple(report: Observation) -> str:
    text = multiple_text(report)
    return quoted(text) if text else "null"


@lru_cache(_REMEMBERED)
def _beside(unit: str, limits: str, flag: str) -> str:
    return f'"unit":{quoted(unit)},"range":{quoted(limits)},"flag":{quoted(flag)}'


@lru_cache(_REMEMBERED)
def _file(file_id: str, run: int) -> str:
    return f'"file_id":{quoted(file_id)},"run":{run}'


def _list(texts: Iterable[str]) -> str:
    return f"[{','.join(texts)}]"


def _number(number: Decimal | None) -> str:
    return "null" if number is None else f'"{plain_digits(number)}"'
